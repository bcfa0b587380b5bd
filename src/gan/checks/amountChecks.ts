import { type Schedule, scheduleEnds } from '../../nn/index.ts';
import type { Conditioning } from '../conditioning/conditioning.ts';
import type { Penalty } from '../penalties/index.ts';
import type { GanParts } from './ganChecks.ts';
import { refuse } from './refuse.ts';

/** Throws where a weight, a rate or a share is a number that means nothing there. */
export function checkAmounts(parts: GanParts): void {
  for (const [where, amount] of Object.entries(amountsOf(parts)))
    if (amount !== undefined && Math.min(...scheduleEnds(amount)) < 0)
      refuse(
        'negative',
        `${where} falls below 0, and would work against what it is for`,
        where,
        'give a number from 0 on, or a schedule that stays there',
      );
  const { topK, featureMatching } = parts;
  if (topK && !isShare(topK.share))
    refuse(
      'share',
      'the share of the examples that top-k keeps lies above 0, and at 1 at the most',
      'topK.share',
      'give a number such as 0.5, or a schedule from 1 down',
    );
  if (featureMatching?.adversarial === 0 && Math.max(...scheduleEnds(featureMatching.weight)) === 0)
    refuse(
      'no-objective',
      'the generator learns from nothing: features have weight 0, and so has its usual loss',
      'featureMatching',
      'give weight or adversarial a number above 0, or leave featureMatching out',
    );
}

function amountsOf(parts: GanParts): Record<string, Schedule | undefined> {
  const { generator, discriminator, unrolling, penalties, conditioning } = parts;
  return {
    'generator.optimizer.learningRate': generator.optimizer.learningRate,
    'discriminator.optimizer.learningRate': discriminator.optimizer.learningRate,
    ...Object.fromEntries(
      Object.entries({ generator, discriminator }).map(([name, { ema }]) => [
        `${name}.ema.steps`,
        typeof ema === 'object' ? ema.steps : undefined,
      ]),
    ),
    'unrolling.learningRate': unrolling?.learningRate,
    'historicalAveraging.weight': parts.historicalAveraging?.weight,
    'featureMatching.weight': parts.featureMatching?.weight,
    'pullingAway.weight': parts.pullingAway?.weight,
    instanceNoise: parts.instanceNoise,
    ...Object.assign({}, ...penalties.map(weightsOfPenalty)),
    ...(conditioning && weightsOf(conditioning)),
  };
}

const weightsOfPenalty = (penalty: Penalty, i: number): Record<string, Schedule> => ({
  [`penalties[${i}].weight`]: penalty.weight,
  ...('generatorWeight' in penalty && { [`penalties[${i}].generatorWeight`]: penalty.generatorWeight }),
});

function weightsOf(conditioning: Conditioning): Record<string, Schedule> {
  switch (conditioning.type) {
    case 'labels':
      return {};
    case 'acGan':
      return { 'conditioning.weight': conditioning.weight };
    case 'infoGan':
      return {
        'conditioning.discreteWeight': conditioning.discreteWeight,
        'conditioning.continuousWeight': conditioning.continuousWeight,
      };
    default:
      return conditioning satisfies never;
  }
}

function isShare(share: Schedule): boolean {
  const ends = scheduleEnds(share);
  const most = Math.max(...ends);
  return most > 0 && most <= 1 && Math.min(...ends) >= 0;
}
