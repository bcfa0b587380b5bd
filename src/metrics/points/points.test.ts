import { describe, expect, it } from 'vitest';
import { features } from '../features/features.testing.ts';
import type { Rows } from '../linear/rows.ts';
import { recorded } from '../recorded.testing.ts';
import { mmd } from './mmd.ts';
import { wasserstein } from './wasserstein.ts';

const setsOf = (sets: (typeof recorded.points)[number]['sets']) =>
  [features(...sets[0]), features(...sets[1])] as const;
const constant = (n: number, value = 0.1): Rows => ({ n, width: 2, data: new Float32Array(2 * n).fill(value) });
const codeOf = (work: () => unknown) => {
  try {
    return work();
  } catch (e) {
    return (e as { code: string }).code;
  }
};

describe('the Wasserstein distance', () => {
  it.each(recorded.points)("is POT's: $sets", ({ sets, w1, w2 }) => {
    const [a, b] = setsOf(sets);
    expect(wasserstein(a, b) / w1).toBeCloseTo(1, 11);
    expect(wasserstein(a, b, 2) / w2).toBeCloseTo(1, 11);
  });

  it('of equal sets in any order is 0, of a shift is its length', () => {
    const a = features('a', 100, 2);
    const back = { ...a, data: Float64Array.from({ length: 200 }, (_, k) => a.data[198 - (k & ~1) + (k & 1)]!) };
    expect(wasserstein(a, back)).toBe(0);
    const moved = { ...a, data: a.data.map((x, k) => x + (k & 1 ? 4 : 3)) };
    expect(wasserstein(a, moved)).toBeCloseTo(5, 12);
    expect(wasserstein(a, moved, 2)).toBeCloseTo(5, 12);
  });

  it('of one point, and of points that are all the same, is the distance', () => {
    expect(wasserstein(constant(1, 0), constant(1, 1))).toBeCloseTo(Math.SQRT2, 12);
    expect(wasserstein(constant(50, 0), constant(50, 1), 2)).toBeCloseTo(Math.SQRT2, 12);
    expect(wasserstein(constant(50), constant(50))).toBe(0);
  });

  it('refuses none, unequal numbers, and too many', () => {
    expect(codeOf(() => wasserstein(constant(0), constant(0)))).toBe('metrics/too-few');
    expect(codeOf(() => wasserstein(constant(3), constant(4)))).toBe('metrics/uneven');
    expect(codeOf(() => wasserstein(constant(5001), constant(5001)))).toBe('metrics/too-many');
    expect(codeOf(() => wasserstein(constant(3, Number.NaN), constant(3)))).toBe('metrics/not-finite');
  });
});

describe('MMD', () => {
  it.each(recorded.points)("is that of scikit-learn's kernels: $sets", async ({ sets, sigma, mmd: want }) => {
    const got = await mmd(...setsOf(sets));
    expect(got.sigma / sigma).toBeCloseTo(1, 11);
    // the sums that are subtracted are of the size of 1
    expect(got.squared - want).toBeCloseTo(0, 12);
  });

  it('does not depend on tiles', async () => {
    const [a, b] = [features('a', 2100, 1), features('b', 50, 1)];
    const sums = [0, 0, 0];
    const kernel = (x: number) => [1 / 4, 1 / 2, 1, 2, 4].reduce((s, w) => s + Math.exp((-x * x) / (2 * w * w)), 0) / 5;
    for (const x of a.data) for (const y of a.data) sums[0]! += kernel(x - y);
    for (const x of b.data) for (const y of b.data) sums[1]! += kernel(x - y);
    for (const x of a.data) for (const y of b.data) sums[2]! += kernel(x - y);
    const want = (sums[0]! - 2100) / (2100 * 2099) + (sums[1]! - 50) / (50 * 49) - (2 * sums[2]!) / (2100 * 50);
    expect((await mmd(a, b, { sigma: 1 })).squared).toBeCloseTo(want, 12);
  });

  it('of collapsed samples is finite; of constant real points it needs a width', async () => {
    const reals = features('b', 60, 2);
    const { squared } = await mmd(constant(60, 9), reals);
    expect(squared).toBeGreaterThan(0.5);
    expect(squared).toBeLessThanOrEqual(2);
    await expect(mmd(reals, constant(60))).rejects.toMatchObject({ kind: 'data', code: 'metrics/constant' });
    expect((await mmd(constant(60), constant(60), { sigma: 1 })).squared).toBeCloseTo(0, 12);
    await expect(mmd(constant(1), reals)).rejects.toMatchObject({ code: 'metrics/too-few', where: 'samples' });
  });
});
