import { gan, wasserstein } from '../../gan/index.ts';
import { rmsprop } from '../../nn/index.ts';
import { convolutionalDiscriminator, convolutionalGenerator } from '../networks/convolutional.ts';
import { forPictures } from '../networks/stages.ts';
import { definePreset } from '../preset.ts';

/**
 * Arjovsky et al. 2017 (arXiv 1701.07875), algorithm 1: c = 0.01, 5 updates of the critic, batch 64, RMSprop at 5e-5, whose
 * other settings are PyTorch's, as in the authors' program. Their critic has batch norm, see `convolutionalDiscriminator`.
 */
export const wgan = definePreset({
  ...forPictures,
  name: 'wgan',
  title: 'WGAN: Wasserstein loss, limited weights',
  about:
    'To study the first Wasserstein GAN: its loss falls as samples improve, but limited weights make a weak critic and slow learning. In practice, take wgan-gp.',
  game: ({ shape }) => {
    const optimizer = { learningRate: 5e-5, rho: 0.99, epsilonPlacement: 'pytorch' } as const;
    return gan({
      generator: { network: convolutionalGenerator(shape), optimizer: rmsprop(optimizer) },
      discriminator: {
        network: convolutionalDiscriminator(shape),
        optimizer: rmsprop({ ...optimizer, weightLimit: 0.01 }),
      },
      batch: { generator: 64, discriminator: 64 },
      loss: wasserstein(),
      discriminatorSteps: 5,
    });
  },
  length: { steps: 20_000 },
});
