import { z } from 'zod';
import { add, constant, div, mean, mul, shapeError, sqrt, square, sub, type Tensor } from '../../tensor/index.ts';
import { initializerSchema } from '../initializers.ts';
import { defineLayer, type Layer, type LayerOptions, type LayerScope, layer, layerSchema } from '../layer.ts';
import { normalized } from './normalized.ts';

const schema = layerSchema('batchNorm', {
  /** Share of the old moving statistics that a step keeps, in [0, 1]; default 0.99. */
  momentum: z.number().min(0).max(1).default(0.99),
  /** Added to the variance; default 1e-3. */
  epsilon: z.number().positive().default(1e-3),
  /** Adds beta; default true. */
  center: z.boolean().default(true),
  /** Multiplies by gamma; default true. */
  scale: z.boolean().default(true),
  /** Default 'ones'. */
  gammaInitializer: initializerSchema.default('ones'),
  /** Default 'zeros'. */
  betaInitializer: initializerSchema.default('zeros'),
});

export const batchNormLayer = defineLayer('batchNorm', schema, (x, config, scope) => {
  if (x.rank < 2) throw shapeError('batchNorm', '[n, …, features]', x);
  const shape = [x.shape[x.rank - 1]!];
  const gamma = config.scale ? scope.parameter('gamma', shape, config.gammaInitializer) : constant(1);
  const beta = config.center ? scope.parameter('beta', shape, config.betaInitializer) : undefined;
  return normalizeBatch(x, gamma, beta, config, scope);
});

/**
 * gamma (x − mean) / √(variance + ε) + beta: with the batch's statistics in training, which moves the moving ones
 * towards them, and with the moving ones in inference. In training gamma is one value per channel, or a number.
 */
export function normalizeBatch(
  x: Tensor,
  gamma: Tensor,
  beta: Tensor | undefined,
  config: { readonly momentum: number; readonly epsilon: number },
  scope: LayerScope,
): Tensor {
  const shape = [x.shape[x.rank - 1]!];
  const movingMean = scope.statistic('movingMean', shape, 0);
  const movingVariance = scope.statistic('movingVariance', shape, 1);
  if (!scope.training) {
    // folded on vectors, so that the images are passed over twice only
    const scale = div(gamma, sqrt(add(movingVariance, config.epsilon)));
    const shift = sub(beta ?? 0, mul(movingMean, scale));
    return add(mul(x, scale), shift);
  }
  const axes = [...x.shape.keys()].slice(0, -1);
  const batchMean = mean(x, axes);
  const centred = sub(x, batchMean);
  const variance = mean(square(centred), axes);
  moveTowards(scope, 'movingMean', movingMean, batchMean, config.momentum);
  moveTowards(scope, 'movingVariance', movingVariance, variance, config.momentum);
  return normalized({ x, centred, variance, gain: gamma, shift: beta }, config.epsilon);
}

function moveTowards(scope: LayerScope, name: string, moving: Tensor, value: Tensor, momentum: number): void {
  scope.update(name, add(mul(moving, momentum), mul(value, 1 - momentum)));
}

/**
 * Batch normalisation over all axes but the last (Ioffe and Szegedy 2015): y = gamma (x − mean) / √(variance + epsilon)
 * + beta. Training uses the batch's mean and biased variance and moves the moving ones towards them, as Keras 3 does;
 * inference uses the moving ones.
 */
export const batchNorm = (options: LayerOptions<typeof schema> = {}): Layer => layer(schema, 'batchNorm', options);
