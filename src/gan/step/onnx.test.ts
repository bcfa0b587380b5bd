import { expect, it } from 'vitest';
import { compile, trainingPlan } from '../../compile/compile.ts';
import { expectClose, OnnxSession } from '../../compile/session.testing.ts';
import { adam, conv2d, dense, flatten, leakyRelu, network, reshape, sgd, tanh } from '../../nn/index.ts';
import { RandomStream } from '../../random/stream.ts';
import { evaluate, type NDArray, ndarray, type Shape, sizeOf } from '../../tensor/index.ts';
import { gan } from '../adversarial/ganSpec.ts';
import { ganGame } from '../games/gan.ts';
import {
  began,
  crossEntropy,
  dualContrastive,
  hinge,
  minimax,
  relativisticPaired,
  wasserstein,
} from '../losses/index.ts';
import {
  consistency,
  dragan,
  gradientPenalty,
  latentConsistency,
  lecam,
  r1,
  r2,
  zeroCentered,
} from '../penalties/index.ts';
import { packed } from '../techniques/packing.ts';
import { initialState } from '../training/initialState.ts';
import { buildStep } from './step.ts';
import { portNames } from './stepBuilder.ts';

/** Pictures of 6×6 pixels, small enough for float64 in plain JavaScript. */
const shape = [6, 6, 1];
const optimizer = sgd({ learningRate: 0.05 });
const generator = { network: network([3], [dense(36), tanh(), reshape(shape)]), optimizer };
const mapped = {
  network: network([3], [dense(4, { name: 'inner' }), tanh(), dense(36), tanh(), reshape(shape, { name: 'end' })], {
    outputs: ['end', 'inner'],
  }),
  optimizer,
};
const critic = (inputs: Shape, spectralNorm = false) =>
  network(inputs, [
    conv2d(3, 3, { strides: 2, padding: 'same', spectralNorm }),
    leakyRelu(0.2, { name: 'features' }),
    flatten(),
    dense(1, { name: 'score', spectralNorm }),
  ]);
const rebuilding = network(shape, [flatten(), dense(4), tanh(), dense(36), reshape(shape)]);
const ofFeatures = { ...critic(shape), outputs: ['score', 'features'] };

const steps: Readonly<Record<string, Partial<Parameters<typeof gan>[0]>>> = {
  'hinge with spectral norm, consistency, LeCam, top-k, noise and a lazy R1': {
    loss: hinge(),
    discriminator: { network: critic(shape, true), optimizer },
    penalties: [r1({ every: 4 }), consistency(), lecam()],
    topK: { share: 0.6 },
    instanceNoise: 0.1,
  },
  'WGAN-GP with two steps of D, a lazy DRAGAN and historical averages': {
    loss: wasserstein(),
    penalties: [gradientPenalty(), dragan({ every: 2 })],
    discriminatorSteps: 2,
    historicalAveraging: { weight: 0.1 },
  },
  'pairs in packs, with three penalties of slopes': {
    loss: relativisticPaired(),
    discriminator: { network: critic(packed(shape, 2)), optimizer },
    penalties: [r1(), r2(), zeroCentered({ every: 4 })],
    packing: 2,
  },
  'cross-entropy with flipped, noisy labels, unrolled through Adam': {
    loss: crossEntropy({ real: 0.9, noise: 0.05, flip: 0.1 }),
    discriminator: { network: critic(shape), optimizer: adam({ learningRate: 0.01, epsilon: 0.1 }) },
    unrolling: { steps: 2 },
  },
  BEGAN: { loss: began(), discriminator: { network: rebuilding, optimizer } },
  'path lengths now and then': { pathLength: { layer: 'inner' }, generator: mapped },
  'contrasts with latent consistency': { loss: dualContrastive(), penalties: [latentConsistency()] },
  'minimax one side at a time, with R1, features matched and pulled away': {
    loss: minimax(),
    order: 'separate',
    penalties: [r1({ weight: 0.5 }), lecam()],
    discriminator: { network: ofFeatures, optimizer },
    featureMatching: { layer: 'features', adversarial: 1 },
    pullingAway: { layer: 'features' },
  },
};

it.each(Object.entries(steps))('%s: a step is the same in ONNX Runtime', async (_, options) => {
  const discriminator = { network: critic(shape), optimizer };
  const spec = gan({ generator, discriminator, batch: { generator: 4, discriminator: 4 }, ...options });
  const { outputs, description } = buildStep(ganGame(spec), { shape, classCount: 0 });
  const begun = Object.entries(initialState(description, 1));
  const feeds: Record<string, NDArray> = Object.fromEntries(begun.map(([n, t]) => [n, ndarray(t.shape, t.data)]));
  const random = (name: string, of: Shape, kind: 'uniform' | 'normal') => {
    const data = new Float32Array(sizeOf(of));
    const stream = new RandomStream(3, name);
    feeds[name] = ndarray(of, kind === 'normal' ? stream.fillNormal(data) : stream.fillUniform(data));
  };
  for (const e of description.examples) random(portNames.examples(e.name), [e.count, ...e.shape], 'normal');
  for (const n of description.noise) random(portNames.noise(n.name), n.shape, n.kind);
  const session = await OnnxSession.open(compile(outputs, trainingPlan));
  // a step with its lazy penalties, and one without
  for (const gate of [1, 0]) {
    for (const { name, value } of description.dials) {
      const lazy = typeof value === 'object' && 'every' in value;
      feeds[portNames.dial(name)] = ndarray([], [lazy ? gate : typeof value === 'number' ? value : 0.9]);
    }
    const expected = evaluate(Object.values(outputs), feeds);
    const got = await session.run(feeds);
    Object.keys(outputs).forEach((name, i) => {
      expect(expected[i]!.data.every(Number.isFinite), name).toBe(true);
      expectClose(got[name]!, expected[i]!, name);
    });
  }
  await session.close();
});
