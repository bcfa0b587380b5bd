import { add, mul, type Operand, sub, type Tensor } from '../tensor/index.ts';

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
