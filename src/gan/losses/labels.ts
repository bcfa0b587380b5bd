import type { WarningRow } from '../checks/warning.ts';

/** Of a generator that wants the label of generated examples: `name` is the option that says what it wants. */
export const wrongTarget = (name: string, target: number, real: number, fake: number): WarningRow => [
  Math.abs(target - fake) < Math.abs(target - real),
  `the generator wants the label ${target} for its examples, and ${fake} is the discriminator's label for generated ones`,
  `it would learn to make what is told from real examples; set ${name} to the label of real ones, ${real}`,
];
