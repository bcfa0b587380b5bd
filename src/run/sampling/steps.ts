import { join } from 'node:path';
import { compile, inferencePlan } from '../../compile/compile.ts';
import {
  type Batch,
  inferenceGraph,
  type Latents,
  makersOf,
  playersOf,
  type State,
  slerp,
  splitAt,
} from '../../gan/index.ts';
import type { Network } from '../../nn/index.ts';
import { RandomStream } from '../../random/stream.ts';
import type { Engine } from '../../runtime/engine.ts';
import { openHere } from '../../runtime/node/open.ts';
import { Checkpoints } from '../directory/checkpoints.ts';
import type { CompiledPlayer } from '../directory/graphs.ts';
import type { RunGenerator } from './generator.ts';
import { PlayerProgram } from './sampler.ts';

/** Which of a way's ends a row of latents is. */
const endsOf = (indices: readonly number[]) => ({
  from: indices.map((i) => 2 * i),
  to: indices.map((i) => 2 * i + 1),
});

/** Where on way i the step begins, in [0, 1): from i alone. */
const placeOn = (i: number) => new RandomStream(i, 'steps').uniform();

/** A straight line. */
const lerp = (a: Float32Array, b: Float32Array, t: number): Float32Array => a.map((v, i) => v + t * (b[i]! - v));

/** Both ends of the step on each way between rows of `a` and `b`, one after the other; along great circles, or as `between` says. */
export function stepsBetween(
  [a, b]: readonly [Float32Array, Float32Array],
  indices: readonly number[],
  epsilon: number,
  between: typeof slerp = slerp,
): Float32Array {
  const size = a.length / indices.length;
  const out = new Float32Array(2 * a.length);
  indices.forEach((way, i) => {
    const [from, to] = [a, b].map((rows) => rows.subarray(i * size, (i + 1) * size)) as [Float32Array, Float32Array];
    const t = placeOn(way);
    out.set(between(from, to, t), 2 * i * size);
    out.set(between(from, to, t + epsilon), (2 * i + 1) * size);
  });
  return out;
}

/** What of each way is the same at both ends of its step: what the generator is told, and the seeds of its noise. */
function shared({ told }: Latents, indices: readonly number[]) {
  const width = (told?.length ?? 0) / indices.length;
  const rows = new Float32Array(2 * (told?.length ?? 0));
  for (let i = 0; told && i < 2 * indices.length; i++)
    rows.set(told.subarray((i >> 1) * width, ((i >> 1) + 1) * width), i * width);
  return { told: told && rows, seeds: indices.flatMap((i) => [i, i]) };
}

/** Latents of both ends of ways, of one class each: seeds 2i and 2i + 1 for way i, which is of class i modulo their number. */
function latentsOfEnds(generator: RunGenerator, indices: readonly number[]): readonly [Latents, Latents] {
  const { from, to } = endsOf(indices);
  const { classCount } = generator;
  const of = classCount > 0 ? indices.map((i) => i % classCount) : undefined;
  return [generator.latents(from, 1, of), generator.latents(to, 1, of)];
}

/** What is made at both ends of the step on each way, along great circles between latents: [2n, …], pair by pair. */
export function stepsInLatents(generator: RunGenerator, indices: readonly number[], epsilon: number): Promise<Batch> {
  const [a, b] = latentsOfEnds(generator, indices);
  const data = stepsBetween([a.data, b.data], indices, epsilon);
  return generator.generate({ shape: [2 * indices.length, ...generator.latentShape], data, ...shared(a, indices) });
}

/** A generator in two: its mapping network, and what makes pictures of w. */
export class MappedGenerator {
  readonly #generator: RunGenerator;
  readonly #mapping: PlayerProgram;
  readonly #synthesis: PlayerProgram;
  readonly #engine: Engine;

  private constructor(generator: RunGenerator, mapping: PlayerProgram, synthesis: PlayerProgram, engine: Engine) {
    this.#generator = generator;
    this.#mapping = mapping;
    this.#synthesis = synthesis;
    this.#engine = engine;
  }

  /** Whether a generator has a mapping network: a second output, through which all of its latent goes. */
  static isIn(generator: RunGenerator): boolean {
    return partsOf(generator) !== undefined;
  }

  static async open(
    generator: RunGenerator,
    { raw, threads }: { raw?: boolean | undefined; threads?: number | undefined } = {},
  ): Promise<MappedGenerator> {
    const { directory, config, step } = generator;
    const { player, before, after } = partsOf(generator)!;
    const checkpoint = new Checkpoints(join(directory, 'checkpoints')).load(step);
    const engine = await openHere('cpu', { threads });
    const load = async (network: Network) => {
      const graph = inferenceGraph(config.game, player, { network });
      const { label, code, noise, ...rest } = graph;
      const told = { ...(label && { label }), ...(code && { code }), ...(noise && { noise: [...noise] }) };
      const model = compile(graph.outputs, inferencePlan).bytes;
      const program = await PlayerProgram.load(engine, { ...rest, ...told, model } as unknown as CompiledPlayer);
      program.use(checkpoint.tensors as unknown as State, { raw, where: join(directory, checkpoint.file) });
      return program;
    };
    return new MappedGenerator(generator, await load(before), await load(after), engine);
  }

  /** What is made at both ends of the step on each way, along straight lines between what latents are mapped to. */
  async steps(indices: readonly number[], epsilon: number): Promise<Batch> {
    const [a, b] = latentsOfEnds(this.#generator, indices);
    const map = async ({ data, told }: Latents) =>
      (await this.#mapping.run(data, indices.length, { told })).images!.data;
    const data = stepsBetween([await map(a), await map(b)], indices, epsilon, lerp);
    return (await this.#synthesis.run(data, 2 * indices.length, shared(a, indices))).images!;
  }

  async close(): Promise<void> {
    await this.#mapping.close();
    await this.#synthesis.close();
    await this.#engine.close();
  }
}

function partsOf({ config: { game }, codes, isToldClasses }: RunGenerator) {
  const [player] = makersOf(game) as [string];
  const { network } = playersOf(game)[player]!;
  const layer = network.outputs?.[1];
  const hasCodes = !isToldClasses && (codes.discrete.length > 0 || codes.continuous > 0);
  const parts = layer === undefined || hasCodes ? undefined : splitAt(network, layer);
  return parts && { player, ...parts };
}
