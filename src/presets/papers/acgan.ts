import { acGan, gan } from '../../gan/index.ts';
import { dense } from '../../nn/index.ts';
import {
  classesNeeded,
  conditionalDiscriminator,
  generatorOfClasses,
  conditionalOptimizers as optimizers,
} from '../networks/conditional.ts';
import { forPictures } from '../networks/stages.ts';
import { definePreset } from '../preset.ts';

/**
 * Odena, Olah and Shlens 2017 (arXiv 1610.09585) on DCGAN's networks, with spectral norm in D where the paper has batch norm and
 * dropout. Batches of 64, for its 100; D learns at 1e-3 and G at 5e-4, both falling to 0, for its 2e-4.
 */
export const acgan = definePreset({
  ...forPictures,
  name: 'acgan',
  title: 'AC-GAN: names the class',
  about:
    'The class that you ask for, as clearly as can be: G is rewarded for what D can name. With many classes or similar ones it is known to make fewer kinds of each; on MNIST it does as well as cgan.',
  game: ({ shape, classCount }) => {
    const classes = classesNeeded('acgan', classCount);
    const discriminator = conditionalDiscriminator(shape, { heads: { classes: [dense(classes)] } });
    return gan({
      generator: { network: generatorOfClasses(shape, classes), optimizer: optimizers.generator, ema: 0.999 },
      discriminator: { network: discriminator, optimizer: optimizers.discriminator },
      batch: { generator: 64, discriminator: 64 },
      conditioning: acGan(),
    });
  },
  length: { steps: 4000 },
});
