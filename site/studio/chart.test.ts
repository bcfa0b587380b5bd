import { describe, expect, it } from 'vitest';
import { seenOf } from './chart.ts';

const line = (values: readonly (number | null)[]) => ({ name: 'a', steps: values.map((_, i) => i + 1), values });

describe('what can be seen of a line', () => {
  it('is all of it where each value has its column', () => {
    expect(seenOf(line([3, 1, 2]), (i) => i)).toEqual([0, 1, 2]);
  });

  it('is the first, the ends and the last of a column, in their order', () => {
    expect(seenOf(line([5, 9, 6, 1, 4, 7, 7, 7, 7]), (i) => (i < 5 ? 0 : 1))).toEqual([0, 1, 3, 4, 5, 8]);
  });

  it('keeps what breaks it', () => {
    expect(seenOf(line([1, 2, null, 3, 4, 5, null]), () => 0)).toEqual([0, 1, 2, 3, 5, 6]);
  });

  it('reaches as high and as low in each column as all values do', () => {
    const values = Array.from({ length: 3000 }, (_, i) => Math.sin(i * 7.1) + i / 1000);
    const columnOf = (i: number) => Math.floor(i / 10);
    const seen = seenOf(line(values), columnOf);
    expect(seen.length).toBeLessThanOrEqual(4 * 300);
    const rangesOf = (indices: readonly number[]) => {
      const of = new Map<number, number[]>();
      for (const i of indices) of.set(columnOf(i), [...(of.get(columnOf(i)) ?? []), values[i]!]);
      return [...of].map(([column, held]) => [column, Math.min(...held), Math.max(...held)]);
    };
    expect(rangesOf(seen)).toEqual(rangesOf(values.map((_, i) => i)));
  });
});
