import { z } from 'zod';
import { constructed } from '../../nn/problems.ts';
import { mean, mul } from '../../tensor/index.ts';
import { commonOptions, definePenalty, type PenaltyOptions } from './penalty.ts';

const schema = z.strictObject({ type: z.literal('r1'), ...commonOptions(10) });

export const r1Penalty = definePenalty({
  schema,
  slope: () => 0,
  at: 'real',
  value: (_, scope) => mul(mean(scope.squaredSlopes('real')), 0.5),
});

/**
 * R1 (Mescheder et al. 2018, equation 9): D is to be flat at real examples.
 *
 *     weight / 2 · E[‖∇D(x)‖²]
 *
 * `weight` is the paper's γ; default 10. StyleGAN2 computes it on every 16th step: `r1({ weight: 10, every: 16 })`.
 */
export const r1 = (options: PenaltyOptions<typeof schema> = {}) => constructed(schema, 'r1', options);
