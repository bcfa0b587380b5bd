import { z } from 'zod';
import { scheduleSchema } from '../../nn/index.ts';
import { constructed } from '../../nn/problems.ts';
import { add, mean, mul, neg, square, sub, type Tensor } from '../../tensor/index.ts';
import { commonOptions, definePenalty, type PenaltyOptions, type PenaltyScope } from './penalty.ts';

const schema = z.strictObject({
  type: z.literal('latentConsistency'),
  ...commonOptions(5),
  /** Of G's part; a dial like `weight`. Default 0.5. */
  generatorWeight: scheduleSchema.default(0.5),
  /** Standard deviation of what is added to a latent. Default 0.07. */
  sigma: z.number().positive().default(0.07),
});

const nearby = ({ latents, random }: Pick<PenaltyScope, 'latents' | 'random'>, sigma: number): Tensor =>
  add(latents, mul(random('step', 'normal', latents.shape), sigma));

export const latentConsistencyPenalty = definePenalty({
  schema,
  value: ({ sigma }, scope) =>
    mean(square(sub(scope.scores.fake, scope.judge(scope.make(nearby(scope, sigma)), 'nearby')))),
  generator: ({ generatorWeight, sigma }, scope) => {
    const apart = mean(square(sub(scope.made, scope.make(nearby(scope, sigma)))));
    scope.metric(apart);
    return neg(mul(apart, scope.dial('generatorWeight', generatorWeight)));
  },
  amounts: ({ generatorWeight }) => ({ generatorWeight }),
});

/**
 * Latent consistency regularization, zCR (Zhao et al. 2021): D is to give neighbours in latent space one score, and G is
 * to keep them apart.
 *
 *     D: weight · E[(D(G(z)) − D(G(z + δ)))²]    G: −generatorWeight · E[(G(z) − G(z + δ))²]    δ ~ N(0, σ²)
 *
 * Default weight 5, generatorWeight 0.5, sigma 0.07. Both are means, over scores and over all values of a picture.
 * ICR-GAN is this with `consistency()`.
 */
export const latentConsistency = (options: PenaltyOptions<typeof schema> = {}) =>
  constructed(schema, 'latentConsistency', options);
