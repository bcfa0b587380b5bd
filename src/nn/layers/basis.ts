import { mul, reshape, shapeError } from '../../tensor/index.ts';
import { initializerSchema, randomNormal } from '../initializers.ts';
import { defineLayer, type Layer, type LayerOptions, layer, layerSchema } from '../layer.ts';
import { type Pair, pair, pairSchema } from './geometry.ts';

const schema = layerSchema('basis', {
  /** Height and width of the images, default 4. */
  size: pairSchema.default(4),
  /** Default N(0, 1). */
  kernelInitializer: initializerSchema.default(randomNormal(1)),
});

export const basisLayer = defineLayer('basis', schema, (x, { size, kernelInitializer }, scope) => {
  if (x.rank !== 2) throw shapeError('basis', 'vectors [n, c]', x);
  const [n, c] = x.shape as [number, number];
  return mul(reshape(x, [n, 1, 1, c]), scope.parameter('kernel', [...pair(size), c], kernelInitializer));
});

/**
 * A vector as the gains of learned images, one per channel: y[i, j, c] = x[c] · kernel[i, j, c]. [n, c] to [n, h, w, c];
 * the beginning of R3GAN's generator (Huang et al. 2024), with h · w times fewer weights than a dense layer.
 *
 * @example [dense(256, { useBias: false }), basis(4)]
 */
export const basis = (size: Pair = 4, options: LayerOptions<typeof schema, 'size'> = {}): Layer =>
  layer(schema, 'basis', options, { size });
