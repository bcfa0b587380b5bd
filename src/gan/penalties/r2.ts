import { z } from 'zod';
import { constructed } from '../../nn/problems.ts';
import { mean, mul } from '../../tensor/index.ts';
import { commonOptions, definePenalty, type PenaltyOptions } from './penalty.ts';

const schema = z.strictObject({ type: z.literal('r2'), ...commonOptions(10) });

export const r2Penalty = definePenalty({
  schema,
  slope: () => 0,
  at: 'fake',
  value: (_, scope) => mul(mean(scope.squaredSlopes('fake')), 0.5),
});

/**
 * R2 (Mescheder et al. 2018, equation 10): D is to be flat at generated examples.
 *
 *     weight / 2 · E[‖∇D(G(z))‖²]
 *
 * `weight` is the paper's γ; default 10.
 */
export const r2 = (options: PenaltyOptions<typeof schema> = {}) => constructed(schema, 'r2', options);
