import { expect, it } from 'vitest';
import { digits, percent, table } from './table.mjs';

it('columns are as wide as their longest cell, words on the left and numbers on the right', () => {
  expect(
    table(
      ['<name', 'ms', 'share'],
      [
        ['a', '1.50', '3 %'],
        ['longer', '100', undefined],
      ],
    ),
  ).toBe(['name      ms  share', 'a       1.50    3 %', 'longer   100      –'].join('\n'));
});

it('numbers have about three digits', () => {
  expect([0.123, 7.314, 16.72, 439.4, undefined].map(digits)).toEqual(['0.12', '7.31', '16.7', '439', undefined]);
  expect(percent(0.4567)).toBe('45.7 %');
});
