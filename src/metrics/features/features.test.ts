import { describe, expect, it } from 'vitest';
import type { Rows } from '../linear/rows.ts';
import { recorded } from '../recorded.testing.ts';
import { type Tile, visitSquares } from './distances.ts';
import { equalRows } from './equalRows.ts';
import { type FeatureCase, features } from './features.testing.ts';
import { inceptionScore } from './inceptionScore.ts';
import { kernelDistance } from './kernelDistance.ts';
import { manifold, neighbourSquares } from './manifold.ts';

const setsOf = ({ sets }: { sets: readonly [FeatureCase, FeatureCase] }) =>
  sets.map((set) => features(...set)) as [Rows, Rows];
const constant = (n: number, width: number, value = 1): Rows => ({
  n,
  width,
  data: new Float32Array(n * width).fill(value),
});
const empty: Rows = { n: 0, width: 6, data: new Float32Array(0) };

describe('the kernel distance', () => {
  it("is that of torch-fidelity's kernel on the same subsets", async () => {
    const { kernel } = recorded;
    const got = await kernelDistance(...setsOf(kernel), kernel.options);
    expect(got.mean / kernel.mean).toBeCloseTo(1, 10);
    expect(got.deviation / kernel.deviation).toBeCloseTo(1, 10);
    expect(got).toMatchObject({ subsets: 8, size: 40 });
  });

  it('takes subsets of all rows where there are fewer than 1000, and one where that is the whole of both', async () => {
    const [a, b] = [features('a', 30, 4), features('b', 40, 4)];
    expect(await kernelDistance(a, b, { seed: 1 })).toMatchObject({ size: 30, subsets: 100 });
    expect(await kernelDistance(a, a, { seed: 1 })).toMatchObject({ size: 30, subsets: 1, deviation: 0 });
  });

  it('of equal constant sets is 0, of two rows is finite, of one is refused', async () => {
    expect((await kernelDistance(constant(20, 3), constant(20, 3), { seed: 1 })).mean).toBeCloseTo(0, 12);
    const two = await kernelDistance(features('a', 2, 3), features('b', 2, 3), { seed: 1 });
    expect(Number.isFinite(two.mean)).toBe(true);
    await expect(kernelDistance(features('a', 1, 3), features('b', 9, 3), { seed: 1 })).rejects.toMatchObject({
      code: 'metrics/too-few',
      where: 'samples',
    });
  });
});

describe('the Inception Score', () => {
  const softmax = ({ n, width, data }: Rows): Rows => {
    const out = new Float64Array(data.length);
    for (let i = 0; i < n; i++) {
      const powers = [...data.subarray(i * width, (i + 1) * width)].map(Math.exp);
      const sum = powers.reduce((a, b) => a + b);
      out.set(
        powers.map((p) => p / sum),
        i * width,
      );
    }
    return { n, width, data: out };
  };

  it("is torch-fidelity's", () => {
    const { logits, mean, deviation } = recorded.inceptionScore;
    const got = inceptionScore(softmax(features(...logits)));
    expect(got.mean / mean).toBeCloseTo(1, 11);
    expect(got.deviation / deviation).toBeCloseTo(1, 10);
  });

  it('is the number of classes for certain and even ones, and 1 where all are the same', () => {
    const even: Rows = {
      n: 40,
      width: 4,
      data: Float32Array.from({ length: 160 }, (_, k) => +(k % 4 === (k >> 2) % 4)),
    };
    expect(inceptionScore(even).mean).toBeCloseTo(4, 12);
    expect(inceptionScore(constant(40, 4, 0.25))).toEqual({ mean: expect.closeTo(1, 12), deviation: 0 });
    expect(inceptionScore(constant(1, 4, 0.25), 1).mean).toBeCloseTo(1, 12);
  });

  it('refuses fewer samples than splits, and rows that are no distributions', () => {
    expect(() => inceptionScore(constant(9, 4, 0.25))).toThrow(expect.objectContaining({ code: 'metrics/too-few' }));
    expect(() => inceptionScore(empty)).toThrow(expect.objectContaining({ code: 'metrics/too-few' }));
    expect(() => inceptionScore(constant(20, 4, 0.5))).toThrow(
      expect.objectContaining({ code: 'metrics/probabilities', where: 'samples, row 0' }),
    );
  });
});

describe('precision, recall, density and coverage', () => {
  it.each(recorded.manifold)("are torch-fidelity's and prdc's: $name", async ({ sets, name: _, ...want }) => {
    const got = await manifold(...setsOf({ sets }), { wideK: 20 });
    const widely = await manifold(...setsOf({ sets }), { densityK: 20 });
    expect(got.wideCoverage).toBe(widely.coverage);
    expect(got.wideCoverage).toBeGreaterThan(got.coverage);
    // torch-fidelity's are of float32
    for (const key of ['precision', 'recall', 'density', 'coverage'] as const)
      expect(got[key] / want[key], key).toBeCloseTo(1, key === 'density' || key === 'coverage' ? 12 : 6);
  });

  it('do not depend on how distances are cut into tiles', async () => {
    const [a, b] = setsOf(recorded.manifold[0]!);
    const whole = new Map<string, number>();
    const keep = (into: Map<string, number>) => (tile: Tile) => {
      for (let i = 0; i < tile.countA; i++)
        for (let j = 0; j < tile.countB; j++)
          into.set(`${tile.fromA + i},${tile.fromB + j}`, tile.squares[i * tile.countB + j]!);
    };
    await visitSquares(a, b, keep(whole));
    const parts = new Map<string, number>();
    await visitSquares(a, b, keep(parts), { size: 37 });
    expect(parts.size).toBe(a.n * b.n);
    for (const [at, square] of whole) expect(parts.get(at)).toBeCloseTo(square, 10);
    // the k-th nearest of a row, by sorting all
    const [nearest] = await neighbourSquares(a, [3]);
    const distances = new Map<string, number>();
    await visitSquares(a, { ...a }, keep(distances));
    const of = (i: number) =>
      Array.from({ length: a.n }, (_, j) => distances.get(`${i},${j}`)!).sort((x, y) => x - y)[3];
    expect(nearest![7]).toBeCloseTo(of(7)!, 12);
  });

  it('of equal sets: all lies within all, and each real in its own neighbourhood', async () => {
    const a = features('a', 60, 5);
    const got = await manifold(a, { ...a });
    expect(got).toMatchObject({ precision: 1, recall: 1, coverage: 1 });
    // itself, and the four that are nearer than the fifth
    expect(got.density).toBeCloseTo(1, 12);
  });

  it('of constant features: equal rows touch, and no ball of radius 0 holds anything strictly', async () => {
    expect(await manifold(constant(9, 6, 0.1), constant(9, 6, 0.1))).toEqual({
      precision: 1,
      recall: 1,
      density: 0,
      coverage: 0,
      wideCoverage: 0,
    });
    expect(await manifold(constant(9, 6, 0.1), constant(9, 6, 0.2))).toEqual({
      precision: 0,
      recall: 0,
      density: 0,
      coverage: 0,
      wideCoverage: 0,
    });
  });

  it('of a collapsed generator, and of one that has dropped most, are low where they should be', async () => {
    // as prdc's authors show it: a tenth of the spread, and a third of the reals
    const scaled = (rows: Rows, factor: number): Rows => ({ ...rows, data: rows.data.map((x) => factor * (x - 0.75)) });
    const { precision, recall, coverage } = await manifold(
      scaled(features('a', 200, 16), 0.1),
      scaled(features('b', 200, 16), 3),
    );
    expect(precision).toBeGreaterThan(0.8);
    expect(recall).toBeLessThan(0.3);
    expect(coverage).toBeLessThan(0.3);
  });

  it('know equal rows among others, whatever their numbers are kept in', () => {
    const rows = (...values: number[]): Rows => ({ n: values.length / 2, width: 2, data: Float64Array.from(values) });
    const [a, b] = equalRows(rows(1, 2, 2, 1, 0, 0, 1, 2), { ...rows(0, 0), data: Float32Array.of(-0, 0) });
    expect([...a!, ...b!]).toEqual([0, 1, 2, 0, 2]);
  });

  it('refuse sets without k + 1 rows', async () => {
    await expect(manifold(features('a', 5, 6), features('b', 50, 6))).rejects.toMatchObject({
      code: 'metrics/too-few',
      where: 'samples',
      fix: 'take at least 6 samples',
    });
    await expect(manifold(features('a', 50, 6), empty)).rejects.toMatchObject({ where: 'real examples' });
  });
});
