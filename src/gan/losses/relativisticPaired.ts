import { z } from 'zod';
import { constructed } from '../../nn/problems.ts';
import { mean, mul, neg, sigmoid, softplus, sub } from '../../tensor/index.ts';
import { defineLoss, type LossOptions } from './loss.ts';

const schema = z.strictObject({ type: z.literal('relativisticPaired') });

export const relativisticPairedLoss = defineLoss({
  schema,
  of: () => ({
    sees: 'both',
    paired: true,
    discriminator: ({ real, fake }) => {
      // a pair's loss stands on both sides, half of it on each
      const halves = mul(softplus(sub(fake, real)), 0.5);
      return { real: halves, fake: halves };
    },
    generator: ({ real, fake }) => mean(softplus(sub(real, fake))),
    probabilityReal: ({ real, fake }) => {
      const difference = sub(real, fake);
      return { real: sigmoid(difference), fake: sigmoid(neg(difference)) };
    },
    realIsHigh: true,
    scale: 1,
    reportsScores: true,
  }),
});

/**
 * The relativistic paired GAN, RpGAN (Jolicoeur-Martineau 2018), the loss of R3GAN (Huang et al. 2024): each
 * generated example is compared with one real example.
 *
 *     D: E[softplus(s_fake − s_real)]    G: E[softplus(s_real − s_fake)]
 *
 * dReal and dFake are σ(s_real − s_fake) and σ(s_fake − s_real). Wants as many examples in G's batch as in each of D's
 * halves.
 */
export const relativisticPaired = (options: LossOptions<typeof schema> = {}) =>
  constructed(schema, 'relativisticPaired', options);
