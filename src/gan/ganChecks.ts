import { DuelError } from '../errors.ts';
import { describe } from '../nn/index.ts';
import { sameShape, showShape } from '../tensor/index.ts';
import type { Player } from './game.ts';
import { adversarialLoss, type Loss } from './losses/index.ts';

/** Of a GAN's configuration, what parts have to agree on. */
export interface GanParts {
  readonly generator: Player;
  readonly discriminator: Player;
  readonly batch: { readonly generator: number; readonly discriminator: number };
  readonly loss: Loss;
  readonly order: 'separate' | 'together';
}

const refuse = (code: string, message: string, where: string, fix: string): never => {
  throw new DuelError('usage', `gan/${code}`, message, { where, fix });
};

/** Throws where parts of a GAN do not go together, saying why. */
export function checkGan(spec: GanParts): void {
  const { type } = spec.loss;
  const loss = adversarialLoss(spec.loss);
  if (loss.sees === 'both' && spec.order === 'separate')
    refuse(
      'needs-both',
      `${type} compares real examples with generated ones, and the order 'separate' shows D one side at a time`,
      'order',
      "use order: 'together'",
    );
  if (loss.sees === 'both' && loss.paired && spec.batch.generator !== spec.batch.discriminator)
    refuse(
      'pairs',
      `${type} compares example by example, and G's batch is ${spec.batch.generator} where D's half is ${spec.batch.discriminator}`,
      'batch',
      'give generator and discriminator the same batch',
    );
  if (loss.reconstructionError) checkAutoencoder(type, spec.discriminator);
}

function checkAutoencoder(type: string, { network }: Player): void {
  const taken = Object.values(network.inputs)[0]!;
  const given = describe(network).outputShape.slice(1);
  if (!sameShape(taken, given))
    refuse(
      'autoencoder',
      `${type} wants a discriminator that gives back what it takes, ${showShape(taken)}, and this one gives ${showShape(given)}`,
      'discriminator.network',
      'end the discriminator with a decoder, or choose a loss of scores',
    );
}
