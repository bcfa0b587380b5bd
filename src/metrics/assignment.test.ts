import { expect, it } from 'vitest';
import { RandomStream } from '../random/stream.ts';
import { bestAssignment } from './assignment.ts';

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
