import { expect, it } from 'vitest';
import { fuzz } from './fuzz.mjs';
import { changedJson } from './json.mjs';
import { Random } from './random.mjs';

it('cases follow from the seed and their number alone', () => {
  const draw = (seed, index) => {
    const random = new Random(seed, index);
    return [random.next(), random.below(1000), changedJson('{"a":[1,{"b":2}],"c":"x"}', random)];
  };
  expect(draw(1, 2)).toEqual(draw(1, 2));
  expect(draw(1, 2)).not.toEqual(draw(2, 1));
  expect(draw(1, 2)).not.toEqual(draw(1, 3));
});

it('no hostile run brings a command to more than an error', { timeout: 300_000 }, async () => {
  const { figures, failures } = await fuzz({
    seed: 7,
    indices: Array.from({ length: 40 }, (_, i) => i),
    runs: ['ring', 'stages', 'pairs'],
  });
  expect(failures).toEqual([]);
  expect(figures.cases).toBe(40);
  // most are refused as a broken run, and some go well: the cases reach both
  expect(figures.codes[6]).toBeGreaterThan(1);
  expect(figures.codes[0]).toBeGreaterThan(2);
});

it('sees a case that goes wrong', { timeout: 300_000 }, async () => {
  const { failures } = await fuzz({ seed: 7, indices: [0], mostMemory: 1, runs: ['ring'] });
  expect(failures).toMatchObject([{ index: 0, problems: [expect.stringMatching(/MiB/)] }]);
});
