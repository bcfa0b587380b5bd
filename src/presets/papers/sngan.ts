import { gan, hinge } from '../../gan/index.ts';
import { adam, linearDecay } from '../../nn/index.ts';
import type { Shape } from '../../tensor/index.ts';
import { resnetDiscriminator, resnetGenerator } from '../networks/resnet.ts';
import { forPictures, isGrey, pictureSize, stagesOf } from '../networks/stages.ts';
import { definePreset } from '../preset.ts';

/**
 * The ResNets of Miyato et al. 2018 (arXiv 1802.05957), appendix B.4: up to 32 pixels those for CIFAR-10 (table 4), above
 * those for ImageNet (table 6), which are narrow where pictures are large. Grey pictures get a quarter of the channels.
 */
export function snganNetworks(shape: Shape) {
  const part = isGrey(shape) ? 4 : 1;
  const sides = stagesOf(shape);
  const spectral = { spectralNorm: true };
  if (Math.max(...pictureSize(shape)) <= 32) {
    const [g, d] = [256 / part, 128 / part];
    return {
      generator: resnetGenerator(
        shape,
        sides.map(() => g),
      ),
      discriminator: resnetDiscriminator(shape, [d, d], [d, d], spectral),
    };
  }
  const taper = sides.slice(1).map((_, i) => Math.min(1024, 64 * 2 ** i) / part);
  const widest = taper.at(-1)!;
  return {
    generator: resnetGenerator(shape, [widest, ...taper.toReversed()]),
    discriminator: resnetDiscriminator(shape, taper, [widest], spectral),
  };
}

/**
 * Miyato et al. 2018, table 1 and appendix B: hinge loss (equations 16 and 17), Adam at 2e-4 falling to 0, β₁ = 0, β₂ = 0.9, 5
 * updates of D, batches of 64, for G 128; 50,000 steps.
 */
export const sngan = definePreset({
  ...forPictures,
  name: 'sngan',
  title: 'SNGAN: spectral norm, ResNets, hinge',
  about:
    'Clean, varied pictures without a penalty to tune. Fifteen times the work of dcgan per step; colour has the full networks of the paper and wants a GPU.',
  game: ({ shape }) => {
    const { generator, discriminator } = snganNetworks(shape);
    const optimizer = adam({ learningRate: linearDecay(2e-4), beta1: 0, beta2: 0.9 });
    return gan({
      generator: { network: generator, optimizer },
      discriminator: { network: discriminator, optimizer },
      batch: { generator: 128, discriminator: 64 },
      loss: hinge(),
      discriminatorSteps: 5,
    });
  },
  length: { steps: 50_000 },
});
