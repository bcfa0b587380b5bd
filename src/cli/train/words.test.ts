import { expect, it } from 'vitest';
import { duration, figures, metricParts, speed } from './words.ts';

it.each([
  [0, '0.000'],
  [0.6123, '0.612'],
  [1.2345, '1.23'],
  [-12.34, '-12.3'],
  [123.4, '123'],
  [12345.6, '12,346'],
  [0.0001234, '1.2e-4'],
  [Number.NaN, 'NaN'],
])('%f is shown as %s', (value, expected) => {
  expect(figures(value)).toBe(expected);
});

it.each([
  [0.2, '0 s'],
  [59.4, '59 s'],
  [60, '1 min'],
  [200, '3 min 20 s'],
  [7500, '2 h 5 min'],
  [100_000, '1 d 3 h'],
  [Number.POSITIVE_INFINITY, '…'],
])('%f seconds are %s', (seconds, expected) => {
  expect(duration(seconds)).toBe(expected);
});

it('names what papers name, and shows the rest of other games', () => {
  expect(metricParts({ gLoss: 1, dLoss: 2, dFake: 0.5, dAccuracyReal: 1 })).toEqual([
    'D loss 2.00',
    'G loss 1.00',
    'D(G(z)) 0.500',
  ]);
  expect(metricParts({ loss: 0.25, accuracy: 0.9 })).toEqual(['loss 0.250', 'accuracy 0.900']);
  expect(speed(23_456)).toBe('23.5k images/s');
});
