import { expect, it } from 'vitest';
import { compile, inferencePlan } from '../../compile/compile.ts';
import { expectClose, OnnxSession } from '../../compile/session.testing.ts';
import { RandomStream } from '../../random/stream.ts';
import { anyBatch, evaluate, input, ndarray, sizeOf } from '../../tensor/index.ts';
import {
  applyNetwork,
  batchNorm,
  conditionalBatchNorm,
  dense,
  describe as describeNetwork,
  downTransition,
  initialize,
  type Network,
  network,
  parseNetwork,
  previous,
  relu,
  residual,
  residualBlock,
  resnextBlock,
  upTransition,
} from '../index.ts';
import { applyFor } from '../layers/evaluation.testing.ts';

const shapesOf = (net: Network) => Object.fromEntries(describeNetwork(net).variables.map((v) => [v.name, v.shape]));

it('residual adds what stands before it, or what the shortcut makes of it', () => {
  const net = network([4], [relu(), ...residual([dense(4), relu()]), ...residual([dense(3)], [dense(3), relu()])]);
  expect(net.layers.map(({ name, inputs }) => [name, inputs])).toEqual([
    ['relu', undefined],
    ['dense', ['relu']],
    ['relu_1', undefined],
    ['add', ['relu_1', 'relu']],
    ['dense_1', ['add']],
    ['dense_2', ['add']],
    ['relu_2', undefined],
    ['add_1', ['dense_1', 'relu_2']],
  ]);
});

it('a block may come first in a network of several inputs', () => {
  const net = network({ image: [4, 4, 2], label: [3] }, [
    ...residualBlock(2, { preactivation: false }),
    conditionalBatchNorm([previous(), 'label']),
  ]);
  expect(net.layers.map(({ inputs }) => inputs)).toEqual([
    ['image'],
    undefined,
    undefined,
    ['conv2d_1', 'image'],
    ['add', 'label'],
  ]);
});

it('blocks follow one another, survive JSON and take any batch in ONNX Runtime', async () => {
  const net = network({ image: [4, 4, 2], label: [3] }, [
    ...residualBlock(4, {
      resample: 'up',
      normalization: () => conditionalBatchNorm([previous(), 'label']),
      spectralNorm: true,
    }),
    ...resnextBlock(4, { cardinality: 4 }),
    ...downTransition(3),
    ...residualBlock(3, { normalization: () => batchNorm() }),
    ...upTransition(),
  ]);
  expect(parseNetwork(JSON.parse(JSON.stringify(net)), 'net')).toEqual(net);
  expect(describeNetwork(net).outputShape).toEqual([anyBatch, 8, 8, 3]);
  const { output, variables, feeds } = applyFor(net, shapesOf(net), false);
  const inputs = { image: input('image', [anyBatch, 4, 4, 2]), label: input('label', [anyBatch, 3]) };
  const y = applyNetwork(net, inputs, { training: false, variable: (name) => variables[name]! });
  const session = await OnnxSession.open(compile({ y }, inferencePlan));
  const results = await session.run(feeds);
  await session.close();
  expectClose(results.y!, evaluate([output], feeds)[0]!, 'y');
});

it("R3GAN's block begins as the identity, its weights scaled by the depth of the network", () => {
  const blocks = 16;
  const net = network([2, 2, 32], resnextBlock(32, { cardinality: 4, blocks }));
  const values = Object.fromEntries(
    describeNetwork(net).variables.map((v) => [
      v.name,
      ndarray(v.shape, initialize(v.initializer, v.shape, v.fans, new RandomStream(3, v.name))),
    ]),
  );
  const x = ndarray([1, 2, 2, 32], new RandomStream(4, 'x').fillNormal(new Float32Array(128)));
  const y = applyNetwork(net, input('x', x.shape), {
    training: false,
    variable: (name) => input(name, values[name]!.shape),
  });
  expect(evaluate([y], { ...values, x })[0]!.data).toEqual(x.data);
  // √(2 / 1.04) · 16^(−1/4) = 0.6934, over √32 and √(9 · 64 / 4)
  const deviation = (name: string) => {
    const { data, shape } = values[name]!;
    return Math.sqrt(data.reduce((s, v) => s + v * v, 0) / sizeOf(shape));
  };
  expect(deviation('conv2d/kernel') / (0.6934 / Math.sqrt(32))).toBeCloseTo(1, 1);
  expect(deviation('conv2d_1/kernel') / (0.6934 / Math.sqrt(144))).toBeCloseTo(1, 1);
});
