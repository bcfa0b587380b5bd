import { z } from 'zod';
import { constructed } from '../../nn/problems.ts';
import {
  add,
  concat,
  expand,
  logSumExp,
  mean,
  neg,
  reshape,
  sigmoid,
  sizeOf,
  sub,
  type Tensor,
} from '../../tensor/index.ts';
import { defineLoss, type LossOptions, type Sides } from './loss.ts';

const schema = z.strictObject({
  type: z.literal('dualContrastive'),
  /**
   * Whether G raises D's loss, as the paper writes the game (default); false: G lowers D's loss with the sides
   * exchanged, which keeps its gradient where D is sure.
   */
  saturating: z.boolean().default(true),
});

/** −log of each candidate's share among itself and all others: log(1 + Σⱼ exp(otherⱼ − candidate)). */
function contrast(candidates: Tensor, others: Tensor): Tensor {
  const [n, m] = [sizeOf(candidates.shape), sizeOf(others.shape)];
  const own = reshape(candidates, [n, 1]);
  const against = expand(reshape(others, [1, m]), [n, m]);
  return sub(logSumExp(concat([own, against], 1), [1], true), own);
}

const terms = ({ real, fake }: Sides): Sides => ({ real: contrast(real, fake), fake: contrast(neg(fake), neg(real)) });
const total = ({ real, fake }: Sides): Tensor => add(mean(real), mean(fake));

export const dualContrastiveLoss = defineLoss({
  schema,
  of: ({ saturating }) => ({
    sees: 'both',
    paired: false,
    discriminator: terms,
    generator: ({ real, fake }) =>
      saturating ? neg(total(terms({ real, fake }))) : total(terms({ real: fake, fake: real })),
    probabilityReal: ({ real, fake }) => ({
      real: sigmoid(sub(real, mean(fake))),
      fake: sigmoid(sub(fake, mean(real))),
    }),
    realIsHigh: true,
    scale: 1,
    reportsScores: true,
  }),
});

/**
 * The dual contrastive loss (Yu et al. 2021): D picks one real example out of all generated ones, and one generated
 * example out of all real ones.
 *
 *     D: E[log(1 + Σⱼ exp(s_fakeⱼ − s_real))] + E[log(1 + Σᵢ exp(s_fake − s_realᵢ))]    G: −D's
 *
 * dReal and dFake compare an example with the average of the other side, as in the relativistic average GAN.
 */
export const dualContrastive = (options: LossOptions<typeof schema> = {}) =>
  constructed(schema, 'dualContrastive', options);
