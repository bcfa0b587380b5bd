import type { LayerDefinition } from '../layer.ts';
import { activationLayers } from './activation.ts';
import { batchNormLayer } from './batch-norm.ts';
import { conv2dLayer } from './conv2d.ts';
import { conv2dTransposeLayer } from './conv2d-transpose.ts';
import { denseLayer } from './dense.ts';
import { dropoutLayer } from './dropout.ts';
import { addLayer, concatLayer, multiplyLayer } from './merge.ts';
import { flattenLayer, reshapeLayer } from './shape.ts';
import { upsampleLayer } from './upsample.ts';

const definitions = [
  denseLayer,
  conv2dLayer,
  conv2dTransposeLayer,
  upsampleLayer,
  batchNormLayer,
  dropoutLayer,
  reshapeLayer,
  flattenLayer,
  concatLayer,
  addLayer,
  multiplyLayer,
  ...activationLayers,
] as unknown as readonly LayerDefinition<{ type: string }>[];

/** Every kind of layer, by the type that its JSON carries. */
export const layerTypes: ReadonlyMap<string, LayerDefinition<{ type: string }>> = new Map(
  definitions.map((definition) => [definition.type, definition]),
);
