import { z } from 'zod';
import { add, mul, type Operand, sub, type Tensor } from '../tensor/index.ts';
import { constructed } from './problems.ts';
import { type Schedule, scheduleAt, scheduledSchema } from './schedules.ts';

/**
 * An exponential moving average's next value: decay · average + (1 − decay) · value.
 *
 * `decay` in [0, 1] is a number, or a scalar tensor where it changes while training. Averages of a generator's weights
 * (Yazıcı et al. 2019) start as copies of the weights; `emaDecayAt` keeps the first steps from dominating.
 */
export function emaUpdate(average: Tensor, value: Tensor, decay: Operand): Tensor {
  return add(mul(average, decay), mul(value, typeof decay === 'number' ? 1 - decay : sub(1, decay)));
}

/** The decay at `step` (from 0) with warm-up: min(decay, (1 + step) / (10 + step)), as TensorFlow's averages have it. */
export const emaDecayAt = (decay: number, step: number): number => Math.min(decay, (1 + step) / (10 + step));

/** The decay per step that halves an old weight's share every `halfLife` examples, at `batch` examples a step. */
export const emaDecayForHalfLife = (halfLife: number, batch: number): number => 0.5 ** (batch / halfLife);

const halfLifeSchema = z.strictObject({
  type: z.literal('halfLife'),
  /** Steps after which an old weight counts half; a schedule, so that it may rise. */
  steps: scheduledSchema(z.number().nonnegative()),
});
/** How a player's average forgets: a decay per step, which is warmed up by `emaDecayAt`, or a half-life. */
export const emaSchema = z.union([z.number().min(0).lt(1), halfLifeSchema]);
export type Ema = z.output<typeof emaSchema>;

/**
 * An average whose half-life in steps follows a schedule, and no warm-up besides: R3GAN's rises from 0
 * (`emaHalfLife(cosineDecay(0, 7800, 5000))`), so that the average begins as the weights themselves.
 */
export const emaHalfLife = (steps: Schedule): Ema =>
  constructed(halfLifeSchema, 'halfLife', {}, { steps }, { called: 'emaHalfLife' });

/** The decay at `step` of an average whose half-life follows a schedule: 0.5^(1 / steps), and 0 where that is 0. */
export const halfLifeDecayAt = (halfLife: Schedule, step: number, totalSteps: number): number =>
  0.5 ** (1 / Math.max(scheduleAt(halfLife, step, totalSteps), 0));
