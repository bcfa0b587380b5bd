import { folded, operationsOf } from '../../../dist/compile/operations.js';
import { buildStep, gameOf } from '../../../dist/gan/index.js';
import { data } from './system.mjs';
import { intervalOf, withoutLazy } from './variants.mjs';

export const stepOfSpec = (spec) => buildStep(gameOf(spec), data);

/** Useful operations of a step on the average: those of what is lazy count by their share of the steps. */
export function flopPerStep(spec) {
  const flopOf = (s) => operationsOf(folded(stepOfSpec(s).outputs)).total;
  const interval = intervalOf(spec);
  const whole = flopOf(spec);
  if (interval === 1) return whole;
  const without = flopOf(withoutLazy(spec));
  return without + (whole - without) / interval;
}
