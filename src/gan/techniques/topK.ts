import { z } from 'zod';
import { scheduleSchema } from '../../nn/index.ts';
import {
  add,
  arange,
  div,
  equal,
  greater,
  less,
  logicalAnd,
  maximum,
  mul,
  neg,
  reshape,
  sizeOf,
  stopGradient,
  sum,
  type Tensor,
  toFloat,
} from '../../tensor/index.ts';
import type { MoveScope } from '../game.ts';

/**
 * Top-k training (Sinha et al. 2020): G learns from those of its examples alone that D likes best. The share of the batch
 * that counts is a dial, 'topK'; the paper starts at 1 and multiplies by 0.99 each epoch, down to one half or more.
 */
export const topKSchema = z.strictObject({
  share: scheduleSchema,
  /** Below this the share does not fall, whatever the schedule says. Default 0.5. */
  atLeast: z.number().positive().max(1).default(0.5),
});
export type TopK = z.output<typeof topKSchema>;

/** The mean of `terms` over the examples that look most real: the best ⌈share · n⌉, earlier ones first where scores are equal. */
export function meanOfBest(
  scope: MoveScope,
  { share, atLeast }: TopK,
  terms: Tensor,
  scores: Tensor,
  realIsHigh: boolean,
): Tensor {
  const n = sizeOf(scores.shape);
  const s = stopGradient(reshape(realIsHigh ? scores : neg(scores), [n, 1]));
  const place = toFloat(arange(0, n));
  const [row, column] = [reshape(s, [n, 1]), reshape(s, [1, n])];
  const earlier = less(reshape(place, [1, n]), reshape(place, [n, 1]));
  // how many come before each
  const rank = sum(add(toFloat(greater(column, row)), toFloat(logicalAnd(equal(column, row), earlier))), [1]);
  const kept = toFloat(less(rank, mul(maximum(scope.dial('topK', share), atLeast), n)));
  return div(sum(mul(reshape(terms, [n]), kept)), sum(kept));
}
