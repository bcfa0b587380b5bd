import { z } from 'zod';
import { type Schedule, scheduleEnds, scheduleSchema } from '../../nn/index.ts';
import {
  add,
  arange,
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
import type { GanParts } from '../checks/parts.ts';
import { refuse } from '../checks/refuse.ts';
import type { MoveScope } from '../game.ts';
import { defineTechnique } from './technique.ts';

const schema = z.strictObject({
  share: scheduleSchema,
  /** Below this the share does not fall, whatever the schedule says. Default 0.5. */
  atLeast: z.number().positive().max(1).default(0.5),
});
type TopK = z.output<typeof schema>;

/** 1 for each example that looks most real by its score, the best ⌈share · n⌉, earlier ones first where scores are equal; else 0. [n] */
export function bestOf(scope: Pick<MoveScope, 'dial'>, { share, atLeast }: TopK, scores: Tensor, realIsHigh: boolean) {
  const n = sizeOf(scores.shape);
  const s = stopGradient(reshape(realIsHigh ? scores : neg(scores), [n, 1]));
  const place = toFloat(arange(0, n));
  const [row, column] = [reshape(s, [n, 1]), reshape(s, [1, n])];
  const earlier = less(reshape(place, [1, n]), reshape(place, [n, 1]));
  // how many come before each
  const rank = sum(add(toFloat(greater(column, row)), toFloat(logicalAnd(equal(column, row), earlier))), [1]);
  return toFloat(less(rank, mul(maximum(scope.dial('topK', share), atLeast), n)));
}

/**
 * Top-k training (Sinha et al. 2020): G learns from those of its examples alone that D likes best. The share of the batch
 * that counts is a dial, 'topK'; the paper starts at 1 and multiplies by 0.99 each epoch, down to one half or more.
 */
export const topK = defineTechnique({
  option: schema.optional(),
  of: (config) => ({
    check: (parts) => checkTopK(config, parts),
    warnings: ({ replaced }) => [
      [
        replaced !== undefined,
        `top-k has no effect beside ${replaced}`,
        `top-k drops terms of the generator's usual loss, and ${replaced} takes the place of that; give it an adversarial share, or leave topK out`,
      ],
    ],
    ofTheBatch: true,
    weights: (scope, scores, realIsHigh) => bestOf(scope, config, scores, realIsHigh),
  }),
});

function checkTopK({ share }: TopK, { loss }: GanParts): void {
  if (loss.sees === 'both')
    refuse(
      'top-k',
      `top-k drops generated examples one by one, and ${loss.type} gives G one loss for all`,
      'topK',
      'leave topK out, or choose a loss that judges each example on its own',
    );
  if (!isShare(share))
    refuse(
      'share',
      'the share of the examples that top-k keeps lies above 0, and at 1 at the most',
      'topK.share',
      'give a number such as 0.5, or a schedule from 1 down',
    );
}

function isShare(share: Schedule): boolean {
  const ends = scheduleEnds(share);
  const most = Math.max(...ends);
  return most > 0 && most <= 1 && Math.min(...ends) >= 0;
}
