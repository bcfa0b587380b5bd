import { gan, r1, r2, relativisticPaired } from '../../gan/index.ts';
import { adam, cosineDecay, emaHalfLife } from '../../nn/index.ts';
import { resnextNetworks } from '../networks/resnext.ts';
import { forPictures, isGrey, pictureSize } from '../networks/stages.ts';
import { definePreset } from '../preset.ts';

const [steps, batch] = [50_000, 64];
/** Over which rate and γ fall, and β₂ and the average's half-life rise; a tenth of the paper's trainings. */
const burnIn = steps / 10;

/**
 * Huang et al. 2024 (arXiv 2501.05441), table 9: Adam with β₁ = 0, at 2e-4 falling to 5e-5 along a cosine, β₂ rising from 0.9 to
 * 0.99 and γ of R1 and R2 falling to a tenth likewise, from the FFHQ-64 column's 2 where pictures are large and from
 * Stacked-MNIST's 1 where they are small; an average whose half-life rises from 0 to 500,000 pictures meanwhile.
 *
 * Batches of 64 for the paper's 256 and 512; 64 channels for grey pictures and 192 for colour for its 768; no augmentation,
 * which it turns on later against overfitting: `--set augment=ada`.
 */
export const r3gan = definePreset({
  ...forPictures,
  name: 'r3gan',
  title: 'R3GAN: relativistic loss, R1 and R2, ResNeXt',
  about:
    'The first to try where quality and variety count and time does not: a loss that is proved to settle, and modern networks. Twenty times the work of dcgan per step; colour wants a GPU.',
  game: ({ shape }) => {
    const { generator, discriminator } = resnextNetworks(shape, isGrey(shape) ? 64 : 192);
    const optimizer = adam({
      learningRate: cosineDecay(2e-4, 5e-5, burnIn),
      beta1: 0,
      beta2: cosineDecay(0.9, 0.99, burnIn),
    });
    const gamma = Math.max(...pictureSize(shape)) > 32 ? 2 : 1;
    const weight = cosineDecay(gamma, gamma / 10, burnIn);
    return gan({
      generator: { network: generator, optimizer, ema: emaHalfLife(cosineDecay(0, 500_000 / batch, burnIn)) },
      discriminator: { network: discriminator, optimizer },
      batch: { generator: batch, discriminator: batch },
      loss: relativisticPaired(),
      penalties: [r1({ weight }), r2({ weight })],
    });
  },
  length: { steps },
});
