import { folded, operationsOf } from '../../../dist/compile/operations.js';
import { buildStep, gameOf } from '../../../dist/gan/index.js';
import { data } from './system.mjs';
import { intervalOf } from './variants.mjs';

export const stepOfSpec = (spec) => buildStep(gameOf(spec), data);

/** Useful operations of a step on the average: those of lazy penalties count by their share of the steps. */
export function flopPerStep(spec) {
  const flopOf = (s) => operationsOf(folded(stepOfSpec(s).outputs)).total;
  const interval = intervalOf(spec);
  const whole = flopOf(spec);
  if (interval === 1) return whole;
  const without = flopOf({ ...spec, penalties: spec.penalties.filter(({ every }) => every === 1) });
  return without + (whole - without) / interval;
}
