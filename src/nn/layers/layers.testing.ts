import type { Shape } from '../../tensor/index.ts';
import {
  adaIN,
  add,
  averagePool2d,
  basis,
  batchNorm,
  concat,
  conditionalBatchNorm,
  conv2d,
  conv2dTranspose,
  dense,
  depthToSpace,
  dropout,
  elu,
  embedding,
  fadeIn,
  firDownsample,
  firUpsample,
  flatten,
  gaussianNoise,
  gelu,
  globalAveragePool,
  globalSumPool,
  groupNorm,
  instanceNorm,
  type Layer,
  layerNorm,
  leakyRelu,
  linear,
  maxout,
  maxPool2d,
  minibatchDiscrimination,
  minibatchStddev,
  multiply,
  pixelNorm,
  projection,
  reflectionPadding2d,
  relu,
  reshape,
  selfAttention,
  sigmoid,
  silu,
  softmax,
  softplus,
  tanh,
  upsample,
  virtualBatchNorm,
  withoutReference,
  withReference,
  zeroPadding2d,
} from '../index.ts';

/** A layer in some setting: what the conformance test builds, and the shape of its result without the batch. */
export interface LayerRow {
  readonly layer: Layer;
  readonly inputs: Readonly<Record<string, Shape>>;
  readonly shape: Shape;
  readonly variables: readonly string[];
  /** Rows of the result for a batch of three; default 3. */
  readonly batch?: number;
  /** Those of the variables that are neither trained nor ever updated. */
  readonly fixed?: readonly string[];
  /** The gradient takes something for constant, so that finite differences do not show it. */
  readonly partialGradient?: true;
}

const image = { x: [5, 4, 4] };
const vector = { x: [6] };
const row = (layer: Layer, inputs: LayerRow['inputs'], shape: Shape, variables: readonly string[] = []): LayerRow => ({
  layer,
  inputs,
  shape,
  variables,
});
const spectral = (...args: Parameters<typeof row>): LayerRow => ({ ...row(...args), partialGradient: true });
const labelled = (x: Shape) => ({ x, label: [3] });
const kernelBias = ['kernel', 'bias'];
const gammaBeta = ['gamma', 'beta'];
const moving = ['movingMean', 'movingVariance'];

/** At least one row for each registered layer. */
export const layerRows: readonly LayerRow[] = [
  row(dense(3), vector, [3], kernelBias),
  row(
    dense(3, { useBias: false, activation: 'tanh', kernelInitializer: 'heNormal' }),
    { x: [2, 6] },
    [2, 3],
    ['kernel'],
  ),
  row(conv2d(3, 3), image, [3, 2, 3], kernelBias),
  row(conv2d(3, 3, { strides: 2, padding: 'same' }), image, [3, 2, 3], kernelBias),
  row(conv2d(4, [3, 2], { groups: 2, padding: [1, 0], activation: leakyRelu(0.1) }), image, [5, 3, 4], kernelBias),
  row(conv2d(2, 3, { dilation: [2, 1], padding: 'same', useBias: false }), image, [5, 4, 2], ['kernel']),
  row(conv2dTranspose(3, 4, { strides: 2, padding: 'same' }), image, [10, 8, 3], kernelBias),
  row(conv2dTranspose(2, 3, { strides: 2 }), image, [11, 9, 2], kernelBias),
  row(conv2dTranspose(2, 2, { strides: 3, padding: 'same' }), image, [15, 12, 2], kernelBias),
  row(conv2dTranspose(2, 3, { strides: 2, padding: 1, outputPadding: 1 }), image, [10, 8, 2], kernelBias),
  row(dense(3, { equalized: true }), vector, [3], kernelBias),
  row(conv2d(4, 3, { groups: 2, equalized: { gain: 1, learningRateMultiplier: 0.1 } }), image, [3, 2, 4], kernelBias),
  row(conv2dTranspose(3, 3, { equalized: { gain: 1 } }), image, [7, 6, 3], kernelBias),
  spectral(dense(3, { spectralNorm: true }), vector, [3], ['kernel', 'singularVector', 'bias']),
  spectral(conv2d(3, 3, { spectralNorm: true }), image, [3, 2, 3], ['kernel', 'singularVector', 'bias']),
  spectral(conv2dTranspose(3, 3, { spectralNorm: true }), image, [7, 6, 3], ['kernel', 'singularVector', 'bias']),
  row(upsample(3), { x: [2, 3, 2] }, [6, 9, 2]),
  row(upsample(2, { mode: 'bilinear' }), { x: [2, 3, 2] }, [4, 6, 2]),
  row(depthToSpace(2), { x: [2, 3, 8] }, [4, 6, 2]),
  row(batchNorm(), vector, [6], [...gammaBeta, ...moving]),
  row(batchNorm({ momentum: 0.8 }), { x: [2, 3, 2] }, [2, 3, 2], [...gammaBeta, ...moving]),
  row(batchNorm({ center: false, scale: false }), vector, [6], moving),
  row(layerNorm(), { x: [2, 6] }, [2, 6], gammaBeta),
  row(instanceNorm({ scale: false }), image, [5, 4, 4], ['beta']),
  row(groupNorm(2), image, [5, 4, 4], gammaBeta),
  { ...row(fadeIn(['x', 'after']), { x: [5, 4, 4], after: [5, 4, 4] }, [5, 4, 4], ['alpha']), fixed: ['alpha'] },
  row(pixelNorm(), image, [5, 4, 4]),
  row(dropout(0.4), vector, [6]),
  row(dropout(0.4, { inSampling: true }), vector, [6]),
  row(gaussianNoise(0.1), vector, [6]),
  row(gaussianNoise(0.1, { inSampling: true }), vector, [6]),
  row(reshape([3, 2]), vector, [3, 2]),
  row(flatten(), image, [80]),
  row(maxPool2d(), { x: [4, 4, 2] }, [2, 2, 2]),
  row(maxPool2d(3, { strides: 2, padding: 'same' }), image, [3, 2, 4]),
  row(averagePool2d(2, { strides: 1, padding: 'same' }), image, [5, 4, 4]),
  row(globalAveragePool(), image, [4]),
  row(globalSumPool(), image, [4]),
  row(zeroPadding2d([1, 2]), image, [7, 8, 4]),
  row(
    reflectionPadding2d([
      [1, 2],
      [0, 3],
    ]),
    image,
    [8, 7, 4],
  ),
  row(concat(['a', 'b']), { a: [2, 3], b: [2, 1] }, [2, 4]),
  row(concat(['a', 'b'], { axis: 1 }), { a: [2, 3], b: [1, 3] }, [3, 3]),
  row(add(['a', 'b', 'a']), { a: [2, 3], b: [2, 3] }, [2, 3]),
  row(multiply(['a', 'b']), { a: [2, 3], b: [1, 3] }, [2, 3]),
  row(maxout(3), vector, [2]),
  row(embedding(4), { label: [3] }, [4], ['kernel']),
  row(projection(['x', 'label']), labelled([6]), [1], ['kernel', 'bias', 'embedding']),
  spectral(
    projection(['x', 'label'], { useBias: false, spectralNorm: true }),
    labelled([6]),
    [1],
    ['kernel', 'kernelSingularVector', 'embedding', 'embeddingSingularVector'],
  ),
  row(conditionalBatchNorm(['x', 'label']), labelled([2, 3, 2]), [2, 3, 2], ['gammaKernel', 'betaKernel', ...moving]),
  row(
    conditionalBatchNorm(['x', 'label'], { useBias: true }),
    labelled([6]),
    [6],
    ['gammaKernel', 'gammaBias', 'betaKernel', 'betaBias', ...moving],
  ),
  row(adaIN(['x', 'label']), labelled([5, 4, 4]), [5, 4, 4], ['gammaKernel', 'gammaBias', 'betaKernel', 'betaBias']),
  row(adaIN(['x', 'label'], { useBias: false }), labelled([2, 3, 2]), [2, 3, 2], ['gammaKernel', 'betaKernel']),
  { ...row(withReference(2), vector, [6], ['reference']), batch: 5, fixed: ['reference'] },
  row(virtualBatchNorm(1), vector, [6], gammaBeta),
  row(virtualBatchNorm(2), { x: [2, 3, 2] }, [2, 3, 2], gammaBeta),
  { ...row(withoutReference(1), image, [5, 4, 4]), batch: 2 },
  row(minibatchDiscrimination({ kernels: 3, dim: 3 }), vector, [9], ['kernel']),
  row(minibatchStddev(), image, [5, 4, 5]),
  row(minibatchStddev({ groupSize: 3, features: 2 }), vector, [8]),
  row(selfAttention(), { x: [4, 4, 8] }, [4, 4, 8], ['query', 'key', 'value', 'output', 'gamma']),
  row(selfAttention({ pool: 1 }), { x: [2, 3, 8] }, [2, 3, 8], ['query', 'key', 'value', 'output', 'gamma']),
  spectral(
    selfAttention({ spectralNorm: true }),
    { x: [4, 4, 8] },
    [4, 4, 8],
    [...['query', 'key', 'value', 'output'].flatMap((k) => [k, `${k}SingularVector`]), 'gamma'],
  ),
  row(firUpsample(), { x: [3, 2, 2] }, [6, 4, 2]),
  row(firDownsample(), { x: [4, 6, 2] }, [2, 3, 2]),
  row(basis([2, 3]), { x: [4] }, [2, 3, 4], ['kernel']),
  row(linear(), vector, [6]),
  row(relu(), vector, [6]),
  row(leakyRelu(0.3), vector, [6]),
  row(elu(0.7), vector, [6]),
  row(gelu(), vector, [6]),
  row(silu(), vector, [6]),
  row(tanh(), vector, [6]),
  row(sigmoid(), vector, [6]),
  row(softplus(), vector, [6]),
  row(softmax(), vector, [6]),
];
