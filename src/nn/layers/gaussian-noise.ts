import { z } from 'zod';
import { add, mul } from '../../tensor/index.ts';
import { defineLayer, type Layer, type LayerOptions, layer, layerSchema } from '../layer.ts';

const schema = layerSchema('gaussianNoise', {
  /** Standard deviation of the noise. */
  stddev: z.number().nonnegative(),
  /** Adds noise in sampling too, where that has any. Absent: in training alone. */
  inSampling: z.literal(true).optional(),
});

export const gaussianNoiseLayer = defineLayer('gaussianNoise', schema, (x, { stddev, inSampling }, scope) =>
  (inSampling ? scope.noisy : scope.training) && stddev > 0
    ? add(x, mul(scope.noise('noise', 'normal', x.shape), stddev))
    : x,
);

/**
 * In training, adds normal noise; a discriminator's inputs overlap more so (Sønderby et al. 2017). With `inSampling` samples
 * get it too.
 */
export const gaussianNoise = (stddev: number, options: LayerOptions<typeof schema, 'stddev'> = {}): Layer =>
  layer(schema, 'gaussianNoise', options, { stddev });
