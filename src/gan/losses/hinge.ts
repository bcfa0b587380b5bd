import { z } from 'zod';
import { constructed } from '../../nn/problems.ts';
import { add, neg, relu, sigmoid, sub } from '../../tensor/index.ts';
import { defineLoss, type LossOptions } from './loss.ts';

const schema = z.strictObject({ type: z.literal('hinge') });

export const hingeLoss = defineLoss({
  schema,
  of: () => ({
    sees: 'one',
    real: (scores) => relu(sub(1, scores)),
    fake: (scores) => relu(add(scores, 1)),
    generator: (scores) => neg(scores),
    probabilityReal: sigmoid,
    realIsHigh: true,
    scale: 1,
    reportsScores: true,
  }),
});

/**
 * The hinge loss (Lim and Ye 2017, Tran et al. 2017; as in SAGAN and BigGAN), on scores s:
 *
 *     D: E[max(0, 1 − s_real)] + E[max(0, 1 + s_fake)]    G: −E[s_fake]
 *
 * D decides by the sign of s. It estimates no probability: dReal and dFake are σ(s), above ½ where D takes an example
 * for real, and the scores are reported beside them.
 */
export const hinge = (options: LossOptions<typeof schema> = {}) => constructed(schema, 'hinge', options);
