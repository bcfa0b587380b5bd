import { z } from 'zod';
import { add, concat, div, mean, mul, shapeError, slice, sqrt, square, sub, type Tensor } from '../../tensor/index.ts';
import { initializerSchema, randomNormal } from '../initializers.ts';
import { defineLayer, type Layer, type LayerOptions, layer, layerSchema } from '../layer.ts';

/** Rows of the reference batch. */
const size = z.int().positive();

const withSchema = layerSchema('withReference', { size });
const withoutSchema = layerSchema('withoutReference', { size });
const normSchema = layerSchema('virtualBatchNorm', {
  size,
  /** Added to the variance; default 1e-3. */
  epsilon: z.number().positive().default(1e-3),
  /** Default 'ones'. */
  gammaInitializer: initializerSchema.default('ones'),
  /** Default 'zeros'. */
  betaInitializer: initializerSchema.default('zeros'),
});

const reference = (x: Tensor, rows: number): Tensor => slice(x, [0], [0], [rows]);
const examples = (x: Tensor, rows: number): Tensor => slice(x, [0], [rows], [x.shape[0]!]);

export const withReferenceLayer = defineLayer('withReference', withSchema, (x, config, scope) =>
  concat([scope.statistic('reference', [config.size, ...x.shape.slice(1)], randomNormal(1)), x], 0),
);
export const withoutReferenceLayer = defineLayer('withoutReference', withoutSchema, (x, config) =>
  examples(x, config.size),
);

export const virtualBatchNormLayer = defineLayer('virtualBatchNorm', normSchema, (x, config, scope) => {
  if (x.rank < 2) throw shapeError('virtualBatchNorm', '[n, …, features]', x);
  const channels = [x.shape[x.rank - 1]!];
  const gamma = scope.parameter('gamma', channels, config.gammaInitializer);
  const beta = scope.parameter('beta', channels, config.betaInitializer);
  const statistics = (y: Tensor, axes: readonly number[]) => {
    const average = mean(y, axes, true);
    return [average, mean(square(sub(y, average)), axes, true)] as const;
  };
  const normalized = (y: Tensor, average: Tensor, variance: Tensor) =>
    add(mul(sub(y, average), div(gamma, sqrt(add(variance, config.epsilon)))), beta);

  const [fixed, live] = [reference(x, config.size), examples(x, config.size)];
  const pixels = [...x.shape.keys()].slice(1, -1);
  const [m, v] = statistics(fixed, [0, ...pixels]);
  const [own, ownVariance] = statistics(live, pixels);
  // of both together, the example with weight a: mean (1 − a) m + a m', and between the two means a (1 − a) (m − m')²
  const a = 1 / (config.size + 1);
  const between = mul(square(sub(own, m)), a * (1 - a));
  const blended = add(mul(m, 1 - a), mul(own, a));
  const blendedVariance = add(add(mul(v, 1 - a), mul(ownVariance, a)), between);
  return concat([normalized(fixed, m, v), normalized(live, blended, blendedVariance)], 0);
});

/**
 * Puts a reference batch of `size` rows before the batch, for `virtualBatchNorm` further on: [n, …] to [size + n, …].
 * It is drawn once from N(0, 1), as latents are, kept with the network's statistics and never trained; so it belongs
 * first in a network, on the latents.
 *
 * @example [withReference(64), dense(256), virtualBatchNorm(64), relu(), dense(784), withoutReference(64)]
 */
export const withReference = (size: number, options: LayerOptions<typeof withSchema, 'size'> = {}): Layer =>
  layer(withSchema, 'withReference', options, { size });

/** Takes the `size` rows of the reference batch off again: [size + n, …] to [n, …]. Belongs last in the network. */
export const withoutReference = (size: number, options: LayerOptions<typeof withoutSchema, 'size'> = {}): Layer =>
  layer(withoutSchema, 'withoutReference', options, { size });

/**
 * Virtual batch normalisation (Salimans et al. 2016): y = gamma (x − mean) / √(variance + epsilon) + beta,
 * where mean and variance of an example are those of the reference batch, the example counted in with weight
 * 1 / (size + 1). So no example depends on the others of its batch, in training and in inference alike. The first `size`
 * rows, which `withReference` put there, are normalised with their own statistics. x [size + n, …, c], y as x.
 */
export const virtualBatchNorm = (size: number, options: LayerOptions<typeof normSchema, 'size'> = {}): Layer =>
  layer(normSchema, 'virtualBatchNorm', options, { size });
