import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linearScale, roundTicks, tickLabel } from './axis.ts';

test('ticks are round', () => {
  expect(roundTicks([0, 1], 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(roundTicks([0, 0.35], 5)).toEqual([0, 0.1, 0.2, 0.3]);
  expect(roundTicks([-2.67, 2.67], 6)).toEqual([-2, -1, 0, 1, 2]);
  expect(roundTicks([20, 12000], 8)).toEqual([2000, 4000, 6000, 8000, 10000, 12000]);
  expect(roundTicks([3, 3], 5)).toEqual([3]);
});

test('ticks are few and inside', () => {
  const extent = fc.tuple(
    fc.double({ min: -1e9, max: 1e9, noNaN: true }),
    fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
  );
  fc.assert(
    fc.property(extent, fc.integer({ min: 1, max: 12 }), ([low, length], count) => {
      fc.pre(low + length > low && length > Math.abs(low) * 1e-9);
      const ticks = roundTicks([low, low + length], count);
      const slack = length * 1e-6;
      expect(ticks.length).toBeLessThanOrEqual(2 * count);
      for (const tick of ticks) expect(tick >= low - slack && tick <= low + length + slack).toBe(true);
    }),
  );
});

test.each([
  [0, '0'],
  [0.25, '0.25'],
  [-3, '-3'],
  [500, '500'],
  [1500, '1.5k'],
  [12000, '12k'],
  [2.5e6, '2.5M'],
  [5e29, '5e29'],
  [1e-7, '1e-7'],
  [0.1 + 0.2, '0.3'],
])('the label of %d is %s', (value, label) => {
  expect(tickLabel(value)).toBe(label);
});

test('a scale maps ends to ends, and survives an empty extent', () => {
  const y = linearScale([0, 2], [100, 0]);
  expect([y(0), y(1), y(2)]).toEqual([100, 50, 0]);
  expect(linearScale([1, 1], [0, 10])(1)).toBe(0);
});
