import { z } from 'zod';
import { constructed } from '../../nn/problems.ts';
import { mean } from '../../tensor/index.ts';
import { commonOptions, definePenalty, type PenaltyOptions } from './penalty.ts';
import { between, squaredSlopes } from './slopes.ts';

const schema = z.strictObject({ type: z.literal('zeroCentered'), ...commonOptions(10) });

export const zeroCenteredPenalty = definePenalty({
  schema,
  slope: () => 0,
  value: (_, scope) => mean(squaredSlopes(scope, between(scope), 'between')),
});

/**
 * The zero-centred gradient penalty between real and generated examples (Thanh-Tung et al. 2019, 0-GP): D is to be flat
 * on the way from one to the other, so that it cannot learn the data by heart.
 *
 *     weight · E[‖∇D(x̂)‖²]    x̂ = u x + (1 − u) G(z), u ~ U[0, 1]
 *
 * Default weight 10; the paper uses 10 and 100.
 */
export const zeroCentered = (options: PenaltyOptions<typeof schema> = {}) =>
  constructed(schema, 'zeroCentered', options);
