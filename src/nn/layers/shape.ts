import { z } from 'zod';
import { reshape as reshaped, shapeError, sizeOf } from '../../tensor/index.ts';
import { defineLayer, type Layer, type LayerOptions, layer, layerSchema } from '../layer.ts';

const reshapeSchema = layerSchema('reshape', {
  /** The new shape without the batch. */
  shape: z.array(z.int().positive()).min(1).readonly(),
});

export const reshapeLayer = defineLayer('reshape', reshapeSchema, (x, { shape }) => {
  if (sizeOf(x.shape.slice(1)) !== sizeOf(shape))
    throw shapeError('reshape', `as many elements as [${shape.join(', ')}]`, x);
  return reshaped(x, [x.shape[0]!, ...shape]);
});

/** The same values in another shape; `shape` leaves the batch out: `reshape([7, 7, 128])`. */
export const reshape = (shape: readonly number[], options: LayerOptions<typeof reshapeSchema, 'shape'> = {}): Layer =>
  layer(reshapeSchema, 'reshape', options, { shape });

const flattenSchema = layerSchema('flatten', {});

export const flattenLayer = defineLayer('flatten', flattenSchema, (x) =>
  reshaped(x, [x.shape[0]!, sizeOf(x.shape.slice(1))]),
);

/** [n, …] to [n, features], rows first, channels last. */
export const flatten = (options: LayerOptions<typeof flattenSchema> = {}): Layer =>
  layer(flattenSchema, 'flatten', options);
