import { expect, it } from 'vitest';
import { RandomStream } from '../../random/stream.ts';
import { evaluate, input, type NDArray, ndarray, type Shape, sizeOf } from '../../tensor/index.ts';
import {
  applyNetwork,
  batchNorm,
  conditionalBatchNorm,
  conv2d,
  conv2dTranspose,
  dense,
  describe as describeNetwork,
  initialize,
  type Layer,
  network,
  selfAttention,
  withReference,
} from '../index.ts';

const drawn = (name: string, shape: Shape) =>
  ndarray(shape, new RandomStream(6, name).fillNormal(new Float32Array(sizeOf(shape))));

/** A layer's result with the weights that training begins with. */
function first(layer: Layer, inputs: Readonly<Record<string, NDArray>>, training = false): NDArray {
  const shapes = Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [name, shape.slice(1)]));
  const net = network(shapes, [layer]);
  const feeds: Record<string, NDArray> = { ...inputs };
  for (const v of describeNetwork(net).variables)
    feeds[v.name] = ndarray(v.shape, initialize(v.initializer, v.shape, v.fans, new RandomStream(5, v.name)));
  const tensors = Object.fromEntries(Object.entries(feeds).map(([name, { shape }]) => [name, input(name, shape)]));
  const y = applyNetwork(net, tensors, {
    training,
    variable: (name) => tensors[name]!,
    update: () => {},
    noise: (name, _, shape) => input(name, shape),
  });
  return evaluate([y], feeds)[0]!;
}

const deviation = ({ data }: NDArray) => Math.sqrt(data.reduce((s, v) => s + v * v, 0) / data.length);

it('selfAttention begins as the identity', () => {
  const x = drawn('x', [2, 4, 4, 8]);
  expect(first(selfAttention(), { x }).data).toEqual(x.data);
});

it('conditionalBatchNorm begins as batchNorm, whatever the condition', () => {
  const x = drawn('x', [4, 2, 2, 3]);
  const conditioned = first(conditionalBatchNorm(['x', 'z']), { x, z: drawn('z', [4, 5]) }, true);
  expect(conditioned.data).toEqual(first(batchNorm(), { x }, true).data);
});

it('withReference begins with rows from N(0, 1), before the batch', () => {
  const x = drawn('x', [2, 50]);
  const { shape, data } = first(withReference(100), { x });
  expect(shape).toEqual([102, 50]);
  expect(data.slice(5000)).toEqual(x.data);
  expect(deviation(ndarray([5000], data.slice(0, 5000)))).toBeCloseTo(1, 1);
});

it.each([
  ['dense', dense(400, { equalized: { gain: 1, learningRateMultiplier: 0.01 } }), [2, 600]],
  ['conv2d', conv2d(60, 3, { groups: 2, equalized: { gain: 1 } }), [1, 6, 6, 60]],
  // stride and kernel are equal: an output sees one of the 2 · 2 taps, a quarter of the variance
  ['conv2dTranspose', conv2dTranspose(60, 2, { strides: 2, equalized: { gain: 2 } }), [1, 5, 5, 60]],
] as const)('an equalized %s keeps the variance', (_, layer, shape) => {
  const ratio = deviation(first(layer, { x: drawn('x', shape) })) / deviation(drawn('x', shape));
  expect(Math.abs(ratio - 1)).toBeLessThan(0.1);
});
