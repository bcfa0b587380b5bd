import { expect, it } from 'vitest';
import { Garbage } from './garbage.ts';

it('collects what nobody holds any more', async () => {
  const gone: string[] = [];
  const registry = new FinalizationRegistry<string>((name) => gone.push(name));
  const drop = () => registry.register({}, 'dropped');
  const kept = {};
  registry.register(kept, 'kept');
  drop();
  // what was looked at is held until the task is over
  await new Promise(setImmediate);
  new Garbage().collect();
  await new Promise(setImmediate);
  expect(gone).toEqual(['dropped']);
  expect(kept).toBeDefined();
});

it('spends a hundredth of the time on it at most', () => {
  let [time, times] = [0, 0];
  const garbage = new Garbage(
    () => {
      times++;
      time += 20;
    },
    () => time,
  );
  for (; time < 10_000; time += 1) garbage.collect();
  expect(times).toBe(5);
});
