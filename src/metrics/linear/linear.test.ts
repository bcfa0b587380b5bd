import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDevice } from '../../runtime/node/worker.ts';
import { features } from '../features/features.testing.ts';
import { type EngineProducts, productsOn } from './engineProducts.ts';
import { factorOf } from './factor.ts';
import { DrawnFrom, MomentsTally, momentsOf } from './moments.ts';
import { plainProducts } from './products.ts';
import { rowsAt, rowsFrom } from './rows.ts';
import { singularValues } from './singular.ts';
import { tridiagonalValues } from './tridiagonal.ts';

const largest = (a: Float64Array, b: Float64Array) => a.reduce((most, x, k) => Math.max(most, Math.abs(x - b[k]!)), 0);

describe('products', () => {
  let engine: EngineProducts;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const opened = await openDevice('cpu', { threads: 1 });
    engine = await productsOn(opened);
    close = () => opened.close();
  });
  afterAll(async () => {
    await engine.close();
    await close();
  });

  it.each([
    [1, 1, 1],
    [5, 7, 3],
    [8, 4, 16],
    [33, 18, 21],
  ])('of %i and %i rows of %i, plain and by ONNX Runtime, are the sums', async (n, m, width) => {
    const [a, b] = [features('a', n, width).data, features('b', m, width).data];
    const want = Float64Array.from({ length: n * m }, (_, at) => {
      const [i, j] = [Math.floor(at / m), at % m];
      return a.subarray(i * width, (i + 1) * width).reduce((sum, x, k) => sum + x * b[j * width + k]!, 0);
    });
    for (const products of [plainProducts, engine]) {
      expect(largest(await products.rows(a, b, width), want)).toBeLessThan(1e-12);
      const gram = await products.gram(a, width);
      expect(gram).toHaveLength(width * width);
      const corner = Array.from({ length: n }, (_, i) => a[i * width]! * a[i * width + width - 1]!).reduce(
        (x, y) => x + y,
      );
      expect(gram[width - 1]).toBeCloseTo(corner, 11);
    }
  });
});

describe('moments', () => {
  it('are the same in batches of any size, and those of a large mean are as good', async () => {
    const rows = features('a', 2500, 5);
    const whole = await momentsOf(rows);
    const tally = new MomentsTally(5);
    for (let from = 0, size = 1; from < rows.n; from += size, size = (size * 7) % 601)
      await tally.add(rowsFrom(rows, from, size));
    const parts = await tally.result();
    expect(parts.n).toBe(2500);
    expect(largest(parts.mean, whole.mean)).toBeLessThan(1e-13);
    expect(largest(parts.covariance, whole.covariance)).toBeLessThan(1e-14);
    const far = await momentsOf({ ...rows, data: rows.data.map((x) => x + 2 ** 30) });
    // 2³⁰ leaves 23 bits behind the point
    expect(largest(far.covariance, whole.covariance)).toBeLessThan(1e-6);
  });

  it('of constant columns are zero exactly', async () => {
    const { covariance, mean } = await momentsOf({ n: 7, width: 2, data: new Float64Array(14).fill(0.1) });
    expect([...covariance, ...mean]).toEqual([0, 0, 0, 0, 0.1, 0.1]);
  });
});

describe('moments of rows that are drawn', () => {
  const rows = features('a', 4099, 5, 1, 1e4);
  const drawn = new DrawnFrom(rows);

  it.each([
    ['with replacement', Uint32Array.from({ length: 3000 }, (_, i) => (i * i) % 4099)],
    ['from the first alone', Uint32Array.from({ length: 500 }, (_, i) => i)],
    ['every one', Uint32Array.from({ length: 4099 }, (_, i) => 4098 - i)],
  ])('%s are those of the rows themselves', async (_, indices) => {
    const [got, want] = [await drawn.momentsAt(indices), await momentsOf(rowsAt(rows, indices))];
    expect(got.n).toBe(want.n);
    expect(largest(got.mean, want.mean)).toBeLessThan(1e-10);
    expect(largest(got.covariance, want.covariance)).toBeLessThan(1e-11);
  });

  it('of constant columns are zero exactly; a single row has none, and NaN is refused', async () => {
    const constant = new DrawnFrom({ n: 7, width: 2, data: new Float64Array(14).fill(0.1) });
    expect([...(await constant.momentsAt([1, 1, 3])).covariance]).toEqual([0, 0, 0, 0]);
    await expect(constant.momentsAt([1])).rejects.toMatchObject({ code: 'metrics/too-few' });
    expect(() => new DrawnFrom({ n: 1, width: 1, data: Float64Array.of(Number.NaN) })).toThrow('NaN');
  });
});

describe('factors', () => {
  it.each([
    ['full rank', 30, 8, 8],
    ['fewer rows', 5, 8, 4],
    ['two rows', 2, 9, 1],
  ])('give the covariance back, of %s', async (_, n, width, rank) => {
    const { covariance } = await momentsOf(features('a', n, width));
    const factor = factorOf(covariance, width);
    expect(factor.rank).toBe(rank);
    expect(largest(await plainProducts.gram(factor.rows, width), covariance)).toBeLessThan(1e-14);
  });

  it('of zero have no rows', () => {
    expect(factorOf(new Float64Array(9), 3)).toMatchObject({ rank: 0, rows: new Float64Array(0) });
  });
});

describe('singular values', () => {
  it.each([
    [1, 1],
    [1, 6],
    [6, 1],
    [9, 7],
    [7, 12],
    [40, 40],
  ])('of a matrix of %i × %i have the sums that its entries say', async (n, width) => {
    const { data } = features('a', n, width);
    const values = singularValues(data, width);
    expect(values).toHaveLength(Math.min(n, width));
    const squares = (x: Float64Array, power = 2) => x.reduce((sum, v) => sum + v ** power, 0);
    expect(squares(values) / squares(data)).toBeCloseTo(1, 12);
    expect(squares(values, 4) / squares(await plainProducts.gram(data, width))).toBeCloseTo(1, 12);
  });

  it('are known where the matrix is diagonal, of low rank, or zero', () => {
    expect([...singularValues(Float64Array.of(3, 0, 0, 0, -4, 0, 0, 0, 0), 3)].sort()).toEqual(
      [0, 3, 4].map((x) => expect.closeTo(x, 14)),
    );
    const outer = Float64Array.from({ length: 20 }, (_, k) => (1 + Math.floor(k / 5)) * (2 - (k % 5)));
    const [top, ...rest] = [...singularValues(outer, 5)].sort((a, b) => b - a);
    expect(top).toBeCloseTo(Math.sqrt(30 * 10), 12);
    for (const x of rest) expect(x).toBeLessThan(1e-13);
    expect([...singularValues(new Float64Array(6), 2)]).toEqual([0, 0]);
    expect(singularValues(new Float64Array(0), 0)).toHaveLength(0);
  });

  it('of a path are cosines, by the eigenvalues of three diagonals', () => {
    const n = 50;
    const values = tridiagonalValues(new Float64Array(n), new Float64Array(n - 1).fill(1)).sort();
    values.forEach((x, k) => {
      expect(x).toBeCloseTo(2 * Math.cos(((n - k) * Math.PI) / (n + 1)), 13);
    });
  });
});
