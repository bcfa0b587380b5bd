import { z } from 'zod';
import { crossEntropy, paired } from '../../gan/index.ts';
import { adam, linearDecay } from '../../nn/index.ts';
import { patchGan } from '../networks/patchGan.ts';
import { depthFor, unet } from '../networks/unet.ts';
import { definePresetWith } from '../preset.ts';
import {
  conditionalOption,
  depthOption,
  forPairs,
  normOption,
  pairOf,
  patchOption,
  seenShape,
  widthOption,
} from './pairs.ts';

const options = z.strictObject({
  width: widthOption(32),
  norm: normOption,
  /** Rate of the dropout in the generator's deepest blocks, in sampling too. */
  dropout: z.number().min(0).lt(1).default(0.5),
  depth: depthOption,
  patch: patchOption,
  conditional: conditionalOption,
});

/**
 * Isola et al. 2017 (arXiv 1611.07004), section 3 and appendix 6: U-Net, PatchGAN, cross-entropy + 100 L1, Adam at 2e-4 with
 * β₁ = 0.5, D's loss halved; the rate is constant for half of the training and then falls to 0, as in the authors'
 * program. Channels are half of theirs, 32 for 64; batches are of 4 where theirs are of 1, whose steps are too short for
 * two cores.
 */
export const pix2pix = definePresetWith(options, {
  ...forPairs,
  name: 'pix2pix',
  title: 'pix2pix: pictures from pictures, of pairs',
  about:
    'Learns from pairs to make one picture from another: a drawing coloured, edges into photographs. A U-Net against a PatchGAN, and L1.',
  data: { ...forPairs.data, pairs: { type: 'edges' } },
  game: (data, { width, norm, dropout, depth, patch, conditional }) => {
    const { from, to } = pairOf(data);
    const optimizer = adam({ learningRate: linearDecay(2e-4, 0, undefined, { hold: 0.5 }), beta1: 0.5 });
    const generator = unet(from, to, { width, norm, dropout, depth: depth ?? depthFor(to) });
    const discriminator = patchGan(seenShape(from, to, conditional), { width, norm, patch });
    return paired({
      generator: { network: generator, optimizer },
      discriminator: { network: discriminator, optimizer },
      batch: 4,
      loss: crossEntropy(),
      conditional,
      pixel: { type: 'l1', weight: 100 },
    });
  },
  length: { steps: 20_000 },
});
