import { gan, labels } from '../../gan/index.ts';
import {
  classesNeeded,
  conditionalDiscriminator,
  generatorOfClasses,
  conditionalOptimizers as optimizers,
} from '../networks/conditional.ts';
import { forPictures } from '../networks/stages.ts';
import { definePreset } from '../preset.ts';

/**
 * Mirza and Osindero 2014 (arXiv 1411.1784) on DCGAN's networks. In G the class is joined to the latent, as a learned vector. In
 * D the paper joins it too; here D has spectral norm, under which a one-hot among thousands of features has no weight, and
 * so the class enters as a projection (Miyato and Koyama 2018, arXiv 1802.05637).
 */
export const cgan = definePreset({
  ...forPictures,
  name: 'cgan',
  title: 'cGAN: told the class',
  about: 'The class that you ask for, from labelled pictures: the first to try where there are labels.',
  game: ({ shape, classCount }) => {
    const classes = classesNeeded('cgan', classCount);
    return gan({
      generator: { network: generatorOfClasses(shape, classes), optimizer: optimizers.generator, ema: 0.999 },
      discriminator: { network: conditionalDiscriminator(shape, { classes }), optimizer: optimizers.discriminator },
      batch: { generator: 64, discriminator: 64 },
      conditioning: labels(),
    });
  },
  length: { steps: 4000 },
});
