import { compile, inferencePlan } from '../../src/compile/compile.ts';
import { adversarialLoss, emaName, type GanSpec, type State } from '../../src/gan/index.ts';
import { applyNetwork, describe, type NamedTensors, type Network } from '../../src/nn/index.ts';
import type { Engine, Program } from '../../src/runtime/engine.ts';
import { concat, expand, grad, input, mean, neg, reshape, type Tensor } from '../../src/tensor/index.ts';
import { inTurns, oneHot } from './classes.ts';
import type { Frame } from './data.ts';
import { wholePoints } from './halves.ts';

/** Cells of D's surface along a side, points of the latent grid along a side, and samples with an arrow. */
export const surfaceSide = 44;
export const meshSide = 21;
/** Latents of the grid reach from −2 to 2: 95 of 100 samples of N(0, 1) lie there, along each axis. */
export const meshReach = 2;

/** What is seen of a state. All coordinates are the plane's, x and y in turn. */
export interface Seen {
  /** D's score at the middle of each cell, row by row from the top left. */
  readonly surface: Float32Array;
  /** Points of the samples' latents. */
  readonly samples: Float32Array;
  /** Where a small step of each sample lowers G's loss the fastest: −∂loss/∂x, one loss for each sample. */
  readonly pushes: Float32Array;
  /** Points of the latent grid, row by row. */
  readonly mesh: Float32Array;
}

/** Classes of samples and of the real points beside them, where both networks are told them. */
export interface Classes {
  readonly count: number;
  readonly samples: readonly number[];
  readonly reals: ArrayLike<number>;
}

type Given = Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>>;

/** A program that looks at a state: D's surface, samples, what D asks of each, and G's manifold. */
export class Views {
  readonly #program: Program;
  readonly #given: Given;

  readonly #decisions: number;
  readonly #classes: number;

  private constructor(program: Program, decisions: number, given: Given, classes = 0) {
    this.#program = program;
    this.#classes = classes;
    this.#decisions = decisions;
    this.#given = given;
  }

  /**
   * @param latents of the samples, `[n, latent]`
   * @param reals as many examples: what relativistic losses compare with, and the company of a point in D's packs
   */
  static async open(
    engine: Engine,
    spec: GanSpec,
    frame: Frame,
    latents: Float32Array,
    reals: Float32Array,
    { classes, isHalf = false }: { readonly classes?: Classes | undefined; readonly isHalf?: boolean } = {},
  ): Promise<Views> {
    const { generator, discriminator } = spec;
    const size = generatorInput(spec);
    const n = latents.length / size;
    const averaged = generator.ema !== undefined;
    const play = player(spec);
    const told = toldIn(classes);
    const pack = discriminatorInput(spec) / 2;

    const z = input('view/latents', [n, size]);
    const real = input('view/reals', [n, 2]);
    const grid = input('view/grid', [surfaceSide ** 2, 2]);
    const plane = input('view/plane', [latentGridCount(size), size]);
    const company = input('view/company', [surfaceSide ** 2, 2 * (pack - 1)]);

    const scores = (points: Tensor, of: string) =>
      play('discriminator', discriminator.network, told(of, reshape(points, [points.shape[0]! / pack, 2 * pack])));
    const made = (latents: Tensor, of: string) => {
      const points = play('generator', generator.network, told(of, latents), averaged);
      return isHalf ? wholePoints(points, latents) : points;
    };
    const samples = made(z, 'samples');
    const cells = told('seen', pack === 1 ? grid : concat([grid, company], 1));
    const surface = play('discriminator', discriminator.network, cells);
    const loss = adversarialLoss(spec.loss);
    const fake = scores(samples, 'samples');
    const value =
      loss.sees === 'both'
        ? loss.generator({ fake, real: scores(real, 'reals') })
        : mean(loss.generator(fake, noScope));
    const [slope] = grad(value, [samples]);
    const outputs = {
      surface: reshape(surface, [surfaceSide ** 2]),
      samples,
      pushes: neg(slope!),
      mesh: made(plane, 'seen'),
    };
    const program = await engine.load(compile(outputs, inferencePlan).bytes);
    const labels = (of: readonly number[] | ArrayLike<number>) => ({
      shape: [of.length, classes!.count],
      data: oneHot(of, classes!.count),
    });
    return new Views(
      program,
      n / pack,
      {
        ...(classes && { 'view/samples.labels': labels(classes.samples), 'view/reals.labels': labels(classes.reals) }),
        'view/latents': { shape: [n, size], data: latents },
        'view/reals': { shape: [n, 2], data: reals },
        'view/grid': { shape: [surfaceSide ** 2, 2], data: gridOf(frame) },
        'view/plane': { shape: [latentGridCount(size), size], data: latentGrid(size) },
        'view/company': { shape: [surfaceSide ** 2, 2 * (pack - 1)], data: companions(reals, pack - 1) },
      },
      classes?.count,
    );
  }

  /** @param classOf the class that is looked at, where classes are told */
  async see(state: State, classOf = 0): Promise<Seen> {
    const seenClass = this.#classes > 0 && {
      'view/seen.labels': { shape: [1, this.#classes], data: oneHot([classOf], this.#classes) },
    };
    const seen = await this.#program.run({ ...state, ...this.#given, ...seenClass });
    const of = (name: keyof Seen) => seen[name]!.data as Float32Array;
    // of a mean over all decisions, back to that of one
    const pushes = of('pushes').map((v) => v * this.#decisions);
    return { surface: of('surface'), samples: of('samples'), pushes, mesh: of('mesh') };
  }

  close(): Promise<void> {
    return this.#program.close();
  }
}

/** A program that makes many samples, to count modes by. */
export async function openSampler(
  engine: Engine,
  spec: GanSpec,
  { classes = 0, isHalf = false }: { readonly classes?: number; readonly isHalf?: boolean } = {},
): Promise<(state: State, latents: Float32Array) => Promise<Float32Array>> {
  const size = generatorInput(spec);
  const n = counted;
  const z = input('view/latents', [n, size]);
  const labels = { shape: [n, classes], data: oneHot(classes > 0 ? inTurns(n, classes) : [], classes) };
  const told = classes > 0 ? { numbers: z, label: input('view/labels', labels.shape) } : z;
  const made = player(spec)('generator', spec.generator.network, told, spec.generator.ema !== undefined);
  const points = isHalf ? wholePoints(made, z) : made;
  const program = await engine.load(compile({ points }, inferencePlan).bytes);
  return async (state, data) => {
    const { points } = await program.run({
      ...state,
      'view/latents': { shape: [n, size], data },
      ...(classes > 0 && { 'view/labels': labels }),
    });
    return points!.data as Float32Array;
  };
}

/** Samples by which modes are counted: as many as PacGAN's authors take. */
export const counted = 2500;

const firstInput = (network: Network): number => (Object.values(network.inputs)[0] as readonly number[])[0]!;
export const generatorInput = ({ generator }: GanSpec): number => firstInput(generator.network);
const discriminatorInput = ({ discriminator }: GanSpec): number => firstInput(discriminator.network);

/** Rows with their classes beside them, where classes are told: those of samples, of real points, or one for all. */
function toldIn(classes: Classes | undefined) {
  const inputs = new Map<string, Tensor>();
  return (of: string, x: Tensor): Tensor | NamedTensors => {
    if (!classes) return x;
    const rows = x.shape[0]!;
    const count = of === 'seen' ? 1 : rows;
    if (!inputs.has(of)) inputs.set(of, input(`view/${of}.labels`, [count, classes.count]));
    const label = inputs.get(of)!;
    return { numbers: x, label: count === rows ? label : expand(label, [rows, classes.count]) };
  };
}

/** A player's network in inference mode; its weights are inputs of the graph by their names in the state. */
function player(spec: GanSpec) {
  const inputs = new Map<string, Tensor>();
  const shapes = new Map(
    (['generator', 'discriminator'] as const).flatMap((name) =>
      describe(spec[name].network).variables.map((v): [string, typeof v] => [`${name}/${v.name}`, v]),
    ),
  );
  return (name: 'generator' | 'discriminator', network: Network, x: Tensor | NamedTensors, averaged = false): Tensor =>
    applyNetwork(network, x, {
      training: false,
      variable: (variable) => {
        const own = `${name}/${variable}`;
        const { shape, trainable } = shapes.get(own)!;
        const state = averaged && trainable ? emaName(own) : own;
        if (!inputs.has(state)) inputs.set(state, input(state, shape));
        return inputs.get(state)!;
      },
    });
}

/** What losses ask for beside scores; those of this page ask for nothing. */
const noScope = {
  random: (): never => {
    throw new TypeError('a loss of this page draws nothing');
  },
  state: (): never => {
    throw new TypeError('a loss of this page keeps nothing');
  },
  setState: () => {},
  metric: () => {},
};

/** The middles of the surface's cells, from the top left. */
function gridOf({ centre: [cx, cy], radius }: Frame): Float32Array {
  const out = new Float32Array(2 * surfaceSide ** 2);
  for (let row = 0; row < surfaceSide; row++)
    for (let column = 0; column < surfaceSide; column++) {
      const at = 2 * (row * surfaceSide + column);
      out[at] = cx + radius * ((2 * column + 1) / surfaceSide - 1);
      out[at + 1] = cy - radius * ((2 * row + 1) / surfaceSide - 1);
    }
  return out;
}

/** Of latents of one number a line, of more a plane: the first two, the others 0. */
const latentGridCount = (size: number): number => (size === 1 ? lineCount : meshSide ** 2);
const lineCount = 201;

function latentGrid(size: number): Float32Array {
  const out = new Float32Array(latentGridCount(size) * size);
  const stop = (k: number, count: number) => meshReach * ((2 * k) / (count - 1) - 1);
  if (size === 1) return out.map((_, k) => stop(k, lineCount));
  for (let row = 0; row < meshSide; row++)
    for (let column = 0; column < meshSide; column++) {
      const at = size * (row * meshSide + column);
      out[at] = stop(column, meshSide);
      out[at + 1] = stop(row, meshSide);
    }
  return out;
}

/** Real points beside each cell's, where D judges several at once. */
function companions(reals: Float32Array, each: number): Float32Array {
  const out = new Float32Array(2 * each * surfaceSide ** 2);
  return out.map((_, i) => reals[i % (2 * each)]!);
}
