import { expect, it } from 'vitest';
import { RandomStream } from '../../random/stream.ts';
import { extentOf, variety } from './variety.ts';

const rows = (n: number, width: number, size: number, seed = 0) => {
  const random = new RandomStream(seed, 'rows');
  return { n, width, data: Float32Array.from({ length: n * width }, () => (random.uniform() - 0.5) * size) };
};

it('compares how far rows reach and how close they lie', async () => {
  const [samples, reals] = [await extentOf(rows(1000, 2, 0.5)), await extentOf(rows(1000, 2, 1, 1))];
  const { spread, nearest } = variety(samples, reals);
  expect(spread).toBeCloseTo(0.5, 1);
  expect(nearest).toBeCloseTo(0.5, 1);
  expect(variety(reals, reals)).toEqual({ spread: 1, nearest: 1 });
});

it('finds the nearest whatever part of the rows it lies in', async () => {
  const { n, width, data } = rows(300, 3, 1);
  const distances = Array.from({ length: n }, (_, i) => {
    const to = (j: number) => Math.hypot(...[0, 1, 2].map((k) => data[i * width + k]! - data[j * width + k]!));
    return Math.min(...Array.from({ length: n }, (_, j) => (i === j ? Infinity : to(j))));
  });
  const middle = distances.sort((a, b) => a - b)[n >> 1]!;
  expect((await extentOf({ n, width, data })).nearest).toBeCloseTo(middle, 12);
});

it('takes a little memory at a time', async () => {
  const of = rows(1000, 2, 1);
  const before = process.memoryUsage().arrayBuffers;
  await extentOf(of);
  // all of the distances at once would be 8 MB
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(6e6);
});
