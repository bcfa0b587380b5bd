import { expect, it } from 'vitest';
import { RandomStream } from '../random/stream.ts';
import { bestAssignment, cheapestAssignment } from './assignment.ts';

it('prefers the largest sum to the largest entries', () => {
  // 9 alone would leave 1 for the other row: 8 + 7 is more than 9 + 1
  const gains = [
    [9, 8],
    [7, 1],
  ];
  expect(bestAssignment(gains)).toEqual([1, 0]);
  expect(bestAssignment([])).toEqual([]);
  expect(() => bestAssignment([[1], [2]])).toThrow(RangeError);
});

it('finds what trying all finds', () => {
  const random = new RandomStream(0, 'gains');
  const all = (n: number, columns: number[]): number[][] =>
    n === 0
      ? [[]]
      : columns.flatMap((c) =>
          all(
            n - 1,
            columns.filter((d) => d !== c),
          ).map((rest) => [c, ...rest]),
        );
  for (const [n, m] of [
    [1, 1],
    [3, 3],
    [4, 6],
    [5, 5],
  ] as const)
    for (let round = 0; round < 10; round++) {
      const gains = Array.from({ length: n }, () => Array.from({ length: m }, () => random.integer(20)));
      const sum = (columns: readonly number[]) => columns.reduce((s, c, row) => s + gains[row]![c]!, 0);
      const found = bestAssignment(gains);
      expect(new Set(found).size).toBe(n);
      expect(sum(found)).toBe(Math.max(...all(n, [...Array(m).keys()]).map(sum)));
    }
});

it('of many rows is not made cheaper by exchanges, whether rows differ, are nearly alike or all the same', () => {
  const n = 300;
  const random = new RandomStream(1, 'costs');
  const uniform = () => Float64Array.from({ length: n }, () => random.uniform());
  const [x, y, a, b] = [uniform(), uniform(), uniform(), uniform()];
  for (const spread of [1, 1e-2, 0]) {
    const costs = Float64Array.from({ length: n * n }, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      return Math.hypot(0.3 + spread * (x[i]! - 0.5) - a[j]!, 0.6 + spread * (y[i]! - 0.5) - b[j]!);
    });
    const columns = cheapestAssignment(costs, n);
    expect(new Set(columns).size).toBe(n);
    // no exchange of two or of three columns is cheaper
    const cost = (i: number, k: number) => costs[i * n + columns[k]!]!;
    let most = 0;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        most = Math.max(most, cost(i, i) + cost(j, j) - cost(i, j) - cost(j, i));
        const k = (i * 7 + j * 3) % n;
        if (i === j || j === k || k === i) continue;
        most = Math.max(most, cost(i, i) + cost(j, j) + cost(k, k) - cost(i, j) - cost(j, k) - cost(k, i));
      }
    expect(most).toBeLessThan(1e-12);
  }
});
