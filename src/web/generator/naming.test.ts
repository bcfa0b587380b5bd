import { expect, it } from 'vitest';
import type { GeneratorFacts } from './facts.ts';
import { directionOf, withNamed } from './naming.ts';

const facts = {
  input: [2],
  directions: [Float32Array.of(1, 0), Float32Array.of(0, 1)],
  directionNames: ['Direction 1', 'Direction 2'],
} as unknown as GeneratorFacts;

it('names the way that a sample is moved, of length 1', () => {
  expect(directionOf(facts, { shifts: [3, -4] })).toEqual([0.6, -0.8]);
  expect(directionOf(facts, { shifts: [0, 0] })).toEqual([0, 0]);
});

it('puts named directions behind the main ones, and passes over those of other latents', () => {
  const named = withNamed(facts, [
    { name: 'smile', vector: [0.6, -0.8] },
    { name: 'of another', vector: [1, 0, 0] },
  ]);
  expect(named.directionNames).toEqual(['Direction 1', 'Direction 2', 'smile']);
  expect(named.directions.map((d) => [...d].map((v) => Math.round(10 * v)))).toEqual([
    [10, 0],
    [0, 10],
    [6, -8],
  ]);
});
