import { z } from 'zod';
import { constructed } from '../../nn/problems.ts';
import { neg, sigmoid } from '../../tensor/index.ts';
import { binaryCrossEntropy } from './crossEntropy.ts';
import { defineLoss, type LossOptions } from './loss.ts';

const schema = z.strictObject({ type: z.literal('minimax') });

export const minimaxLoss = defineLoss({
  schema,
  of: () => ({
    sees: 'one',
    real: (logits) => binaryCrossEntropy(logits, 1),
    fake: (logits) => binaryCrossEntropy(logits, 0),
    generator: (logits) => neg(binaryCrossEntropy(logits, 0)),
    probabilityReal: sigmoid,
    zeroSum: true,
    realIsHigh: true,
    scale: 0.5,
    reportsScores: false,
  }),
});

/**
 * The first GAN's two-player game (Goodfellow et al. 2014, equation 1), whose G learns little from a D that is sure:
 *
 *     D: −E[log σ(l_real)] − E[log(1 − σ(l_fake))], halved    G: E[log(1 − σ(l_fake))]
 */
export const minimax = (options: LossOptions<typeof schema> = {}) => constructed(schema, 'minimax', options);
