import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../random/stream.ts';
import { Curves, swingsOf } from './curves.ts';

const noise = new RandomStream(0, 'curves').fillNormal(new Float32Array(3000));
const series = (value: (i: number) => number) => Array.from({ length: 3000 }, (_, i) => value(i));

describe('swings of a curve', () => {
  it('are those that are slow and far', () => {
    const swings = swingsOf(series((i) => 1 + 0.5 * Math.sin((2 * Math.PI * i) / 250) + 0.1 * noise[i]!))!;
    // 2000 steps are eight rounds, each with two turns
    expect(swings.count).toBeGreaterThanOrEqual(14);
    expect(swings.count).toBeLessThanOrEqual(17);
    // from the top to the bottom, as means of 16 steps have it
    expect(swings.size).toBeGreaterThan(0.8);
    expect(swings.size).toBeLessThan(1.05);
  });

  it('may be quick: a fiftieth of what is looked at', () => {
    const swings = swingsOf(series((i) => 1 + 0.5 * Math.sin((2 * Math.PI * i) / 40) + 0.1 * noise[i]!))!;
    expect(swings.count).toBeGreaterThan(40);
    expect(swings.size).toBeGreaterThan(0.4);
  });

  it.each([
    ['noise, however large', (i: number) => 1 + noise[i]!],
    ['a slow fall', (i: number) => 2 - i / 2000 + 0.05 * noise[i]!],
    ['swings that are small', (i: number) => 1 + 0.05 * Math.sin(i / 40) + 0.01 * noise[i]!],
    ['nothing', () => 1],
  ])('are not %s', (_, value) => {
    expect(swingsOf(series(value))!.count).toBeLessThan(2);
  });

  it('want enough steps', () => expect(swingsOf([1, 2, 1, 2, 1, 2])).toBeUndefined());
});

it('a late mean is that of the last fifth', () => {
  const curves = new Curves(Array.from({ length: 100 }, (_, i) => ({ step: i + 1, dLoss: i < 80 ? 9 : 1 })));
  expect([curves.steps, curves.late('dLoss'), curves.late('gLoss')]).toEqual([100, 1, undefined]);
});
