import { gan } from '../../gan/index.ts';
import { adam } from '../../nn/index.ts';
import { convolutionalDiscriminator, convolutionalGenerator } from '../networks/convolutional.ts';
import { forPictures } from '../networks/stages.ts';
import { definePreset } from '../preset.ts';

export const dcgan = definePreset({
  ...forPictures,
  name: 'dcgan',
  title: 'DCGAN for your own pictures',
  about:
    'Any folder or zip of pictures at 28 to 128 pixels: batch norm in the generator, spectral norm in the discriminator, averaged weights.',
  data: { range: [-1, 1] },
  game: ({ shape }) => {
    const optimizer = adam({ learningRate: 2e-4, beta1: 0.5 });
    return gan({
      generator: { network: convolutionalGenerator(shape), optimizer, ema: 0.999 },
      discriminator: { network: convolutionalDiscriminator(shape, { spectralNorm: true }), optimizer },
      batch: { generator: 64, discriminator: 64 },
      judgedAtOnce: 16,
    });
  },
  length: { steps: 20_000 },
});
