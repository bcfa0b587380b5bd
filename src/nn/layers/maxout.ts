import { z } from 'zod';
import { max, reshape, shapeError } from '../../tensor/index.ts';
import { defineLayer, type Layer, type LayerOptions, layer, layerSchema } from '../layer.ts';

const schema = layerSchema('maxout', {
  /** How many neighbouring channels compete; divides the channels. */
  pieces: z.int().positive(),
});

export const maxoutLayer = defineLayer('maxout', schema, (x, { pieces }) => {
  const channels = x.shape[x.rank - 1]!;
  if (channels % pieces !== 0) throw shapeError('maxout', `channels divisible by ${pieces} pieces`, x);
  return max(reshape(x, [...x.shape.slice(0, -1), channels / pieces, pieces]), [x.rank]);
});

/**
 * The largest of each `pieces` neighbouring channels, [n, …, c] to [n, …, c / pieces] (Goodfellow et al. 2013).
 *
 * @example dense(200 * 5), maxout(5)
 */
export const maxout = (pieces: number, options: LayerOptions<typeof schema, 'pieces'> = {}): Layer =>
  layer(schema, 'maxout', options, { pieces });
