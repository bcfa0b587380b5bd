import { z } from 'zod';
import { constructed } from '../../nn/problems.ts';
import { add, mean, mul, sqrt, square, stopGradient, sub } from '../../tensor/index.ts';
import { commonOptions, definePenalty, type PenaltyOptions } from './penalty.ts';
import { slopesOf } from './slopes.ts';

const schema = z.strictObject({
  type: z.literal('dragan'),
  ...commonOptions(10),
  /** Standard deviation of the noise, in standard deviations of the batch's values. Default 0.5. */
  spread: z.number().positive().default(0.5),
});

export const draganPenalty = definePenalty({
  schema,
  slope: () => 1,
  ofBatch: true,
  value: ({ spread }, scope) => {
    const { real } = scope;
    const deviation = sqrt(add(mean(square(sub(real, mean(real)))), 1e-12));
    const noise = mul(scope.random('noise', 'normal', real.shape), mul(deviation, spread));
    return mean(square(sub(slopesOf(scope, stopGradient(add(real, noise)), 'noisy'), 1)));
  },
});

/**
 * DRAGAN's penalty (Kodali et al. 2017): D's slope is to be 1 around real examples.
 *
 *     weight · E[(‖∇D(x + δ)‖ − 1)²]    δ ~ N(0, (spread · σ_batch)²)
 *
 * Default weight 10, spread 0.5. The noise is normal as in the paper; its authors' program draws it uniformly.
 */
export const dragan = (options: PenaltyOptions<typeof schema> = {}) => constructed(schema, 'dragan', options);
