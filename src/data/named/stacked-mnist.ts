import { stacked, stackedClasses } from '../drawn/stacked.ts';
import { dataError } from '../problems.ts';
import type { NamedDataset } from '../request.ts';
import { mnist } from './mnist.ts';

/** PacGAN trains on 128,000 examples and tests on 26,000; these are endless, and that is what an epoch is called. */
const counts = { train: 128_000, test: 26_000 };

export const stackedMnist: NamedDataset = {
  name: 'stacked-mnist',
  title: 'Three digits of MNIST as red, green and blue: 1,000 modes',
  shape: [28, 28, 3],
  counts,
  classes: stackedClasses(mnist.classes),
  modes: { type: 'stacked', source: 'mnist', shape: mnist.shape, classes: mnist.classes, channels: 3 },
  licence: mnist.licence,
  origin: `Metz et al. 2017, drawn by Duel from MNIST: ${mnist.origin}`,
  needs: mnist.needs,
  ...(mnist.published && { published: mnist.published }),
  async open({ split = 'train', seed, resolution, channels, fit }, context) {
    if (channels === 1 || (fit !== undefined && fit !== 'pad'))
      throw dataError('cannot-resize', 'stacked digits have three channels and are padded, never scaled', {
        where: channels === 1 ? 'channels 1' : `fit ${fit}`,
        fix: 'leave --fit and channels out, or choose --fit pad',
      });
    const images = await mnist.open({ source: 'mnist', split }, context);
    return stacked('stacked-mnist', images, {
      count: counts[split],
      stream: split === 'train' ? 5 : 6,
      ...(seed === undefined ? {} : { seed }),
      ...(resolution === undefined ? {} : { resolution }),
    });
  },
};
