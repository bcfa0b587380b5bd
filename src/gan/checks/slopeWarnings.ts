import type { Player } from '../game.ts';
import type { GanParts } from './parts.ts';
import { hasLayer, type WarningRow } from './warning.ts';

/** Whether some of a player's layers have spectral norm, and whether all do that can. */
export function spectralNormOf({ network: { layers } }: Player) {
  const some = layers.some(({ spectralNorm }) => spectralNorm === true);
  return { some, all: some && !layers.some(({ spectralNorm }) => spectralNorm === false) };
}

/** Of what keeps D from being steep: penalties, spectral norm, limits of its weights. */
export function slopeWarnings({ discriminator, penalties }: GanParts): WarningRow[] {
  const ofSlopes = penalties.filter(({ slope }) => slope !== undefined);
  const toOne = ofSlopes.filter(({ slope }) => slope === 1);
  const toZero = ofSlopes.filter(({ slope }) => slope === 0);
  const { some: spectral, all: spectralThroughout } = spectralNormOf(discriminator);
  const limited = discriminator.optimizer.weightLimit !== undefined;
  return [
    [
      ofSlopes.length > 0 && hasLayer(discriminator, 'batchNorm', 'conditionalBatchNorm'),
      `the discriminator has batch norm, and ${names(ofSlopes)} penalizes its slope at each example`,
      'batch norm makes the score of an example depend on the whole batch, so its own slope is no longer what is penalized (Gulrajani et al. 2017, section 4); use layerNorm, instanceNorm or none',
    ],
    [
      ofSlopes.length > 0 && hasLayer(discriminator, 'minibatchDiscrimination'),
      `the discriminator has minibatch discrimination, and ${names(ofSlopes)} penalizes its slope at each example`,
      'that layer makes the score of an example depend on the others of its group, so its own slope is no longer what is penalized; use minibatchStddev, which ties them weakly, or packing',
    ],
    [
      ofSlopes.length > 0 && spectral,
      `the discriminator has spectral norm, and ${names(ofSlopes)} limits its slope a second time`,
      toOne.length > 0
        ? 'spectral norm keeps the slope at or below 1 and the penalty pulls it to 1: one of them is usually enough'
        : 'both together are allowed; one of them is usually enough',
    ],
    [
      toOne.length > 0 && toZero.length > 0,
      `${names(toOne)} asks for a slope of 1, and ${names(toZero)} for a slope of 0`,
      "the discriminator settles between the two, with neither's properties; leave one of them out, or let slopes below 1 be with gradientPenalty({ oneSided: true })",
    ],
    [
      limited && toOne.length > 0,
      "the discriminator's weights are limited, and a penalty asks for a slope of 1",
      'a weight limit usually keeps the slope far below 1; WGAN-GP takes the penalty in the place of the limit',
    ],
    [
      limited && toOne.length === 0 && ofSlopes.length > 0,
      `the discriminator's weights are limited, and ${names(ofSlopes)} limits its slope a second time`,
      'a weight limit usually keeps the slope so low that the penalty has little left to do; use the penalty without the limit',
    ],
    [
      limited && spectralThroughout,
      "the discriminator's weights are limited, and it has spectral norm",
      'spectral norm divides the kernels by what they can stretch, so that their size does not matter, and the limit acts on biases and on the direction of kernels alone; use one of them',
    ],
  ];
}

const names = (penalties: GanParts['penalties']): string => penalties.map(({ type }) => type).join(', ');
