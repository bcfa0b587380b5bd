import { describe, expect, it } from 'vitest';
import { momentsOf } from '../linear/moments.ts';
import type { Rows } from '../linear/rows.ts';
import { recorded } from '../recorded.testing.ts';
import { type FeatureCase, features } from './features.testing.ts';
import { frechetDistance } from './frechet.ts';
import { frechetAtInfinity, frechetSpread } from './uncertainty.ts';

const distance = async (a: Rows, b: Rows) => frechetDistance(await momentsOf(a), await momentsOf(b));
const rows = (width: number, ...values: number[]): Rows => ({
  n: values.length / width,
  width,
  data: Float64Array.from(values),
});
const setsOf = ({ sets }: { sets: readonly [FeatureCase, FeatureCase] }) =>
  sets.map((set) => features(...set)) as [Rows, Rows];

describe('the Fréchet distance', () => {
  it.each(recorded.frechet)('is that of scipy, of torch-fidelity and of the features themselves: $name', async (of) => {
    const got = await distance(...setsOf(of));
    expect(got / of.singularValues).toBeCloseTo(1, 11);
    // eigenvalues that are zero but for rounding have square roots of 1e-8 there
    const singular = of.name !== 'full rank';
    expect(got / of.scipy).toBeCloseTo(1, singular ? 7 : 11);
    expect(got / of.torchFidelity).toBeCloseTo(1, singular ? 7 : 11);
  });

  it('of equal sets is 0 to rounding, whatever their rank', async () => {
    for (const set of [features('a', 200, 16), features('a', 12, 40), features('a', 50, 8, 1e4)]) {
      const moments = await momentsOf(set);
      const trace = moments.covariance.filter((_, k) => k % (set.width + 1) === 0).reduce((x, y) => x + y);
      expect((await frechetDistance(moments, moments)) / trace).toBeLessThan(1e-12);
    }
  });

  it('of a shift is its squared length', async () => {
    const a = features('a', 300, 12);
    const b = { ...a, data: a.data.map((x, k) => x + (k % 12) / 4) };
    const squared = Array.from({ length: 12 }, (_, j) => (j / 4) ** 2).reduce((x, y) => x + y);
    expect(await distance(a, b)).toBeCloseTo(squared, 11);
  });

  it('in one dimension is (μ₁ − μ₂)² + (σ₁ − σ₂)²', async () => {
    // means 2 and 7, deviations √2 and √8
    expect(await distance(rows(1, 1, 3), rows(1, 5, 9))).toBeCloseTo(25 + (Math.SQRT2 - Math.sqrt(8)) ** 2, 12);
  });

  it('of constant features is that of the means; one that both have in common changes nothing', async () => {
    expect(await distance(rows(2, 1, 2, 1, 2), rows(2, 4, 6, 4, 6))).toBe(25);
    const [a, b] = [features('a', 40, 3), features('b', 50, 3)];
    const with7 = ({ n, data }: Rows): Rows => ({
      n,
      width: 4,
      data: Float64Array.from({ length: n * 4 }, (_, k) =>
        k % 4 === 1 ? 7.3 : data[(k >> 2) * 3 + [0, 0, 1, 2][k % 4]!]!,
      ),
    });
    expect((await distance(with7(a), with7(b))) / (await distance(a, b))).toBeCloseTo(1, 12);
  });

  it('refuses what has no covariance, other widths, and NaN', async () => {
    await expect(momentsOf(rows(2, 1, 2))).rejects.toMatchObject({ kind: 'usage', code: 'metrics/too-few' });
    await expect(momentsOf({ n: 0, width: 2, data: new Float32Array(0) })).rejects.toMatchObject({
      code: 'metrics/too-few',
    });
    await expect(momentsOf(rows(2, 1, 2, 3, Number.NaN))).rejects.toMatchObject({
      kind: 'data',
      code: 'metrics/not-finite',
      where: 'rows, row 1, column 1',
    });
    await expect(distance(rows(2, 1, 2, 3, 4), rows(1, 1, 2))).rejects.toMatchObject({ code: 'metrics/widths' });
  });
});

describe('the distance at infinity', () => {
  it('is what numpy fits to the distances of the same subsets', async () => {
    const { infinity } = recorded;
    const [a, b] = setsOf(infinity);
    const told: string[] = [];
    const { value, slope, at } = await frechetAtInfinity(a, await momentsOf(b), {
      ...infinity.options,
      onProgress: (done, of) => told.push(`${done}/${of}`),
    });
    expect(at.map(({ n }) => n)).toEqual(infinity.sizes);
    at.forEach((p, k) => {
      expect(p.distance / infinity.values[k]!).toBeCloseTo(1, 11);
    });
    expect(value / infinity.value).toBeCloseTo(1, 10);
    expect(slope / infinity.slope).toBeCloseTo(1, 10);
    expect(told).toEqual(['1/4', '2/4', '3/4', '4/4']);
  });

  it('takes a tenth of the samples at the least, and enough for the features', async () => {
    const smallest = async (n: number, width: number) =>
      (
        await frechetAtInfinity(features('a', n, width), await momentsOf(features('b', 50, width)), {
          seed: 1,
          points: 2,
        })
      ).at[0]!.n;
    expect(await smallest(500, 2)).toBe(50);
    expect(await smallest(500, 40)).toBe(100);
    expect(await smallest(40, 30)).toBe(20);
  });

  it('refuses fewer samples than make a line', async () => {
    const reference = await momentsOf(features('b', 50, 2));
    await expect(frechetAtInfinity(features('a', 3, 2), reference, { seed: 1 })).rejects.toMatchObject({
      code: 'metrics/too-few',
    });
    await expect(frechetAtInfinity(features('a', 50, 2), reference, { seed: 1, points: 1 })).rejects.toMatchObject({
      code: 'metrics/too-few',
    });
  });
});

describe('the spread of the distance', () => {
  it('is the deviation that scipy gives for the same resamples', async () => {
    const { spread } = recorded;
    const [a, b] = setsOf(spread);
    const got = await frechetSpread(a, await momentsOf(b), spread.options);
    expect(got.deviation / spread.deviation).toBeCloseTo(1, 10);
    const value = await distance(a, b);
    expect([got.low, got.high]).toEqual([Math.max(0, value - 1.96 * got.deviation), value + 1.96 * got.deviation]);
  });
});
