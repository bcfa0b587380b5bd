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
  depth: depthOption,
  patch: patchOption,
  conditional: conditionalOption,
});

/**
 * One game for what is missing in pictures: pix2pix' networks and losses (Isola et al. 2017), without dropout, the generator
 * beside its input, to which it adds what is missing, as for inpainting (Pathak et al. 2016), denoising (Zhang et al. 2017,
 * whose networks learn the residual alone), deblurring and colouring.
 */
export const restore = definePresetWith(options, {
  ...forPairs,
  name: 'restore',
  title: 'Restoration: holes, noise, blur, colour',
  about:
    'Fills holes, takes noise or blur away, or colours: --pairs mask:0.25, noise:0.1, blur:2 or grey says what is missing in your pictures.',
  data: { ...forPairs.data, pairs: { type: 'mask', share: 0.25 } },
  game: (data, { width, norm, depth, patch, conditional }) => {
    const { from, to } = pairOf(data);
    const optimizer = adam({ learningRate: linearDecay(2e-4, 0, undefined, { hold: 0.5 }), beta1: 0.5 });
    const generator = unet(from, to, { width, norm, depth: depth ?? depthFor(to), dropout: 0, residual: true });
    const discriminator = patchGan(seenShape(from, to, conditional), { width, norm, patch });
    return paired({
      generator: { network: generator, optimizer, ema: 0.999 },
      discriminator: { network: discriminator, optimizer },
      batch: 8,
      loss: crossEntropy(),
      conditional,
      pixel: { type: 'l1', weight: 100 },
    });
  },
  length: { steps: 20_000 },
});
