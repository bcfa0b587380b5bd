import { expect, it } from 'vitest';
import { perceptualPathLength } from './pathLength.ts';

it('leaves the ends out, and says of how many it is the mean', () => {
  // lengths 1², 2², … 101²: the 1st percentile is that of 2, the 99th that of 100
  const data = new Float64Array(202);
  for (let i = 0; i < 101; i++) data.set([7, 7 + (i + 1) * 0.5], 2 * i);
  const { mean, kept, error } = perceptualPathLength({ n: 202, width: 1, data }, { epsilon: 0.5 });
  const within = Array.from({ length: 99 }, (_, i) => (i + 2) ** 2);
  expect(kept).toBe(99);
  expect(mean).toBeCloseTo(within.reduce((a, b) => a + b) / 99, 8);
  expect(error).toBeGreaterThan(0);
});

it('of a generator that makes one picture is 0, of one step that step, and half a pair is refused', () => {
  const of = (values: number[]) =>
    perceptualPathLength({ n: values.length, width: 1, data: Float32Array.from(values) }, { epsilon: 1 });
  expect(of([3, 3, 3, 3])).toEqual({ mean: 0, error: 0, kept: 2 });
  expect(of([1, 4])).toEqual({ mean: 9, error: 0, kept: 1 });
  expect(() => of([1, 4, 3])).toThrow(expect.objectContaining({ code: 'metrics/half-pair' }));
  expect(() => of([])).toThrow(expect.objectContaining({ code: 'metrics/too-few' }));
});
