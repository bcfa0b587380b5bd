import { z } from 'zod';
import { matmul, shapeError } from '../../tensor/index.ts';
import { initializerSchema, randomNormal } from '../initializers.ts';
import { defineLayer, type Layer, type LayerOptions, layer, layerSchema } from '../layer.ts';

const schema = layerSchema('embedding', {
  /** Length of a class's vector. */
  dim: z.int().positive(),
  /** Default N(0, 1), as in PyTorch. */
  kernelInitializer: initializerSchema.default(randomNormal(1)),
});

export const embeddingLayer = defineLayer('embedding', schema, (label, { dim, kernelInitializer }, scope) => {
  if (label.rank !== 2) throw shapeError('embedding', 'one-hot labels [n, classes]', label);
  return matmul(label, scope.parameter('kernel', [label.shape[1]!, dim], kernelInitializer));
});

/**
 * A learned vector for each class: y = label · kernel. One-hot labels [n, classes] to [n, dim]; kernel [classes, dim]
 * holds a row per class.
 *
 * Labels enter a network as floats, one-hot, so that all inputs are alike, classes may be blended (½, ½, 0, …), and the
 * exported model needs no integer input: a one-hot row times the table reads one row of it.
 *
 * @example network({ latent: [100], label: [10] }, [embedding(50, { inputs: ['label'] }), concat(['latent', previous()])])
 */
export const embedding = (dim: number, options: LayerOptions<typeof schema, 'dim'> = {}): Layer =>
  layer(schema, 'embedding', options, { dim });
