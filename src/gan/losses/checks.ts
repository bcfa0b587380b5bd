import { describe } from '../../nn/index.ts';
import { sameShape, showShape } from '../../tensor/index.ts';
import type { GanParts } from '../checks/parts.ts';
import { refuse } from '../checks/refuse.ts';
import type { Player } from '../game.ts';

/**
 * Throws where a loss does not go together with the other parts: by what it takes and compares, whichever it is.
 *
 * @param player what the discriminator is called
 */
export function checkLoss({ loss, order, batch, discriminator }: GanParts, player = 'discriminator'): void {
  const { type } = loss;
  if (loss.sees === 'both' && order === 'separate')
    refuse(
      'needs-both',
      `${type} compares real examples with generated ones, and the order 'separate' shows D one side at a time`,
      'order',
      "use order: 'together'",
    );
  if (loss.sees === 'both' && loss.paired && batch.generator !== batch.discriminator)
    refuse(
      'pairs',
      `${type} compares example by example, and G's batch is ${batch.generator} where D's half is ${batch.discriminator}`,
      'batch',
      'give generator and discriminator the same batch',
    );
  if (loss.reconstructionError) checkAutoencoder(type, discriminator, player);
}

function checkAutoencoder(type: string, { network }: Player, player: string): void {
  const taken = Object.values(network.inputs)[0]!;
  const given = describe(network).outputShape.slice(1);
  if (!sameShape(taken, given))
    refuse(
      'autoencoder',
      `${type} wants a discriminator that gives back what it takes, ${showShape(taken)}, and this one gives ${showShape(given)}`,
      `${player}.network`,
      'end the discriminator with a decoder, or choose a loss of scores',
    );
}

/** Throws where a loss takes scores and D gives none. A score is a number: for each example, or for each patch of it. */
export function checkScores({ loss, discriminator: { network } }: GanParts, player = 'discriminator'): void {
  const score = describe(network).outputShape.slice(1);
  if (!loss.reconstructionError && score.at(-1) !== 1)
    refuse(
      'score',
      `the discriminator's score is one number for an example, and this one gives ${showShape(score)}`,
      `${player}.network`,
      network.outputs ? 'put the score first among the outputs' : 'end it with dense(1)',
    );
}
