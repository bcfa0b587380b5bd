import { compile, type Plan } from '../compile/compile.ts';
import { buildStep, type GanSpec, ganGame, portNames, resizeGan, type State, type StepFeeds } from '../gan/index.ts';
import { describe, type Network } from '../nn/index.ts';
import type { Engine } from '../runtime/engine.ts';
import { type Shape, sizeOf } from '../tensor/index.ts';
import { celebaDcgan } from './celeba-dcgan.ts';
import { fashionMlp } from './fashion-mlp.ts';
import { mnistDcgan } from './mnist-dcgan.ts';
import { mnistMlp } from './mnist-mlp.ts';
import type { Preset } from './preset.ts';
import { type Trajectory, trajectories } from './trajectories.ts';

/**
 * The numerical self-test: a device trains the four systems from known weights on known data, and its losses and
 * gradients are compared with float64 PyTorch's.
 */

/** Uniform values in [−scale, scale), the same in every language: a 32-bit hash of (index, seed). */
export function fill(n: number, seed: number, scale: number): Float32Array {
  const out = new Float32Array(n);
  const offset = Math.imul(seed, 0x9e3779b1);
  for (let i = 0; i < n; i++) {
    let x = (i + offset) >>> 0;
    for (let k = 0; k < 2; k++) x = Math.imul(x ^ (x >>> 16), 0x45d9f3b) >>> 0;
    x = (x ^ (x >>> 16)) >>> 0;
    out[i] = ((x / 4294967296) * 2 - 1) * scale;
  }
  return out;
}

/** A system at the sizes that the trajectories were computed with. */
export interface ReferenceSystem {
  readonly name: string;
  readonly spec: GanSpec;
  readonly exampleShape: Shape;
  readonly trajectory: Trajectory;
}

function system(preset: Preset, exampleShape: Shape, batch: number): ReferenceSystem {
  const spec = resizeGan(preset.game({ shape: exampleShape, classCount: 0 }) as GanSpec, batch);
  // the trajectories have no dropout
  const without = (net: Network): Network => ({ ...net, layers: net.layers.filter((l) => l.type !== 'dropout') });
  const discriminator = { ...spec.discriminator, network: without(spec.discriminator.network) };
  return { name: preset.name, spec: { ...spec, discriminator }, exampleShape, trajectory: trajectories[preset.name]! };
}

export const referenceSystems = (): readonly ReferenceSystem[] => [
  system(mnistMlp, [28, 28, 1], 64),
  system(fashionMlp, [28, 28, 1], 32),
  system(mnistDcgan, [28, 28, 1], 32),
  system(celebaDcgan, [64, 64, 3], 4),
];

/** The trajectories' weights: kernels from `fill` within Glorot's limits, everything else as it always begins. */
function networkState(player: string, net: Network, base: number): State {
  const variables = describe(net).variables.filter((v) => v.trainable);
  return Object.fromEntries(
    variables.flatMap(({ name, shape }, k) => {
      if (!name.endsWith('/kernel')) return [];
      const [a, b] = shape.slice(-2) as [number, number];
      const receptive = sizeOf(shape.slice(0, -2));
      const data = fill(sizeOf(shape), base + k, Math.sqrt(6 / (receptive * (a + b))));
      return [[`${player}/${name}`, { shape, data }]];
    }),
  );
}

export function referenceState(sys: ReferenceSystem, blank: State): State {
  return {
    ...blank,
    ...networkState('generator', sys.spec.generator.network, 1000),
    ...networkState('discriminator', sys.spec.discriminator.network, 2000),
  };
}

/** The trajectories' images and noise for one step, as the compiled step's inputs. */
export function referenceFeeds({ spec, exampleShape }: ReferenceSystem, step: number): StepFeeds {
  const { generator: batch, discriminator: half } = spec.batch;
  const latent = Object.values(spec.generator.network.inputs)[0]![0]!;
  const images = fill(half * sizeOf(exampleShape), 10_000 + 10 * step, 1);
  const unit = (v: number) => (v + 1) / 2;
  const learningRate = (name: 'generator' | 'discriminator') => ({
    shape: [],
    data: Float32Array.of(spec[name].optimizer.learningRate as number),
  });
  return {
    [portNames.examples('real')]: {
      shape: [half, ...exampleShape],
      data: spec.order === 'together' ? images.map(unit) : images,
    },
    [portNames.noise('fake.latents')]: { shape: [half, latent], data: fill(half * latent, 10_001 + 10 * step, 1.7) },
    [portNames.noise('generator.latents')]: {
      shape: [batch, latent],
      data: fill(batch * latent, 10_002 + 10 * step, 1.7),
    },
    ...(spec.loss.noise > 0 && {
      [portNames.noise('labels')]: { shape: [2 * half, 1], data: fill(2 * half, 10_003 + 10 * step, 1).map(unit) },
    }),
    [portNames.dial('generator/learningRate')]: learningRate('generator'),
    [portNames.dial('discriminator/learningRate')]: learningRate('discriminator'),
  };
}

export interface SelfTestResult {
  readonly system: string;
  /** [D, G] losses of each step. */
  readonly losses: readonly (readonly [number, number])[];
  /** Largest relative error of the two losses, per step. */
  readonly errors: readonly number[];
  /** Largest relative error of a gradient's root of the sum of squares at step 0. */
  readonly gradientError: number;
  /** The state after the last step. */
  readonly state: State;
  readonly first: State;
  readonly firstDiscriminator: State;
}

const relative = (got: number, expected: number) => Math.abs(got - expected) / Math.max(Math.abs(expected), 1e-12);

function blankState(description: ReturnType<typeof buildStep>['description']): State {
  return Object.fromEntries(
    description.state.map(({ name, shape, initial }) => {
      const value =
        initial.type === 'constant'
          ? initial.value
          : initial.type === 'initializer' && initial.initializer === 'ones'
            ? 1
            : initial.type === 'initializer' &&
                typeof initial.initializer === 'object' &&
                'value' in initial.initializer
              ? initial.initializer.value
              : 0;
      return [name, { shape, data: new Float32Array(sizeOf(shape)).fill(value as number) }];
    }),
  );
}

/** After one step from empty moments, Adam's m is (1 − β₁) g: the gradients, whatever device computed them. */
function gradientsIn(state: State, sys: ReferenceSystem, player: 'generator' | 'discriminator'): Float32Array[] {
  const { network, optimizer } = sys.spec[player];
  const beta1 = 'beta1' in optimizer ? optimizer.beta1 : 0;
  return describe(network)
    .variables.filter((v) => v.trainable)
    .map((v) => state[`${player}/${v.name}.m`]!.data.map((m) => m / (1 - beta1)));
}

/** Runs `steps` steps of a system on a device and compares them with the trajectory. */
export async function selfTest(
  engine: Engine,
  sys: ReferenceSystem,
  steps: number,
  plan: Plan,
): Promise<SelfTestResult> {
  const game = ganGame(sys.spec);
  const data = { shape: sys.exampleShape, classCount: 0 };
  const start = async (g: typeof game) => {
    const { outputs, description } = buildStep(g, data);
    const state = referenceState(sys, blankState(description));
    const own = Object.fromEntries(description.state.map(({ name }) => [name, state[name]!]));
    return engine.loadStateful(compile(outputs, plan).bytes, own);
  };
  const only = (feeds: StepFeeds, first: boolean) =>
    first ? Object.fromEntries(Object.entries(feeds).filter(([n]) => !n.startsWith('noise/generator'))) : feeds;

  // D's first update alone, for its gradients
  const opening = await start({
    ...game,
    moves: game.moves.slice(0, 1),
    report: (m) => ({ loss: Object.values(m)[0]! }),
  });
  await opening.step(only(referenceFeeds(sys, 0), true));
  const firstDiscriminator = (await opening.readState()) as State;
  await opening.close();

  const program = await start(game);
  const losses: [number, number][] = [];
  let first: State = {};
  for (let s = 0; s < steps; s++) {
    const out = await program.step(referenceFeeds(sys, s));
    losses.push([out[portNames.metric('dLoss')]!.data[0]!, out[portNames.metric('gLoss')]!.data[0]!]);
    if (s === 0) first = (await program.readState()) as State;
  }
  const state = (await program.readState()) as State;
  await program.close();

  const { trajectory } = sys;
  const errors = losses.map(([d, g], s) =>
    Math.max(relative(d, trajectory.losses[s]![0]), relative(g, trajectory.losses[s]![1])),
  );
  const norms = (list: Float32Array[]) => list.map((g) => Math.sqrt(g.reduce((a, v) => a + v * v, 0)));
  const pairs = [
    ...norms(gradientsIn(firstDiscriminator, sys, 'discriminator')).map(
      (n, i) => [n, Math.sqrt(trajectory.discriminatorGradients[i]!)] as const,
    ),
    ...norms(gradientsIn(first, sys, 'generator')).map(
      (n, i) => [n, Math.sqrt(trajectory.generatorGradients[i]!)] as const,
    ),
  ];
  const gradientError = Math.max(...pairs.map(([got, expected]) => relative(got, expected)));
  return { system: sys.name, losses, errors, gradientError, state, first, firstDiscriminator };
}
