export { atShape } from './atShape.ts';
export * from './blocks/residual.ts';
export * from './blocks/resnext.ts';
export * from './ema.ts';
export * from './initializers.ts';
export { type Layer, type LayerDefinition, type LayerScope, type NoiseKind, nameSchema, previous } from './layer.ts';
export {
  type Activation,
  elu,
  gelu,
  isActivation,
  leakyRelu,
  linear,
  relu,
  sigmoid,
  silu,
  softmax,
  softplus,
  tanh,
} from './layers/activation.ts';
export { basis } from './layers/basis.ts';
export { batchNorm } from './layers/batch-norm.ts';
export { adaIN, conditionalBatchNorm } from './layers/conditional-norm.ts';
export { conv2d } from './layers/conv2d.ts';
export { conv2dTranspose } from './layers/conv2d-transpose.ts';
export { dense } from './layers/dense.ts';
export { depthToSpace } from './layers/depth-to-space.ts';
export { dropout } from './layers/dropout.ts';
export { embedding } from './layers/embedding.ts';
export { fadeIn } from './layers/fade-in.ts';
export { firDownsample, firUpsample } from './layers/fir.ts';
export { gaussianNoise } from './layers/gaussian-noise.ts';
export { maxout } from './layers/maxout.ts';
export { add, concat, multiply } from './layers/merge.ts';
export { minibatchDiscrimination, minibatchStddev } from './layers/minibatch.ts';
export { groupNorm, instanceNorm, layerNorm, pixelNorm } from './layers/norm.ts';
export { reflectionPadding2d, zeroPadding2d } from './layers/padding.ts';
export { averagePool2d, globalAveragePool, globalSumPool, maxPool2d } from './layers/pooling.ts';
export { projection } from './layers/projection.ts';
export { layerTypes } from './layers/registry.ts';
export { selfAttention } from './layers/self-attention.ts';
export { flatten, reshape } from './layers/shape.ts';
export { upsample } from './layers/upsample.ts';
export { virtualBatchNorm, withoutReference, withReference } from './layers/virtual-batch-norm.ts';
export { layersOfTheBatch } from './layersOfTheBatch.ts';
export * from './network.ts';
export * from './optimizers/index.ts';
export * from './schedules.ts';
export { summary } from './summary.ts';
