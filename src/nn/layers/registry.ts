import type { LayerDefinition } from '../layer.ts';
import { activationLayers } from './activation.ts';
import { batchNormLayer } from './batch-norm.ts';
import { conv2dLayer } from './conv2d.ts';
import { conv2dTransposeLayer } from './conv2d-transpose.ts';
import { denseLayer } from './dense.ts';
import { dropoutLayer } from './dropout.ts';
import { gaussianNoiseLayer } from './gaussian-noise.ts';
import { maxoutLayer } from './maxout.ts';
import { addLayer, concatLayer, multiplyLayer } from './merge.ts';
import { groupNormLayer, instanceNormLayer, layerNormLayer, pixelNormLayer } from './norm.ts';
import { reflectionPadding2dLayer, zeroPadding2dLayer } from './padding.ts';
import { averagePool2dLayer, globalAveragePoolLayer, maxPool2dLayer } from './pooling.ts';
import { flattenLayer, reshapeLayer } from './shape.ts';
import { upsampleLayer } from './upsample.ts';

const definitions = [
  denseLayer,
  conv2dLayer,
  conv2dTransposeLayer,
  upsampleLayer,
  batchNormLayer,
  layerNormLayer,
  instanceNormLayer,
  groupNormLayer,
  pixelNormLayer,
  dropoutLayer,
  gaussianNoiseLayer,
  maxPool2dLayer,
  averagePool2dLayer,
  globalAveragePoolLayer,
  zeroPadding2dLayer,
  reflectionPadding2dLayer,
  reshapeLayer,
  flattenLayer,
  concatLayer,
  addLayer,
  multiplyLayer,
  maxoutLayer,
  ...activationLayers,
] as unknown as readonly LayerDefinition<{ type: string }>[];

/** Every kind of layer, by the type that its JSON carries. */
export const layerTypes: ReadonlyMap<string, LayerDefinition<{ type: string }>> = new Map(
  definitions.map((definition) => [definition.type, definition]),
);
