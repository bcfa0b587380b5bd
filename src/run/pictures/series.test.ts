import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { robustExtent, seriesOf, smooth, thin } from './series.ts';

const noisy = (count: number, at: (i: number) => number) => ({
  steps: Array.from({ length: count }, (_, i) => i),
  values: Array.from({ length: count }, (_, i) => at(i) + 0.2 * Math.sin(i * 7.3)),
});

test('a field is read where it is, and null is NaN', () => {
  const lines = [{ step: 1, a: 0.5 }, { step: 2 }, { step: 3, a: null }, { a: 4 }, { step: 5, a: 'x' }];
  expect(seriesOf(lines, 'a')).toEqual({ steps: [1, 3], values: [0.5, Number.NaN] });
});

describe('the trend', () => {
  test('follows the series without lag and without its noise', () => {
    for (const count of [300, 20_000]) {
      const { steps, values } = smooth(noisy(count, (i) => i / count));
      expect(values.length).toBeLessThanOrEqual(600);
      expect([steps[0], steps.at(-1)]).toEqual([0, count - 1]);
      values.forEach((value, i) => {
        expect(Math.abs(value - steps[i]! / count)).toBeLessThan(0.06);
      });
    }
  });

  test('is not drawn away by wild values, and breaks where the series does', () => {
    const series = noisy(300, () => 1);
    series.values[100] = 1e30;
    series.values[200] = Number.NaN;
    const { values } = smooth(series);
    expect(values[200]).toBeNaN();
    for (const [i, value] of values.entries()) if (i !== 200) expect(Math.abs(value - 1)).toBeLessThan(0.1);
  });

  test('of a few points is the points', () => {
    const series = { steps: [1, 2], values: [3, Number.NaN] };
    expect(smooth(series)).toEqual(series);
  });
});

describe('the extent of an axis', () => {
  test('holds ordinary values, and 0 where it is near', () => {
    expect(robustExtent([0.5, 1, 2])).toEqual([0, 2.08]);
    expect(robustExtent([-1, -3])).toEqual([-3.12, 0]);
    expect(robustExtent([-1, 1])).toEqual([-1.08, 1.08]);
    expect(robustExtent([])).toEqual([0, 1]);
    expect(robustExtent([Number.NaN, 0])).toEqual([0, 1]);
  });

  test('does not blow up a single value', () => {
    const [low, high] = robustExtent([0.69, 0.7]);
    expect(low).toBeCloseTo(0.662);
    expect(high).toBeCloseTo(0.728);
  });

  test('leaves out what lies far away', () => {
    const values = noisy(200, () => 1).values;
    expect(robustExtent([...values, 50])[1]).toBeLessThan(1.5);
    expect(robustExtent([...values, ...Array(40).fill(1e30)])[1]).toBeLessThan(1.5);
  });

  test('is never empty', () => {
    fc.assert(
      fc.property(fc.array(fc.float()), (values) => {
        const [low, high] = robustExtent(values);
        return Number.isFinite(low) && Number.isFinite(high) && low < high;
      }),
    );
  });
});

test('thinning keeps peaks, ends, gaps and order', () => {
  const series = noisy(10_000, () => 0);
  series.values[1234] = 9;
  series.values[5678] = -9;
  series.values[7777] = Number.NaN;
  const { steps, values } = thin(series, 100);
  expect(steps.length).toBeLessThanOrEqual(400);
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
  expect([steps[0], steps.at(-1)]).toEqual([0, 9999]);
  expect(values).toContain(9);
  expect(values).toContain(-9);
  expect(thin(series, 5000)).toBe(series);
});
