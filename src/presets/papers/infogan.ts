import { codeWidth, gan, infoGan } from '../../gan/index.ts';
import { dense, leakyRelu } from '../../nn/index.ts';
import {
  conditionalDiscriminator,
  generatorOfCodes,
  conditionalOptimizers as optimizers,
} from '../networks/conditional.ts';
import { forPictures } from '../networks/stages.ts';
import { definePreset } from '../preset.ts';

/**
 * Chen et al. 2016 (arXiv 1606.03657), appendix C.1: 62 latents, a code of ten values and two continuous ones, Q a dense layer
 * of 128 on the last features of D; the weights are `infoGan`'s defaults. D has spectral norm for the paper's batch norm,
 * and so has Q, which on one seed came with codes that are more often digits. D learns at 1e-3 and G at 5e-4, both falling
 * to 0, for the paper's 2e-4 and 1e-3.
 */
export const infogan = definePreset({
  ...forPictures,
  name: 'infogan',
  title: 'InfoGAN: finds kinds by itself',
  about:
    'Kinds and styles of pictures without labels: ten kinds and two sliding codes that G gives a meaning. What they mean is for you to see, and differs by seed.',
  game: ({ shape }) => {
    const conditioning = infoGan({ discrete: [10], continuous: 2 });
    const codes = codeWidth(conditioning);
    const norm = { spectralNorm: true };
    const q = [dense(128, norm), leakyRelu(0.2), dense(codes, norm)];
    const discriminator = conditionalDiscriminator(shape, { heads: { codes: q } });
    return gan({
      generator: { network: generatorOfCodes(shape, codes), optimizer: optimizers.generator, ema: 0.999 },
      discriminator: { network: discriminator, optimizer: optimizers.discriminator },
      batch: { generator: 64, discriminator: 64 },
      conditioning,
    });
  },
  length: { steps: 6000 },
});
