import { emaDecayAt, halfLifeDecayAt, type Schedule, scheduleAt } from '../nn/index.ts';

/** A scalar over the training: a schedule, or the decay of a moving average: with its warm-up, or by its half-life. */
export type DialValue = Schedule | { readonly emaDecay: number } | { readonly halfLife: Schedule };

/** `{ every }`: 1 on the steps that it divides, counted from 0, and 0 on the others. */
export type Gate = { readonly every: number };

/** What a dial stands at before step `step` (from 0) of a training of `totalSteps`. */
export function dialAt(value: DialValue | Gate, step: number, totalSteps: number): number {
  if (typeof value === 'number') return value;
  if ('every' in value) return step % value.every === 0 ? 1 : 0;
  if ('emaDecay' in value) return emaDecayAt(value.emaDecay, step);
  if ('halfLife' in value) return halfLifeDecayAt(value.halfLife, step, totalSteps);
  return scheduleAt(value, step, totalSteps);
}
