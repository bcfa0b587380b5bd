import { z } from 'zod';
import { neg } from '../../tensor/index.ts';
import { defineLoss } from './loss.ts';

const schema = z.strictObject({ type: z.literal('wasserstein') });

export const wassersteinLoss = defineLoss({
  schema,
  of: () => ({
    sees: 'one',
    real: (scores) => neg(scores),
    fake: (scores) => scores,
    generator: (scores) => neg(scores),
    zeroSum: true,
    realIsHigh: true,
    scale: 1,
    reportsScores: true,
  }),
});

/**
 * The Wasserstein loss (Arjovsky et al. 2017), on scores s:
 *
 *     D: E[s_fake] − E[s_real]    G: −E[s_fake]
 *
 * D has to be kept Lipschitz: by the optimizer's `weightLimit`, or a gradient penalty. Scores are no probabilities: their
 * zero means nothing, only scoreReal − scoreFake does, which estimates the distance.
 */
export const wasserstein = () => schema.parse({ type: 'wasserstein' });
