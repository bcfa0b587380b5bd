import { gan } from '../../gan/index.ts';
import { adam } from '../../nn/index.ts';
import { convolutionalDiscriminator, convolutionalGenerator } from '../networks/convolutional.ts';
import { forPictures } from '../networks/stages.ts';
import { definePreset } from '../preset.ts';

/**
 * Metz et al. 2017 (arXiv 1611.02163): 5 updates of D in advance, through D's Adam as in the authors' program, at 1e-4 with
 * β₁ = 0.5. Small networks, as theirs for MNIST are, since what is unrolled costs memory and time. The loss is the
 * non-saturating one: of the zero-sum game, which suits points, G's slope is 0 where D is sure, as it is of first pictures.
 */
export const unrolled = definePreset({
  ...forPictures,
  name: 'unrolled',
  title: 'Unrolled GAN: five updates ahead',
  about:
    'To study mode collapse on small pictures: the generator learns against the discriminator as it will be five updates from now. Slow, and large in memory.',
  game: ({ shape }) => {
    const optimizer = adam({ learningRate: 1e-4, beta1: 0.5 });
    return gan({
      generator: { network: convolutionalGenerator(shape, { width: 32 }), optimizer },
      discriminator: { network: convolutionalDiscriminator(shape, { width: 32 }), optimizer },
      batch: { generator: 64, discriminator: 64 },
      unrolling: { steps: 5 },
    });
  },
  length: { steps: 10_000 },
});
