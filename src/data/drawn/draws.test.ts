import { expect, test } from 'vitest';
import { Draws } from './draws.ts';

const n = 20_000;

test('neighbouring examples draw independently', () => {
  const first = Array.from({ length: n }, (_, index) => new Draws(1, index).uniform());
  const mean = first.reduce((a, b) => a + b) / n;
  const lag = first.slice(1).reduce((sum, u, k) => sum + (u - 0.5) * (first[k]! - 0.5), 0) / n;
  expect(mean).toBeCloseTo(0.5, 1);
  expect(Math.abs(12 * lag)).toBeLessThan(0.03);
  expect(new Set(first).size).toBeGreaterThan(n - 5);
});

test('normal and bell have mean 0 and deviation 1', () => {
  const draws = new Draws(2, 0);
  for (const draw of [() => draws.normal(), () => draws.bell()]) {
    const values = Array.from({ length: n }, draw);
    expect(values.reduce((a, b) => a + b) / n).toBeCloseTo(0, 1);
    expect(values.reduce((a, b) => a + b * b, 0) / n).toBeCloseTo(1, 1);
  }
});

test('large seeds and indices differ above 32 bits', () => {
  const start = (seed: number, index: number) => new Draws(seed, index).bits();
  expect(start(5, 1)).not.toBe(start(5 + 2 ** 32, 1));
  expect(start(5, 1)).not.toBe(start(5, 1 + 2 ** 32));
  expect(new Draws(5, 1, 1).bits()).not.toBe(new Draws(5, 1, 2).bits());
});
