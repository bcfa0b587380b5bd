import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { evaluate, grad, input, mul, ndarray, type Shape, sum, type Tensor } from '../tensor/index.ts';
import {
  adaIN,
  applyNetwork,
  basis,
  batchNorm,
  conditionalBatchNorm,
  conv2d,
  conv2dTranspose,
  dense,
  depthToSpace,
  describe as describeNetwork,
  downTransition,
  embedding,
  firDownsample,
  firUpsample,
  instanceNorm,
  type Layer,
  minibatchDiscrimination,
  minibatchStddev,
  projection,
  reflectionPadding2d,
  residualBlock,
  resnextBlock,
  selfAttention,
  tanh,
  upTransition,
  virtualBatchNorm,
  withoutReference,
  withReference,
} from './index.ts';
import { network } from './network.ts';

interface Values {
  readonly shape: Shape;
  readonly data: readonly number[];
}
interface Case {
  readonly feeds: Readonly<Record<string, Values>>;
  readonly y: Values;
  readonly dy: Values;
  readonly gradients: Readonly<Record<string, Values>>;
  readonly updates?: Readonly<Record<string, Values>>;
}

const cases = JSON.parse(readFileSync(new URL('../../test/fixtures/layers.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, Case>
>;

const image = (h: number, w: number, c: number) => ({ input: [h, w, c] });
const labelled = (...x: number[]) => ({ x, label: [3] });

/** The layers that test/fixtures/layers.py has computed with PyTorch, by its names. */
const networks: Readonly<Record<string, readonly [Readonly<Record<string, Shape>>, readonly Layer[]]>> = {
  'dense, equalized': [{ input: [4] }, [dense(2, { equalized: true })]],
  'conv2d, equalized': [
    image(4, 3, 4),
    [conv2d(4, 3, { groups: 2, equalized: { gain: 1, learningRateMultiplier: 0.01 } })],
  ],
  'conv2dTranspose, equalized': [
    image(2, 3, 3),
    [conv2dTranspose(2, 4, { strides: 2, padding: 'same', equalized: { gain: 1.5 } })],
  ],
  embedding: [{ label: [3] }, [embedding(2)]],
  projection: [labelled(5), [projection(['x', 'label'])]],
  'conditionalBatchNorm, training': [labelled(2, 3, 2), [conditionalBatchNorm(['x', 'label'])]],
  'conditionalBatchNorm, inference': [labelled(2, 3, 2), [conditionalBatchNorm(['x', 'label'])]],
  adaIN: [{ x: [3, 3, 2], style: [3] }, [adaIN(['x', 'style'])]],
  virtualBatchNorm: [
    image(2, 2, 2),
    [withReference(4), virtualBatchNorm(4), tanh(), virtualBatchNorm(4), tanh(), withoutReference(4)],
  ],
  minibatchDiscrimination: [{ input: [3] }, [minibatchDiscrimination({ kernels: 3, dim: 2 })]],
  'minibatchDiscrimination, in groups': [
    { input: [3] },
    [minibatchDiscrimination({ kernels: 3, dim: 2, groupSize: 3 })],
  ],
  'minibatchStddev, training': [image(2, 2, 4), [minibatchStddev({ groupSize: 3, features: 2 })]],
  'minibatchStddev, inference': [image(2, 2, 4), [minibatchStddev({ groupSize: 3, features: 2 })]],
  selfAttention: [image(4, 4, 8), [selfAttention()]],
  firUpsample: [image(3, 2, 2), [firUpsample()]],
  firDownsample: [image(6, 4, 2), [firDownsample()]],
  basis: [{ input: [3] }, [basis()]],
  'residualBlock, up': [image(2, 2, 2), residualBlock(3, { resample: 'up', normalization: () => batchNorm() })],
  'residualBlock, down': [image(4, 4, 2), residualBlock(3, { resample: 'down', hidden: 2 })],
  'residualBlock, first': [image(4, 4, 2), residualBlock(3, { resample: 'down', preactivation: false })],
  'residualBlock, plain': [image(3, 3, 2), residualBlock(2)],
  resnextBlock: [image(3, 3, 4), resnextBlock(4, { cardinality: 4 })],
  upTransition: [image(2, 3, 3), upTransition(2)],
  downTransition: [image(4, 4, 2), downTransition(3)],
  'dense, spectralNorm': [{ input: [4] }, [dense(2, { spectralNorm: true })]],
  'conv2d, spectralNorm, 1 groups': [image(4, 3, 4), [conv2d(6, [3, 2], { spectralNorm: true })]],
  'conv2d, spectralNorm, 2 groups': [image(4, 3, 4), [conv2d(6, [3, 2], { spectralNorm: true, groups: 2 })]],
  'conv2dTranspose, spectralNorm': [
    image(2, 3, 5),
    [conv2dTranspose(2, 4, { strides: 2, padding: 'same', spectralNorm: true })],
  ],
  'projection, spectralNorm': [labelled(5), [projection(['x', 'label'], { spectralNorm: true })]],
  'selfAttention, spectralNorm': [image(4, 4, 8), [selfAttention({ spectralNorm: true })]],
  depthToSpace: [image(2, 3, 8), [depthToSpace(2)]],
  instanceNorm: [image(3, 2, 2), [instanceNorm({ epsilon: 1e-5 })]],
  reflectionPadding2d: [image(3, 4, 2), [reflectionPadding2d(2)]],
};

it('every case has a network, and every network a case', () => {
  expect(Object.keys(networks)).toEqual(Object.keys(cases));
});

it.each(Object.keys(networks))('%s computes what PyTorch does, with its gradients', (name) => {
  const { feeds, y, dy, gradients, updates = {} } = cases[name]!;
  const net = network(...networks[name]!);
  const variables = describeNetwork(net).variables.map((v) => v.name);
  expect(new Set(Object.keys(feeds))).toEqual(new Set([...Object.keys(net.inputs), ...variables]));

  const tensors = Object.fromEntries(Object.entries(feeds).map(([key, { shape }]) => [key, input(key, shape)]));
  const inputs = Object.fromEntries(Object.keys(net.inputs).map((key) => [key, tensors[key]!]));
  const left: Record<string, Tensor> = {};
  const result = applyNetwork(net, inputs, {
    training: !name.endsWith('inference'),
    variable: (variable) => tensors[variable]!,
    update: (variable, value) => {
      left[variable] = value;
    },
    noise: () => {
      throw new Error('no layer here is random');
    },
  });
  const loss = sum(mul(result, input('dy', dy.shape)));
  const wanted = Object.keys(gradients);
  const values = evaluate(
    [
      result,
      ...grad(
        loss,
        wanted.map((key) => tensors[key]!),
      ),
      ...Object.keys(updates).map((key) => left[key]!),
    ],
    Object.fromEntries(Object.entries({ ...feeds, dy }).map(([key, { shape, data }]) => [key, ndarray(shape, data)])),
  );
  const names = ['y', ...wanted.map((key) => `gradient of ${key}`), ...Object.keys(updates)];
  [y, ...wanted.map((key) => gradients[key]!), ...Object.values(updates)].forEach((expected, i) => {
    const what = names[i]!;
    expect(values[i]!.shape, what).toEqual(expected.shape);
    const size = expected.data.reduce((m, v) => Math.max(m, Math.abs(v)), 1);
    const error = expected.data.reduce((m, v, k) => Math.max(m, Math.abs(v - values[i]!.data[k]!)), 0);
    expect(error / size, what).toBeLessThan(1e-10);
  });
});
