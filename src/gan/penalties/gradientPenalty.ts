import { z } from 'zod';
import { constructed } from '../../nn/problems.ts';
import { mean, relu, square, sub } from '../../tensor/index.ts';
import { commonOptions, definePenalty, type PenaltyOptions } from './penalty.ts';
import { between, slopesOf } from './slopes.ts';

const schema = z.strictObject({
  type: z.literal('gradientPenalty'),
  ...commonOptions(10),
  /** Whether slopes below 1 go unpunished (Petzka et al. 2018). Default false. */
  oneSided: z.boolean().default(false),
});

export const gradientPenaltyPenalty = definePenalty({
  schema,
  slope: ({ oneSided }) => (oneSided ? 'at most 1' : 1),
  value: ({ oneSided }, scope) => {
    const excess = sub(slopesOf(scope, between(scope), 'between'), 1);
    return mean(square(oneSided ? relu(excess) : excess));
  },
});

/**
 * WGAN-GP's penalty (Gulrajani et al. 2017, equation 3): D's slope is to be 1 between real and generated examples.
 *
 *     weight · E[(‖∇D(x̂)‖ − 1)²]    x̂ = u x + (1 − u) G(z), u ~ U[0, 1]
 *
 * `oneSided`: max(0, ‖∇D(x̂)‖ − 1)². Default weight 10.
 */
export const gradientPenalty = (options: PenaltyOptions<typeof schema> = {}) =>
  constructed(schema, 'gradientPenalty', options);
