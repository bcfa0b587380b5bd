import { z } from 'zod';
import { constructed } from '../../nn/problems.ts';
import { neg } from '../../tensor/index.ts';
import { spectralNormOf } from '../checks/slopeWarnings.ts';
import { defineLoss, type LossOptions } from './loss.ts';

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
  warnings: (_, { discriminator, penalties }) => {
    const limited = discriminator.optimizer.weightLimit !== undefined;
    const steep = !limited && penalties.every(({ slope }) => slope === undefined);
    const { some, all } = spectralNormOf(discriminator);
    return [
      [
        steep && !some,
        'nothing keeps the discriminator Lipschitz',
        'without that the Wasserstein loss has no lowest value, and scores grow without end; add gradientPenalty(), spectral norm, or a weightLimit to the optimizer of the discriminator',
      ],
      [
        steep && some && !all,
        'only some layers of the discriminator have spectral norm',
        'it is as steep as the others let it be, and with the Wasserstein loss their weights grow without end; give all of them spectralNorm: true, or add gradientPenalty()',
      ],
    ];
  },
});

/**
 * The Wasserstein loss (Arjovsky et al. 2017), on scores s:
 *
 *     D: E[s_fake] − E[s_real]    G: −E[s_fake]
 *
 * D has to be kept Lipschitz: by the optimizer's `weightLimit`, or a gradient penalty. Scores are no probabilities: their
 * zero means nothing, only scoreReal − scoreFake does, which estimates the distance.
 */
export const wasserstein = (options: LossOptions<typeof schema> = {}) => constructed(schema, 'wasserstein', options);
