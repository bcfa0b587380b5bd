import { z } from 'zod';
import { paired, relativisticAverage } from '../../gan/index.ts';
import { adam } from '../../nn/index.ts';
import { enlarger } from '../networks/enlarger.ts';
import { patchGan } from '../networks/patchGan.ts';
import { halved } from '../networks/stages.ts';
import { definePresetWith } from '../preset.ts';
import { forPairs, pairOf, patchOption, widthOption } from './pairs.ts';

const options = z.strictObject({
  width: widthOption(32),
  /** Residual blocks of the generator. */
  blocks: z.int().positive().max(64).default(8),
  patch: patchOption,
});

/**
 * The ideas of SRGAN (Ledig et al. 2017, arXiv 1609.04802) and ESRGAN (Wang et al. 2018, arXiv 1809.00219) at sizes that two
 * cores train: residual blocks without batch norm, sub-pixel convolutions, the relativistic average loss, L1. Theirs are 16
 * blocks of 64 channels, and 23 dense ones. For the features of a VGG network trained on ImageNet stand those of the
 * discriminator, and for their discriminator of whole pictures a PatchGAN.
 */
export const superResolution = definePresetWith(options, {
  ...forPairs,
  name: 'super-resolution',
  title: 'Super-resolution: pictures enlarged',
  about:
    'Enlarges pictures 2 or 4 times, with detail that it learns from yours: --pairs down:2 or down:4 makes the small ones.',
  data: { ...forPairs.data, pairs: { type: 'down', factor: 4 } },
  game: (data, { width, blocks, patch }) => {
    const { from, to } = pairOf(data, (target) => [...halved(target, 2), target[2]!]);
    const optimizer = adam({ learningRate: 2e-4, beta1: 0.5 });
    return paired({
      generator: { network: enlarger(from, to, { width, blocks }), optimizer, ema: 0.999 },
      discriminator: { network: patchGan(to, { width, norm: 'none', patch }), optimizer },
      batch: 8,
      loss: relativisticAverage(),
      conditional: false,
      pixel: { type: 'l1', weight: 100 },
      features: { weight: 1 },
    });
  },
  length: { steps: 20_000 },
});
