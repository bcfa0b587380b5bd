import { z } from 'zod';
import { emaDecayAt, halfLifeDecayAt, scheduleAt, scheduleSchema } from '../nn/index.ts';

/** A scalar over the training: a schedule, or the decay of a moving average: with its warm-up, or by its half-life. */
export const dialSchema = z.union([
  scheduleSchema,
  z.strictObject({ emaDecay: z.number() }).readonly(),
  z.strictObject({ halfLife: scheduleSchema }).readonly(),
]);
export type DialValue = z.output<typeof dialSchema>;

/** `{ every }`: 1 on the steps that it divides, counted from 0, and 0 on the others. */
export const gateSchema = z.strictObject({ every: z.int().positive() }).readonly();
export type Gate = z.output<typeof gateSchema>;

/** What a dial stands at before step `step` (from 0) of a training of `totalSteps`. */
export function dialAt(value: DialValue | Gate, step: number, totalSteps: number): number {
  if (typeof value === 'number') return value;
  if ('every' in value) return step % value.every === 0 ? 1 : 0;
  if ('emaDecay' in value) return emaDecayAt(value.emaDecay, step);
  if ('halfLife' in value) return halfLifeDecayAt(value.halfLife, step, totalSteps);
  return scheduleAt(value, step, totalSteps);
}
