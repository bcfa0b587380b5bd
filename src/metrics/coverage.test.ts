import { expect, it } from 'vitest';
import { coverage } from './coverage.ts';

it('counts classes and confidence', () => {
  const p = Float32Array.from([0.75, 0.25, 0, 0.5, 0.25, 0.25, 0, 0.25, 0.75, 0.125, 0.125, 0.75]);
  const { shares, covered, confidence } = coverage(p, 3);
  expect(shares).toEqual([0.5, 0, 0.5]);
  expect(covered).toBe(2);
  expect(confidence).toBeCloseTo((0.75 + 0.5 + 0.75 + 0.75) / 4, 6);
});
