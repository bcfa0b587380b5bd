import { expect, it } from 'vitest';
import { compile, inferencePlan } from '../../compile/compile.ts';
import { projectionGraph } from '../../gan/index.ts';
import { conv2d, dense, describe as describeNetwork, network, reshape, tanh, upsample } from '../../nn/index.ts';
import { RandomStream } from '../../random/stream.ts';
import * as ort from '../../runtime/node/ort.ts';
import { generatorGame } from '../directory/crafted.testing.ts';

const random = (name: string, n: number) => new RandomStream(1, name).fillNormal(new Float32Array(n));

it.each([
  ['linear', network([3], [dense(4), reshape([2, 2, 1])])],
  [
    'convolutional',
    network([3], [dense(8), reshape([2, 2, 2]), upsample(2), conv2d(2, 3, { padding: 'same' }), tanh()]),
  ],
])('of a %s generator has the gradient of its distance', async (_, net) => {
  const { outputs } = projectionGraph(generatorGame(net), 'generator', 2);
  const weights = Object.fromEntries(
    describeNetwork(net).variables.map(({ name, shape }) => [
      `generator/${name}`,
      {
        shape,
        data: random(
          name,
          shape.reduce((a, b) => a * b, 1),
        ).map((v) => v / 2),
      },
    ]),
  );
  const session = await ort.InferenceSession.create(compile(outputs, inferencePlan, { weights }).bytes);
  const [, h, w, c] = describeNetwork(net).outputShape as number[];
  const target = new ort.Tensor('float32', random('target', h! * w! * c!), [1, h!, w!, c!]);
  const run = async (latents: Float32Array) =>
    (await session.run({ latents: new ort.Tensor('float32', latents, [2, 3]), target })) as Record<
      string,
      { data: Float32Array }
    >;
  const z = random('z', 6);
  const { gradient } = await run(z);
  const step = 1e-2;
  for (let k = 0; k < z.length; k++) {
    const at = async (by: number) => {
      const { distance } = await run(z.map((v, i) => (i === k ? v + by : v)));
      return distance!.data[Math.floor(k / 3)]!;
    };
    // central differences of the latent's own distance
    expect(gradient!.data[k]).toBeCloseTo(((await at(step)) - (await at(-step))) / (2 * step), 2);
  }
});
