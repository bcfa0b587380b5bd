import { z } from 'zod';
import { constant, greaterEqual, mul, where } from '../../tensor/index.ts';
import { defineLayer, type Layer, type LayerOptions, layer, layerSchema } from '../layer.ts';

const schema = layerSchema('dropout', {
  /** Share of the values that become 0, in [0, 1). */
  rate: z.number().min(0).lt(1),
  /** Drops in sampling too, where that has noise. Absent: in training alone. */
  inSampling: z.literal(true).optional(),
});

export const dropoutLayer = defineLayer('dropout', schema, (x, { rate, inSampling }, scope) => {
  if (!(inSampling ? scope.noisy : scope.training) || rate === 0) return x;
  const kept = greaterEqual(scope.noise('mask', 'uniform', x.shape), rate);
  return mul(x, where(kept, constant(1 / (1 - rate)), constant(0)));
});

/**
 * In training, sets values to 0 at random and divides the others by 1 − rate (Srivastava et al. 2014). With `inSampling`
 * it does so to samples too, and is then the noise that they differ by, as in pix2pix (Isola et al. 2017).
 */
export const dropout = (rate: number, options: LayerOptions<typeof schema, 'rate'> = {}): Layer =>
  layer(schema, 'dropout', options, { rate });
