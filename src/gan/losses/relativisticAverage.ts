import { z } from 'zod';
import { constructed } from '../../nn/problems.ts';
import { add, mean, neg, sigmoid, softplus, sub } from '../../tensor/index.ts';
import { defineLoss, type LossOptions, type Sides } from './loss.ts';

const schema = z.strictObject({ type: z.literal('relativisticAverage') });

/** How much more real each example looks than the average of the other side. */
const compared = ({ real, fake }: Sides): Sides => ({
  real: sub(real, mean(fake)),
  fake: sub(fake, mean(real)),
});

export const relativisticAverageLoss = defineLoss({
  schema,
  of: () => ({
    sees: 'both',
    paired: false,
    discriminator: (scores) => {
      const { real, fake } = compared(scores);
      return { real: softplus(neg(real)), fake: softplus(fake) };
    },
    generator: (scores) => {
      const { real, fake } = compared(scores);
      return add(mean(softplus(real)), mean(softplus(neg(fake))));
    },
    probabilityReal: (scores) => {
      const { real, fake } = compared(scores);
      return { real: sigmoid(real), fake: sigmoid(fake) };
    },
    realIsHigh: true,
    scale: 1,
    reportsScores: true,
  }),
});

/**
 * The relativistic average GAN, RaSGAN (Jolicoeur-Martineau 2018, equations 5 to 8). With r = s_real − E[s_fake] and
 * f = s_fake − E[s_real]:
 *
 *     D: −E[log σ(r)] − E[log(1 − σ(f))]    G: −E[log σ(f)] − E[log(1 − σ(r))]
 *
 * dReal and dFake are σ(r) and σ(f): the chance to be more real than the average of the other side.
 */
export const relativisticAverage = (options: LossOptions<typeof schema> = {}) =>
  constructed(schema, 'relativisticAverage', options);
