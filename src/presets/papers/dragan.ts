import { crossEntropy, dragan as draganPenalty, gan } from '../../gan/index.ts';
import { adam } from '../../nn/index.ts';
import { convolutionalDiscriminator, convolutionalGenerator } from '../networks/convolutional.ts';
import { forPictures } from '../networks/stages.ts';
import { definePreset } from '../preset.ts';

/**
 * Kodali et al. 2017 (arXiv 1705.07215): λ = 10, noise of half the data's standard deviation, DCGAN's Adam (2e-4, β₁ = 0.5)
 * and batch 64, one update of each player. Without the batch norm of their discriminator, which does not go with the penalty.
 */
export const dragan = definePreset({
  ...forPictures,
  name: 'dragan',
  title: 'DRAGAN: a slope of 1 around the data',
  about:
    'When a plain GAN collapses or swings: the usual loss, with a penalty that keeps the discriminator from being steep around real pictures. One update each, so faster than wgan-gp.',
  game: ({ shape }) => {
    const optimizer = adam({ learningRate: 2e-4, beta1: 0.5 });
    return gan({
      generator: { network: convolutionalGenerator(shape), optimizer },
      discriminator: { network: convolutionalDiscriminator(shape), optimizer },
      batch: { generator: 64, discriminator: 64 },
      loss: crossEntropy(),
      penalties: [draganPenalty({ weight: 10, spread: 0.5 })],
    });
  },
  length: { steps: 20_000 },
});
