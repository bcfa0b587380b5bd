import { z } from 'zod';
import { add, image, matmul, maxPool, mul, reshape, shapeError, softmax, type Tensor } from '../../tensor/index.ts';
import { initializerSchema } from '../initializers.ts';
import { defineLayer, type Layer, type LayerOptions, layer, layerSchema } from '../layer.ts';
import { spectrallyNormalized } from './spectral-norm.ts';

const schema = layerSchema('selfAttention', {
  /** Side of the windows whose maximum stands for their keys and values; 1 keeps every pixel. Default 2. */
  pool: z.int().positive().default(2),
  /** Divides the four kernels by their largest singular values (Miyato et al. 2018); default false. */
  spectralNorm: z.boolean().default(false),
  /** Default 'glorotUniform'. */
  kernelInitializer: initializerSchema.default('glorotUniform'),
});

export const selfAttentionLayer = defineLayer('selfAttention', schema, (x, config, scope) => {
  const [n, h, w, c] = image('selfAttention', x);
  if (c % 8 !== 0) throw shapeError('selfAttention', 'channels divisible by 8', x);
  if (h < config.pool || w < config.pool)
    throw shapeError('selfAttention', `images of ${config.pool}×${config.pool}`, x);
  /** A 1×1 convolution without bias. */
  const project = (y: Tensor, name: string, channels: number): Tensor => {
    const kernel = scope.parameter(name, [y.shape[y.rank - 1]!, channels], config.kernelInitializer);
    return matmul(y, config.spectralNorm ? spectrallyNormalized(kernel, scope, `${name}SingularVector`) : kernel);
  };
  const pooled = (y: Tensor): Tensor => {
    if (config.pool === 1) return y;
    return maxPool(y, [config.pool, config.pool], { strides: [config.pool, config.pool] });
  };
  const flat = (y: Tensor): Tensor => reshape(y, [n, y.shape[1]! * y.shape[2]!, y.shape[3]!]);
  const query = flat(project(x, 'query', c / 8));
  const key = flat(pooled(project(x, 'key', c / 8)));
  const value = flat(pooled(project(x, 'value', c / 2)));
  const attention = softmax(matmul(query, key, { transposeB: true }));
  const seen = reshape(project(matmul(attention, value), 'output', c), [n, h, w, c]);
  return add(x, mul(seen, scope.parameter('gamma', [1], 'zeros')));
});

/**
 * Self-attention over the pixels of an image (SAGAN, Zhang et al. 2019): each pixel adds what it finds at the pixels
 * that its query agrees with,
 *
 *     y = x + gamma · (softmax(query · keyᵀ) · value) · output
 *
 * with 1×1 convolutions without bias to c/8 channels (query, key), c/2 (value) and back to c; keys and values are the
 * maxima of 2×2 windows. gamma begins at 0: the layer at first changes nothing. [n, h, w, c] to the same, c divisible
 * by 8; memory grows with (h · w)², so it belongs where images are 16×16 to 64×64.
 */
export const selfAttention = (options: LayerOptions<typeof schema> = {}): Layer =>
  layer(schema, 'selfAttention', options);
