import { expect, it } from 'vitest';
import { compile, trainingPlan } from '../compile/compile.ts';
import { buildStep, Feeder, type GameSpec, gameOf, gan, initialState, r1, withBatch } from '../gan/index.ts';
import { adam, cosineDecay, dense, flatten, leakyRelu, network, reshape } from '../nn/index.ts';
import { type ArrayData, type Arrays, nextName } from '../runtime/engine.ts';
import { openHere } from '../runtime/node/open.ts';
import { findPreset } from './registry.ts';

const shape = [28, 28, 1];
const preset = (name: string) => withBatch(findPreset(name)!.game({ shape, classCount: 10 }), 8);
const optimizer = adam({ learningRate: 1e-3, beta2: cosineDecay(0.9, 0.99, 4) });

const systems: Record<string, GameSpec> = {
  'mnist-mlp': preset('mnist-mlp'),
  'fashion-mlp': preset('fashion-mlp'),
  'mnist-dcgan': preset('mnist-dcgan'),
  'a penalty on every third step, and a schedule in Adam': gan({
    generator: { network: network([8], [dense(784), reshape(shape)]), optimizer },
    discriminator: { network: network(shape, [flatten(), dense(16), leakyRelu(0.2), dense(1)]), optimizer },
    batch: { generator: 8, discriminator: 8 },
    penalties: [r1({ weight: 1, every: 3 })],
  }),
};

// what lets a run choose how many steps go into a call, and still end in the same checkpoint
it.each(Object.entries(systems))('%s: four steps in one call give the same bits as four calls', async (_, spec) => {
  const { outputs, description } = buildStep(gameOf(spec)!, { shape, classCount: 10 });
  const source = {
    count: 64,
    shape,
    read: async (indices: ArrayLike<number>, out: Float32Array) => {
      for (let i = 0; i < out.length; i++) out[i] = Math.sin(i * 12.9898 + indices[0]!);
    },
  };
  const feeder = new Feeder(description, source, { seed: 1, totalSteps: 10, draw: 'replacement', range: [-1, 1] });
  const engine = await openHere('cpu', { threads: 2 });
  const model = compile(outputs, trainingPlan).bytes;
  const program = await engine.loadStateful(model, initialState(description, 1));
  const results = await program.steps(await feeder.several(0, 4), 4);
  const last = await program.step(await feeder.at(4));
  const alone = await engine.loadStateful(model, initialState(description, 1));
  for (let step = 0; step < 5; step++) await alone.step(await feeder.at(step));

  const plain = await engine.load(model);
  let state: Arrays = initialState(description, 1);
  const losses: number[] = [];
  for (let step = 0; step < 5; step++) {
    const out = await plain.run({ ...state, ...(await feeder.at(step)) });
    losses.push(out['metric/gLoss']!.data[0]!);
    state = Object.fromEntries(Object.keys(state).map((n) => [n, out[nextName(n)]!]));
  }

  expect([...results['metric/gLoss']!.data, last['metric/gLoss']!.data[0]]).toEqual(losses);
  const [got, made] = [await program.readState(), await alone.readState()];
  const bytes = ({ data }: ArrayData) => Buffer.from(data.buffer, 0, data.byteLength);
  expect(Object.keys(state).filter((n) => !bytes(state[n]!).equals(bytes(got[n]!)))).toEqual([]);
  expect(Object.keys(state).filter((n) => !bytes(state[n]!).equals(bytes(made[n]!)))).toEqual([]);
  await program.close();
  await alone.close();
  await plain.close();
});
