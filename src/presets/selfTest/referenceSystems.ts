import { type GanSpec, portNames, resizeGan, type State, type StepFeeds } from '../../gan/index.ts';
import { describe, type Network } from '../../nn/index.ts';
import { type Shape, sizeOf } from '../../tensor/index.ts';
import type { Preset } from '../preset.ts';
import { celebaDcgan } from '../tutorials/celeba-dcgan.ts';
import { fashionMlp } from '../tutorials/fashion-mlp.ts';
import { mnistDcgan } from '../tutorials/mnist-dcgan.ts';
import { mnistMlp } from '../tutorials/mnist-mlp.ts';
import { type Trajectory, trajectories } from './trajectories.ts';

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

/** The trajectories' state before the first step; `initial` gives everything that is no kernel. */
export function referenceState(sys: ReferenceSystem, initial: State): State {
  const known: State = {
    ...networkState('generator', sys.spec.generator.network, 1000),
    ...networkState('discriminator', sys.spec.discriminator.network, 2000),
  };
  return Object.fromEntries(Object.entries(initial).map(([name, value]) => [name, known[name] ?? value]));
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
    ...('noise' in spec.loss &&
      spec.loss.noise > 0 && {
        [portNames.noise('labels')]: { shape: [2 * half, 1], data: fill(2 * half, 10_003 + 10 * step, 1).map(unit) },
      }),
    [portNames.dial('generator/learningRate')]: learningRate('generator'),
    [portNames.dial('discriminator/learningRate')]: learningRate('discriminator'),
  };
}
