import { expect, test } from 'vitest';
import { Means } from './means.ts';

test('means are those of the steps since a period began', () => {
  const means = new Means(3);
  const seen = [1, 2, 3, 4, 5].map((step) => {
    means.add(step, { dLoss: step, gLoss: 10 * step });
    return means.means();
  });
  expect(seen.map(({ dLoss }) => dLoss)).toEqual([1, 1.5, 2, 4, 4.5]);
  expect(seen.at(-1)).toEqual({ dLoss: 4.5, gLoss: 45 });
  expect([0, 1, 2, 3, 4].map((step) => means.begunAt(step))).toEqual([0, 1, 2, 0, 1]);
});

test('a period of one step is that step', () => {
  const means = new Means(1);
  for (const step of [1, 2]) {
    means.add(step, { dLoss: step });
    expect(means.means()).toEqual({ dLoss: step });
  }
});
