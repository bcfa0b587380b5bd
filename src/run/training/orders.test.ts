import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { pathWord } from '../../files/paths.ts';
import { Checkpoints } from '../directory/checkpoints.ts';
import { readDials } from '../directory/dials.ts';
import type { RunEvent } from '../directory/events.ts';
import { readJsonLines } from '../directory/jsonl.ts';
import { giveOrder, type Order } from '../directory/orders.ts';
import { tiny } from './tiny.testing.ts';
import { resume, train } from './train.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-orders-'));
afterAll(() => rmSync(folder, { recursive: true }));

const lower = 'generator.optimizer.learningRate=0.0001';
const eventsOf = (directory: string) => [...readJsonLines(join(directory, 'events.jsonl'))];
const ratesOf = (directory: string) =>
  [...readJsonLines(join(directory, 'metrics.jsonl'))].map(({ rates }) => (rates as { generator: number }).generator);
const bytesOf = (directory: string, step: number) =>
  readFileSync(join(directory, 'checkpoints', `${String(step).padStart(9, '0')}.safetensors`));

/** Trains, and gives orders once some steps are done; the next one when the last is carried out. */
async function ordered(name: string, orders: readonly Order[], steps = 100_000) {
  const told: RunEvent[] = [];
  let directory = '';
  let given: Promise<unknown> | undefined;
  const result = await train(tiny, {
    out: folder,
    name,
    steps,
    threads: 1,
    snapshotEvery: 1_000_000,
    on: (event) => {
      told.push(event);
      if (event.type === 'start') directory = event.directory;
      // it is told of what was ordered, and not waited for: training goes on meanwhile
      if (event.type === 'step' && event.step === 5)
        given = orders.reduce((last, order) => last.then(() => giveOrder(directory, order)), Promise.resolve());
    },
  });
  await given;
  return { ...result, told };
}

test('a dial that is turned while it trains holds from the next step on, and a run that falls back turns it again', async () => {
  const { directory, step, status, told } = await ordered('steered', [
    { do: 'dial', set: [lower] },
    { do: 'snapshot' },
    { do: 'stop' },
  ]);
  expect(status).toBe('interrupted');
  const [change] = readDials(directory);
  expect(change).toMatchObject({ set: [lower], values: { 'generator/learningRate': 0.0001 } });
  const turned = change!.step;
  expect(turned).toBeGreaterThanOrEqual(5);
  expect(ratesOf(directory)).toEqual(Array.from({ length: step }, (_, i) => (i < turned ? 0.001 : 0.0001)));
  expect(told.filter(({ type }) => type === 'dials')).toEqual([{ type: 'dials', ...change }]);
  expect(eventsOf(directory).filter(({ type }) => type === 'dials')).toEqual([{ type: 'dials', ...change }]);
  const saved = new Checkpoints(join(directory, 'checkpoints')).list();
  expect(saved).toHaveLength(2);
  expect(existsSync(join(directory, 'orders'))).toBe(false);

  // from the beginning, without anybody who steers it
  const again = join(folder, 'again');
  cpSync(directory, again, { recursive: true });
  new Checkpoints(join(again, 'checkpoints')).cutAfter(0);
  await resume(again, { steps: step });
  expect(ratesOf(again)).toEqual(ratesOf(directory));
  expect(bytesOf(again, step).equals(bytesOf(directory, step))).toBe(true);
  expect(eventsOf(again).filter(({ type }) => type === 'dials')).toEqual([{ type: 'dials', ...change }]);
}, 30_000);

test('it waits where it was paused, and goes on or stops from there', async () => {
  const { directory, step } = await ordered('paused', [
    { do: 'pause' },
    { do: 'pause' },
    { do: 'dial', set: [lower] },
    { do: 'go-on' },
    { do: 'pause' },
    { do: 'stop' },
  ]);
  const events = eventsOf(directory).filter(({ type }) => /paused|goes-on|dials/.test(String(type)));
  const first = events[0]!.step;
  expect(events).toMatchObject([
    { type: 'paused', step: first },
    { type: 'dials', step: first },
    { type: 'goes-on', step: first },
    { type: 'paused', step },
  ]);
}, 30_000);

test('who steers is told where nobody hears it, and what lies there of a stranger does nothing', async () => {
  const { directory } = await train(tiny, { out: folder, name: 'still', threads: 1 });
  await expect(giveOrder(directory, { do: 'dial', set: [lower] })).rejects.toMatchObject({
    kind: 'usage',
    code: 'run/not-training',
    fix: `go on with it: duel train ${pathWord(directory)} --set ${lower}`,
  });
  const orders = join(directory, 'orders');
  expect(existsSync(orders)).toBe(false);
  // given to nobody: it is not carried out by whoever trains it later
  mkdirSync(orders);
  const file = (n: number) => join(orders, `${String(n).padStart(15, '0')}-1-1.json`);
  writeFileSync(file(1), JSON.stringify({ do: 'stop' }));
  writeFileSync(file(2), '{"do":"format-disk"}');
  writeFileSync(join(orders, 'notes.txt'), 'mine');
  await resume(directory, { steps: 6 });
  expect(readdirSync(orders)).toEqual(['notes.txt']);
  // a link leads out of the run
  rmSync(orders, { recursive: true });
  const outside = join(folder, 'outside');
  mkdirSync(outside);
  writeFileSync(join(outside, '000000000000001-1-1.json'), JSON.stringify({ do: 'stop' }));
  symlinkSync(outside, orders);
  expect(await resume(directory, { steps: 9 })).toMatchObject({ status: 'finished', step: 9 });
  expect(readdirSync(outside)).toHaveLength(1);
});

test('what would want another step is not done, and said', async () => {
  const { directory, told } = await ordered('fixed', [{ do: 'dial', set: ['loss=hinge'] }, { do: 'stop' }]);
  expect(readDials(directory)).toEqual([]);
  expect(told).toContainEqual({
    type: 'warning',
    message: expect.stringMatching(/loss=hinge cannot change in a run that goes on; it stays as it is/),
  });
}, 30_000);
