import { z } from 'zod';
import { add, matmul, mul, shapeError, sum, type Tensor } from '../../tensor/index.ts';
import { initializerSchema } from '../initializers.ts';
import { defineConditioned, type Layer, type LayerOptions, layer, layerSchema } from '../layer.ts';
import { spectrallyNormalized } from './spectral-norm.ts';

const schema = layerSchema('projection', {
  /** Divides kernel and embedding by their largest singular values (Miyato et al. 2018); default false. */
  spectralNorm: z.boolean().default(false),
  /** Default true. */
  useBias: z.boolean().default(true),
  /** Default 'glorotUniform'. */
  kernelInitializer: initializerSchema.default('glorotUniform'),
});

export const projectionLayer = defineConditioned('projection', schema, (features, label, config, scope) => {
  if (features.rank !== 2 || label.rank !== 2)
    throw shapeError('projection', 'features [n, d] and labels [n, classes]', features, label);
  const parameter = (name: string, rows: number, columns: number): Tensor => {
    const kernel = scope.parameter(name, [rows, columns], config.kernelInitializer);
    return config.spectralNorm ? spectrallyNormalized(kernel, scope, `${name}SingularVector`) : kernel;
  };
  const d = features.shape[1]!;
  const realness = matmul(features, parameter('kernel', d, 1));
  const logit = config.useBias ? add(realness, scope.parameter('bias', [1], 'zeros')) : realness;
  const embedded = matmul(label, parameter('embedding', label.shape[1]!, d));
  return add(logit, sum(mul(features, embedded), [1], true));
});

/**
 * The output of a projection discriminator (Miyato and Koyama 2018): is it real, and does it fit its label,
 *
 *     y = features · kernel + bias + ⟨features, label · embedding⟩
 *
 * Features [n, d] and one-hot labels [n, classes] to logits [n, 1]; kernel [d, 1], embedding [classes, d].
 *
 * @example projection([previous(), 'label'], { spectralNorm: true })
 */
export const projection = (
  inputs: readonly [features: string, label: string],
  options: LayerOptions<typeof schema, 'inputs'> = {},
): Layer => layer(schema, 'projection', options, { inputs });
