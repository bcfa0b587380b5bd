import { gan, gradientPenalty, wasserstein } from '../../gan/index.ts';
import { adam } from '../../nn/index.ts';
import { convolutionalDiscriminator, convolutionalGenerator } from '../networks/convolutional.ts';
import { forPictures } from '../networks/stages.ts';
import { definePreset } from '../preset.ts';

/**
 * Gulrajani et al. 2017 (arXiv 1704.00028), algorithm 1: λ = 10, 5 updates of the critic, batch 64, Adam at 1e-4 with
 * β₁ = 0, β₂ = 0.9. DCGAN's networks, which the paper uses beside ResNets, the critic without normalisation, as the authors'
 * program has it on MNIST.
 */
export const wganGp = definePreset({
  ...forPictures,
  name: 'wgan-gp',
  title: 'WGAN-GP: Wasserstein loss, gradient penalty',
  about:
    'When a loss that means something matters more than speed: scoreReal − scoreFake follows the quality of the samples, and training is steady with almost any networks. Five critic updates a step.',
  game: ({ shape }) => {
    const optimizer = adam({ learningRate: 1e-4, beta1: 0, beta2: 0.9 });
    return gan({
      generator: { network: convolutionalGenerator(shape), optimizer },
      discriminator: { network: convolutionalDiscriminator(shape), optimizer },
      batch: { generator: 64, discriminator: 64 },
      loss: wasserstein(),
      penalties: [gradientPenalty({ weight: 10 })],
      discriminatorSteps: 5,
    });
  },
  length: { steps: 20_000 },
});
