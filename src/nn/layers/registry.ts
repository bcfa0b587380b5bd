import type { LayerDefinition } from '../layer.ts';
import { activationLayers } from './activation.ts';
import { basisLayer } from './basis.ts';
import { batchNormLayer } from './batch-norm.ts';
import { adaINLayer, conditionalBatchNormLayer } from './conditional-norm.ts';
import { conv2dLayer } from './conv2d.ts';
import { conv2dTransposeLayer } from './conv2d-transpose.ts';
import { denseLayer } from './dense.ts';
import { depthToSpaceLayer } from './depth-to-space.ts';
import { dropoutLayer } from './dropout.ts';
import { embeddingLayer } from './embedding.ts';
import { fadeInLayer } from './fade-in.ts';
import { firDownsampleLayer, firUpsampleLayer } from './fir.ts';
import { gaussianNoiseLayer } from './gaussian-noise.ts';
import { maxoutLayer } from './maxout.ts';
import { addLayer, concatLayer, multiplyLayer } from './merge.ts';
import { minibatchDiscriminationLayer, minibatchStddevLayer } from './minibatch.ts';
import { groupNormLayer, instanceNormLayer, layerNormLayer, pixelNormLayer } from './norm.ts';
import { reflectionPadding2dLayer, zeroPadding2dLayer } from './padding.ts';
import { averagePool2dLayer, globalAveragePoolLayer, globalSumPoolLayer, maxPool2dLayer } from './pooling.ts';
import { projectionLayer } from './projection.ts';
import { selfAttentionLayer } from './self-attention.ts';
import { flattenLayer, reshapeLayer } from './shape.ts';
import { upsampleLayer } from './upsample.ts';
import { virtualBatchNormLayer, withoutReferenceLayer, withReferenceLayer } from './virtual-batch-norm.ts';

const definitions = [
  denseLayer,
  conv2dLayer,
  conv2dTransposeLayer,
  upsampleLayer,
  depthToSpaceLayer,
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
  globalSumPoolLayer,
  zeroPadding2dLayer,
  reflectionPadding2dLayer,
  reshapeLayer,
  flattenLayer,
  concatLayer,
  addLayer,
  multiplyLayer,
  maxoutLayer,
  embeddingLayer,
  projectionLayer,
  conditionalBatchNormLayer,
  adaINLayer,
  fadeInLayer,
  withReferenceLayer,
  virtualBatchNormLayer,
  withoutReferenceLayer,
  minibatchDiscriminationLayer,
  minibatchStddevLayer,
  selfAttentionLayer,
  firUpsampleLayer,
  firDownsampleLayer,
  basisLayer,
  ...activationLayers,
] as unknown as readonly LayerDefinition<{ type: string }>[];

/** Every kind of layer, by the type that its JSON carries. */
export const layerTypes: ReadonlyMap<string, LayerDefinition<{ type: string }>> = new Map(
  definitions.map((definition) => [definition.type, definition]),
);
