import { expect, it } from 'vitest';
import { inferenceGraph } from '../gan/index.ts';
import { batchNorm, conv2d, conv2dTranspose, dense, describe, leakyRelu, network, reshape } from '../nn/index.ts';
import { generatorGame } from '../run/directory/crafted.testing.ts';
import { openHere } from '../runtime/node/open.ts';
import { anyBatch, choose, greater, input, mul, type Tensor, transpose } from '../tensor/index.ts';
import { compile, inferencePlan } from './compile.ts';
import { prepared } from './prepared.ts';

const values = (shape: readonly number[], seed: number) => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(12.9898 * (i + seed)) / 4),
});
const those = <T>(all: Readonly<Record<string, T>>, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, all[name]!]));

it('the two parts of a generator make what it makes whole, to the bit', async () => {
  const generator = network(
    [16],
    [
      dense(4 * 4 * 8),
      reshape([4, 4, 8]),
      batchNorm(),
      conv2dTranspose(6, 4, { strides: 2, padding: 'same', useBias: false }),
      leakyRelu(0.2),
      conv2d(3, 3, { padding: 'same', equalized: true, activation: 'tanh' }),
    ],
  );
  const graph = inferenceGraph(generatorGame(generator), 'generator');
  const model = compile(graph.outputs, inferencePlan).bytes;
  const weights = Object.fromEntries(graph.weights.map((name, i) => [name, values(graph.shapes[name]!, i + 1)]));
  for (const { name } of describe(generator).variables)
    if (name.endsWith('movingVariance')) weights[`generator/${name}`]!.data.fill(0.7);
  const { first, rest } = prepared(model, graph.weights)!;
  // what is used as it is, is not taken by the first
  expect(first.weights).not.toContain('generator/dense/kernel');
  expect(rest.weights).toContain('generator/dense/kernel');
  expect(first.weights).toContain('generator/conv2dTranspose/kernel');
  expect(rest.weights).not.toContain('generator/conv2dTranspose/kernel');

  const engine = await openHere('cpu', { threads: 1 });
  const latents = values([3, 16], 0);
  const run = async (bytes: typeof model, feeds: Parameters<Awaited<ReturnType<typeof engine.load>>['run']>[0]) => {
    const program = await engine.load(bytes);
    const outputs = await program.run(feeds);
    await program.close();
    return outputs;
  };
  const whole = await run(model, { ...weights, latents });
  const made = await run(first.model, those(weights, first.weights));
  const { images } = await run(rest.model, { ...those(weights, rest.weights), ...made, latents });
  expect(images).toEqual(whole.images);
});

const compiled = (outputs: Record<string, Tensor>) => compile(outputs, inferencePlan).bytes;
const [x, w] = [input('x', [anyBatch, 2]), input('w', [2, 2])];

it('a model in which nothing is made of weights alone stays whole', () => {
  expect(prepared(compiled({ y: mul(x, input('v', [2])) }), ['v'])).toBeUndefined();
  expect(prepared(compiled({ y: mul(x, mul(x, 2)) }), [])).toBeUndefined();
});

it('an output that follows from weights alone is made by the rest', () => {
  expect(prepared(compiled({ turned: transpose(w, [1, 0]), y: mul(x, 2) }), ['w'])).toBeUndefined();
});

it('what a branch reads of them crosses over', async () => {
  const [a, b] = [input('a', [2, 3]), input('b', [3, 2])];
  const turned = mul(transpose(input('w', [3, 2]), [1, 0]), 3);
  const chosen = choose(greater(input('flag', []), 0), mul(a, turned), transpose(b, [1, 0]));
  const model = compiled({ y: mul(chosen, turned) });
  const { first, rest } = prepared(model, ['w'])!;
  const engine = await openHere('cpu', { threads: 1 });
  const programs = [await engine.load(model), await engine.load(first.model), await engine.load(rest.model)] as const;
  const weights = { w: values([3, 2], 5) };
  const made = await programs[1].run(weights);
  for (const flag of [0, 1]) {
    const feeds = { a: values([2, 3], 1), b: values([3, 2], 2), flag: { shape: [], data: Float32Array.of(flag) } };
    expect(await programs[2].run({ ...feeds, ...made })).toEqual(await programs[0].run({ ...feeds, ...weights }));
  }
  for (const program of programs) await program.close();
});
