import { expect, it } from 'vitest';
import { median } from './median.mjs';

it('the median is the middle one', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 30, 2])).toBe(4);
});
