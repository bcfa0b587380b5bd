import { crossEntropy, gan, r1 } from '../../gan/index.ts';
import { adam } from '../../nn/index.ts';
import { progressiveNetworks } from '../networks/progressive.ts';
import { forPictures } from '../networks/stages.ts';
import { definePreset } from '../preset.ts';

const batch = 16;
/** Real pictures of each phase; the paper has 600,000 and more. */
const phase = 40_000;

/**
 * Karras et al. 2018 (arXiv 1710.10196): Adam at 1e-3 with β₁ = 0, β₂ = 0.99, ε = 1e-8, averaged weights at 0.999, batch 16.
 * The loss is the one that StyleGAN (Karras et al. 2019) grows with, non-saturating and R1, not the paper's WGAN-GP.
 */
export const progressive = definePreset({
  ...forPictures,
  name: 'progressive',
  title: 'Progressive growing: 4×4 to 64×64 and beyond',
  about:
    'When pictures are large for the machine: most of the training is on small ones and costs little. A quarter of the paper’s channels up to 16×16, an eighth from 32×32 on, so that two cores train 64×64 in an evening.',
  game: ({ shape }) => {
    const { generator, discriminator } = progressiveNetworks(shape);
    const optimizer = adam({ learningRate: 1e-3, beta1: 0, beta2: 0.99, epsilon: 1e-8 });
    return gan({
      generator: { network: generator, optimizer, ema: 0.999 },
      discriminator: { network: discriminator, optimizer },
      batch: { generator: batch, discriminator: batch },
      loss: crossEntropy(),
      penalties: [r1({ weight: 2, every: 16 })],
      growing: { fade: phase, stabilise: phase },
    });
  },
  // 64×64 has five sizes, and all but the first are faded in
  length: { steps: (9 * phase) / batch },
});
