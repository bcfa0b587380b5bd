import { z } from 'zod';
import * as t from '../../tensor/index.ts';
import { defineMerge, type Layer, type LayerOptions, layer, layerSchema } from '../layer.ts';

const concatSchema = layerSchema('concat', {
  /** Default −1, the channels; 0 would be the batch and is not allowed. */
  axis: z
    .int()
    .refine((axis) => axis !== 0, 'expected an axis other than the batch')
    .default(-1),
});

export const concatLayer = defineMerge('concat', concatSchema, (xs, { axis }) => {
  if (xs[0]!.rank + axis === 0) throw t.shapeError('concat', `an axis other than the batch, not ${axis},`, ...xs);
  return t.concat(xs, axis);
});

/** Layers or network inputs, by name, one after the other along `axis` (default −1, the channels). */
export const concat = (inputs: readonly string[], options: LayerOptions<typeof concatSchema, 'inputs'> = {}): Layer =>
  layer(concatSchema, 'concat', options, { inputs });

const addSchema = layerSchema('add', {});
export const addLayer = defineMerge('add', addSchema, (xs) => xs.reduce((a, b) => t.add(a, b)));

/** The sum of layers or network inputs, by name; shapes broadcast. */
export const add = (inputs: readonly string[], options: LayerOptions<typeof addSchema, 'inputs'> = {}): Layer =>
  layer(addSchema, 'add', options, { inputs });

const multiplySchema = layerSchema('multiply', {});
export const multiplyLayer = defineMerge('multiply', multiplySchema, (xs) => xs.reduce((a, b) => t.mul(a, b)));

/** The product of layers or network inputs, element by element; shapes broadcast. */
export const multiply = (
  inputs: readonly string[],
  options: LayerOptions<typeof multiplySchema, 'inputs'> = {},
): Layer => layer(multiplySchema, 'multiply', options, { inputs });
