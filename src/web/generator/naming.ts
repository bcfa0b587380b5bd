import type { GeneratorFacts } from './facts.ts';
import type { Settings } from './settings.ts';

/** A direction of latents with the name that a person gave it. */
export interface NamedDirection {
  readonly name: string;
  readonly vector: readonly number[];
}

/** Where directions that a person names are kept. */
export interface Naming {
  keep(direction: NamedDirection): void;
  drop(name: string): void;
}

/** A generator's facts with named directions behind its own; those of other latents are passed over. */
export function withNamed(facts: GeneratorFacts, named: readonly NamedDirection[]): GeneratorFacts {
  const size = facts.input.reduce((a, b) => a * b, 1);
  const fitting = named.filter(({ vector }) => vector.length === size);
  return {
    ...facts,
    directions: [...facts.directions, ...fitting.map(({ vector }) => Float32Array.from(vector))],
    directionNames: [...facts.directionNames, ...fitting.map(({ name }) => name)],
  };
}

/** What a sample is moved along now, of length 1: the sum of all directions by their shifts. */
export function directionOf({ directions }: GeneratorFacts, { shifts }: Pick<Settings, 'shifts'>): number[] {
  const sum = new Array<number>(directions[0]?.length ?? 0).fill(0);
  directions.forEach((direction, i) => {
    direction.forEach((v, k) => {
      sum[k]! += (shifts[i] ?? 0) * v;
    });
  });
  const length = Math.hypot(...sum);
  return sum.map((v) => Number((v / (length || 1)).toPrecision(6)));
}
