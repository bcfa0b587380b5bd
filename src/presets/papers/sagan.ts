import { gan, hinge } from '../../gan/index.ts';
import { adam } from '../../nn/index.ts';
import type { Shape } from '../../tensor/index.ts';
import { resnetDiscriminator, resnetGenerator } from '../networks/resnet.ts';
import { forPictures, isGrey, stagesOf } from '../networks/stages.ts';
import { definePreset } from '../preset.ts';

/**
 * ResNets with one self-attention each, where both networks have a side of 32 or the largest below that and below the
 * full one. Channels double at each halving from 64 on, and from 32 on for grey pictures.
 */
function networks(shape: Shape) {
  const sides = stagesOf(shape);
  const attention = sides.slice(0, -1).findLast((side) => Math.max(...side) <= 32)?.[0];
  const narrow = isGrey(shape) ? 32 : 64;
  const taper = sides.slice(1).map((_, i) => Math.min(16, 2 ** i) * narrow);
  const widest = taper.at(-1)!;
  const options = { spectralNorm: true, attention };
  return {
    generator: resnetGenerator(shape, [widest, ...taper.toReversed()], options),
    discriminator: resnetDiscriminator(shape, taper, [widest], options),
  };
}

/**
 * Zhang et al. 2019 (arXiv 1805.08318), section 4: hinge loss, spectral norm in both networks, Adam with β₁ = 0, β₂ = 0.9 at
 * 1e-4 for G and 4e-4 for D (TTUR), one update each, attention at 32 pixels. Without the paper's classes: batch norm is not
 * conditional, D has no projection. Batches of 64, for the paper's 256 on ImageNet.
 */
export const sagan = definePreset({
  ...forPictures,
  name: 'sagan',
  title: 'SAGAN: self-attention',
  about:
    'Pictures whose distant parts must agree, at 64 pixels and more; wants a GPU there. For digits and clothes, where convolutions reach far enough, sngan does as well.',
  game: ({ shape }) => {
    const { generator, discriminator } = networks(shape);
    const optimizer = (learningRate: number) => adam({ learningRate, beta1: 0, beta2: 0.9 });
    return gan({
      generator: { network: generator, optimizer: optimizer(1e-4) },
      discriminator: { network: discriminator, optimizer: optimizer(4e-4) },
      batch: { generator: 64, discriminator: 64 },
      loss: hinge(),
    });
  },
  length: { steps: 50_000 },
});
