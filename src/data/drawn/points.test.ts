import { expect, test } from 'vitest';
import type { Dataset } from '../dataset.ts';
import type { Mixture } from './modes.ts';
import { grid, gridMixture, moons, ring, ringMixture, spiral } from './points.ts';

const indices = Array.from({ length: 4000 }, (_, k) => k);

async function draw(dataset: Dataset, which: ArrayLike<number> = indices) {
  const out = new Float32Array(2 * which.length);
  const labels = new Int32Array(which.length);
  await dataset.read(which, out, { labels });
  return { out, labels };
}

test.each<[Dataset, Mixture]>([
  [ring(), ringMixture],
  [grid(), gridMixture],
])('$name has the stated modes and sigma, all modes about as often', async (dataset, { centres, sigma }) => {
  const { out, labels } = await draw(dataset);
  const seen = new Array<number>(centres.length).fill(0);
  let squares = 0;
  for (const k of indices) {
    const [x, y] = centres[labels[k]!]!;
    squares += (out[2 * k]! - x) ** 2 + (out[2 * k + 1]! - y) ** 2;
    seen[labels[k]!]!++;
  }
  expect(Math.sqrt(squares / (2 * indices.length)) / sigma).toBeCloseTo(1, 1);
  expect(Math.min(...seen)).toBeGreaterThan((0.6 * indices.length) / centres.length);
  expect(dataset.classes.length).toBe(centres.length);
});

test('the ring lies on the unit circle, the grid on even numbers', () => {
  for (const [x, y] of ringMixture.centres) expect(Math.hypot(x, y)).toBeCloseTo(1, 12);
  expect(new Set(gridMixture.centres.flat())).toEqual(new Set([-4, -2, 0, 2, 4]));
  expect(ring().classes[1]).toBe('0.71,0.71');
});

test('a point depends on seed, split and index alone', async () => {
  for (const source of [ring, grid, spiral, moons]) {
    const all = await draw(source({ seed: 7 }));
    const some = await draw(source({ seed: 7 }), [3999, 5]);
    expect([...some.out]).toEqual([all.out[7998], all.out[7999], all.out[10], all.out[11]]);
    expect((await draw(source({ seed: 8 }), [5])).out).not.toEqual(some.out.subarray(2));
    expect((await draw(source({ seed: 7, split: 'test' }), [5])).out).not.toEqual(some.out.subarray(2));
    // Endless: an index beyond an epoch is a further point.
    expect((await draw(source(), [2 ** 40])).out.every(Number.isFinite)).toBe(true);
  }
});

test('the two moons are half circles around (0, 0) and (1, 0.5)', async () => {
  const { out, labels } = await draw(moons());
  for (const k of indices) {
    const [x, y] = labels[k] === 0 ? [out[2 * k]!, out[2 * k + 1]!] : [out[2 * k]! - 1, out[2 * k + 1]! - 0.5];
    expect(Math.abs(Math.hypot(x, y) - 1)).toBeLessThan(0.25);
  }
});
