import { gan, leastSquares } from '../../gan/index.ts';
import { adam } from '../../nn/index.ts';
import { convolutionalDiscriminator, convolutionalGenerator } from '../networks/convolutional.ts';
import { forPictures } from '../networks/stages.ts';
import { definePreset } from '../preset.ts';

/**
 * Mao et al. 2017 (arXiv 1611.04076), section 4: a, b, c = 0, 1, 1 (equation 9), batch 64, Adam with β₁ = 0.5 at 2e-4, their
 * rate for characters (1e-3 for scenes). Their discriminator has batch norm, see `convolutionalDiscriminator`.
 */
export const lsgan = definePreset({
  ...forPictures,
  name: 'lsgan',
  title: 'LSGAN: least squares',
  about:
    'A gentle loss, cheap and quick to first results: the generator keeps learning from samples that the discriminator already takes for real.',
  game: ({ shape }) => {
    const optimizer = adam({ learningRate: 2e-4, beta1: 0.5 });
    return gan({
      generator: { network: convolutionalGenerator(shape), optimizer },
      discriminator: { network: convolutionalDiscriminator(shape), optimizer },
      batch: { generator: 64, discriminator: 64 },
      loss: leastSquares(),
    });
  },
  length: { steps: 20_000 },
});
