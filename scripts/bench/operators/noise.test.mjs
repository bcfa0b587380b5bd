import { expect, it } from 'vitest';
import { differenceOf, noise, placesOf, sampleOf } from './noise.mjs';

it('noise is spread from −0.5 to 0.5, another for each seed', () => {
  const { shape, data } = noise([50, 200], 7);
  expect(shape).toEqual([50, 200]);
  expect(data.every((v) => v >= -0.5 && v < 0.5)).toBe(true);
  const mean = data.reduce((a, b) => a + b, 0) / data.length;
  expect(Math.abs(mean)).toBeLessThan(0.02);
  expect(sampleOf(data, []).size).toBeCloseTo(Math.sqrt(1 / 12), 2);
  expect(noise([10_000], 8).data.filter((v, i) => v === data[i]).length).toBeLessThan(10);
});

it('places lie all over a result', () => {
  expect(placesOf(5)).toEqual([0, 1, 2, 3, 4]);
  const places = placesOf(2 ** 20);
  expect(new Set(places).size).toBe(4096);
  expect(new Set(places.map((p) => p % 64)).size).toBe(64);
  expect(Math.max(...places)).toBeLessThan(2 ** 20);
});

it('a difference is a share of the results’ size', () => {
  const a = sampleOf([3, -3, 3, -3], [0, 1]);
  expect(differenceOf(a, sampleOf([3, -3, 3, -3], [0, 1]))).toBe(0);
  expect(differenceOf(a, sampleOf([3.3, -3, 3, -3], [0, 1]))).toBeCloseTo(0.3 / 3.08, 2);
  // a value that was not compared is in the size
  expect(differenceOf(a, sampleOf([3, -3, 3, -6], [0, 1]))).toBeGreaterThan(0.2);
  expect(differenceOf(a, sampleOf([Number.NaN, -3, 3, -3], [0, 1]))).toBeNaN();
});
