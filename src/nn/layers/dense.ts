import { z } from 'zod';
import { add, matmul, shapeError } from '../../tensor/index.ts';
import { initializerSchema } from '../initializers.ts';
import { defineLayer, type Layer, type LayerOptions, layer, layerSchema } from '../layer.ts';
import { activate, activationSchema } from './activation.ts';
import { biasOf, equalizedSchema, kernelOf } from './equalized.ts';
import { spectrallyNormalized } from './spectral-norm.ts';

const schema = layerSchema('dense', {
  /** Length of the result's last axis. */
  units: z.int().positive(),
  /** Default: none. */
  activation: activationSchema.optional(),
  /** Default true. */
  useBias: z.boolean().default(true),
  /** Divides the kernel by its largest singular value (Miyato et al. 2018); default false. */
  spectralNorm: z.boolean().default(false),
  /** Equalised learning rate: true, or { gain: √2, learningRateMultiplier: 1 } (Karras et al. 2018); default: none. */
  equalized: equalizedSchema.optional(),
  /** Default 'glorotUniform'. */
  kernelInitializer: initializerSchema.default('glorotUniform'),
  /** Default 'zeros'. */
  biasInitializer: initializerSchema.default('zeros'),
});

export const denseLayer = defineLayer('dense', schema, (x, config, scope) => {
  const inputs = x.shape[x.rank - 1]!;
  if (x.rank < 2) throw shapeError('dense', '[n, …, features]', x);
  const kernel = kernelOf(scope, [inputs, config.units], inputs, config);
  const product = matmul(x, config.spectralNorm ? spectrallyNormalized(kernel, scope) : kernel);
  const y = config.useBias ? add(product, biasOf(scope, config.units, config)) : product;
  return activate(y, config.activation);
});

/**
 * Fully connected: y = x · kernel + bias along the last axis. x [n, …, in], kernel [in, units], y [n, …, units].
 *
 * @example dense(256, { kernelInitializer: 'heNormal', useBias: false })
 */
export const dense = (units: number, options: LayerOptions<typeof schema, 'units'> = {}): Layer =>
  layer(schema, 'dense', options, { units });
