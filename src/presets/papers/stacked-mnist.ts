import { gan, r1, r2, relativisticPaired } from '../../gan/index.ts';
import { adam, cosineDecay, emaDecayForHalfLife } from '../../nn/index.ts';
import { convolutionalDiscriminator, convolutionalGenerator } from '../networks/convolutional.ts';
import { forPictures } from '../networks/stages.ts';
import { definePreset } from '../preset.ts';

const [steps, batch] = [10_000, 64];

/**
 * The loss with which R3GAN reaches all 1,000 modes where a usual one reaches 693 (Huang et al. 2024, arXiv 2501.05441, table
 * 1), after the Stacked-MNIST column of its table 9: Adam with β₁ = 0, γ of R1 and R2 from 1 to 0.1 along a cosine, no
 * augmentation. Lazy penalties diverge here (appendix E).
 *
 * Networks are DCGAN's, in place of ResNeXts of 20 million parameters each, and learn at 4e-4 for its 2e-4, at which modes
 * come more slowly (docs/benchmarks/modes.md). Batches are 64 for its 512; γ falls and weights are averaged over fewer
 * pictures, as the training is shorter. β₂ is 0.99 throughout, where the paper's rises to it from 0.9.
 */
export const stackedMnist = definePreset({
  ...forPictures,
  name: 'stacked-mnist',
  title: 'Stacked-MNIST: 1,000 modes',
  about:
    "To see how much of the data a generator covers: three digits at once as red, green and blue, and R3GAN's loss on small networks. Count the modes with 'duel eval RUN --metrics modes --judge CLASSIFIER-RUN'.",
  data: { source: 'stacked-mnist', range: [-1, 1] },
  game: ({ shape }) => {
    const optimizer = adam({ learningRate: 4e-4, beta1: 0, beta2: 0.99 });
    const weight = cosineDecay(1, 0.1, 4000);
    return gan({
      generator: { network: convolutionalGenerator(shape), optimizer, ema: emaDecayForHalfLife(125_000, batch) },
      discriminator: { network: convolutionalDiscriminator(shape), optimizer },
      batch: { generator: batch, discriminator: batch },
      loss: relativisticPaired(),
      penalties: [r1({ weight }), r2({ weight })],
    });
  },
  length: { steps },
});
