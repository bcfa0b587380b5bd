import { gan, packed } from '../../gan/index.ts';
import { adam } from '../../nn/index.ts';
import { convolutionalDiscriminator, convolutionalGenerator } from '../networks/convolutional.ts';
import { forPictures } from '../networks/stages.ts';
import { definePreset } from '../preset.ts';

/**
 * Lin et al. 2018 (arXiv 1712.04086), PacDCGAN2: DCGAN with two pictures to a decision, Adam at 2e-4 with β₁ = 0.5, batches
 * of 64 packs. Their discriminator has batch norm, see `convolutionalDiscriminator`; on Stacked-MNIST their program updates
 * the generator twice a step.
 */
export const pacgan = definePreset({
  ...forPictures,
  name: 'pacgan',
  title: 'PacGAN: two pictures to a decision',
  about:
    'When samples lack variety: a discriminator that sees two pictures at once notices that they are alike. Hardly slower than dcgan.',
  game: ({ shape }) => {
    const optimizer = adam({ learningRate: 2e-4, beta1: 0.5 });
    const packing = 2;
    return gan({
      generator: { network: convolutionalGenerator(shape), optimizer },
      discriminator: { network: convolutionalDiscriminator([...packed(shape, packing)]), optimizer },
      batch: { generator: 64 * packing, discriminator: 64 * packing },
      packing,
    });
  },
  length: { steps: 20_000 },
});
