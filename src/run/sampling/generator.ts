import { join } from 'node:path';
import { DuelError } from '../../errors.ts';
import {
  type Batch,
  type Codes,
  codesOf,
  codeWidth,
  type Latents,
  latentsOf,
  makersOf,
  playersOf,
  type State,
} from '../../gan/index.ts';
import { describe } from '../../nn/index.ts';
import type { Engine } from '../../runtime/engine.ts';
import { openDevice } from '../../runtime/node/worker.ts';
import { sizeOf } from '../../tensor/index.ts';
import { readConfig } from '../config/config.ts';
import { type StageConfig, stageAt } from '../config/stages.ts';
import { type CheckpointChoice, Checkpoints, type LoadedCheckpoint } from '../directory/checkpoints.ts';
import { readPlayer } from '../directory/graphs.ts';
import { readRunInfo } from '../directory/info.ts';
import { PlayerProgram } from './sampler.ts';

export interface OpenGeneratorOptions {
  /** Default `last`. */
  readonly checkpoint?: CheckpointChoice | undefined;
  /** The weights as trained, not their average. */
  readonly raw?: boolean | undefined;
  /** The player that makes the samples, where several do. Default: the first. */
  readonly net?: string | undefined;
  /** False: without what is random in sampling beside the latents, a dropout for example. Default true. */
  readonly noise?: boolean | undefined;
  readonly threads?: number | undefined;
}

const checkpointsOf = (directory: string) => new Checkpoints(join(directory, 'checkpoints'));

/** The generator of a run at a checkpoint, ready to make samples: a pure function of latents. */
export class RunGenerator {
  readonly directory: string;
  /** As it is at the checkpoint. */
  readonly config: StageConfig;
  /** Shape of one sample. */
  readonly sampleShape: readonly number[];
  readonly #program: PlayerProgram;
  readonly #engine: Engine;
  readonly #raw: boolean | undefined;
  readonly #compiledAnew: string | undefined;
  #step = 0;
  #warning: string | undefined;

  private constructor(
    directory: string,
    config: StageConfig,
    sampleShape: readonly number[],
    { raw, warning }: { raw: boolean | undefined; warning: string | undefined },
    program: PlayerProgram,
    engine: Engine,
  ) {
    this.directory = directory;
    this.config = config;
    this.sampleShape = sampleShape;
    this.#program = program;
    this.#engine = engine;
    this.#raw = raw;
    this.#compiledAnew = warning;
  }

  /** Opens on the CPU. Throws where the run's game makes no samples, or where the checkpoint is missing or broken. */
  static async open(directory: string, options: OpenGeneratorOptions = {}): Promise<RunGenerator> {
    const run = readConfig(directory);
    const makers = makersOf(run.game);
    const player = options.net ?? makers[0];
    if (player === undefined)
      throw new DuelError('usage', 'sample/no-generator', 'this run has no generator: its game makes no samples', {
        where: directory,
        fix: 'choose the run of a GAN',
      });
    if (!makers.includes(player))
      throw new DuelError('usage', 'sample/net', `'${player}' makes no samples in this run`, {
        where: directory,
        fix: `choose one of ${makers.join(', ')}`,
      });
    const checkpoint = checkpointsOf(directory).load(options.checkpoint ?? 'last');
    const config = stageAt(run, checkpoint.step);
    const compiled = readPlayer(directory, config, player, { noise: options.noise });
    const engine = await openDevice('cpu', { threads: options.threads });
    const program = await PlayerProgram.load(engine, compiled);
    const [, ...sampleShape] = describe(playersOf(config.game)[player]!.network).outputShape;
    const how = { raw: options.raw, warning: compiled.warning };
    const generator = new RunGenerator(directory, config, sampleShape, how, program, engine);
    generator.#use(checkpoint);
    return generator;
  }

  /** Takes another checkpoint of the run, unless that is of a stage with networks of its own: then gives false. */
  turnTo(choice: CheckpointChoice): boolean {
    const checkpoint = checkpointsOf(this.directory).load(choice);
    if (stageAt(readConfig(this.directory), checkpoint.step).stage.number !== this.config.stage.number) return false;
    this.#use(checkpoint);
    return true;
  }

  #use({ tensors, file, step, warning }: LoadedCheckpoint): void {
    const where = join(this.directory, 'checkpoints', file);
    this.#program.use(tensors as unknown as State, { raw: this.#raw, where });
    this.#step = step;
    this.#warning = [warning, this.#compiledAnew].filter(Boolean).join('; ') || undefined;
  }

  /** Steps that the checkpoint had. */
  get step(): number {
    return this.#step;
  }

  /** Says that another checkpoint was taken than the one wanted, or that its graph was compiled anew. */
  get warning(): string | undefined {
    return this.#warning;
  }

  /** Shape of one latent. */
  get latentShape(): readonly number[] {
    return this.#program.inputShape;
  }

  /** What the generator is told beside its latent: a class is a code of so many values. */
  get codes(): Codes {
    return this.#program.codes;
  }

  /** Names of the data's classes; empty where there are none. */
  get classes(): readonly string[] {
    return readRunInfo(this.directory)?.classes ?? [];
  }

  /** Whether what it is told is a class of the data, and no code of its own. */
  get isToldClasses(): boolean {
    return this.#program.isToldClasses;
  }

  /** How many classes the generator knows, or values its first categorical code has; 0 where it is told none. */
  get classCount(): number {
    return this.#program.classCount;
  }

  /**
   * The latent of each seed, `[n, ...latentShape]`, with the codes of that seed; its class (the value of its first
   * categorical code) is `of`, one of all or one of each, or else the seed modulo the number of classes.
   */
  latents(seeds: readonly number[], truncation = 1, of?: number | readonly number[]): Latents {
    const data = latentsOf(seeds, this.latentShape, truncation);
    return this.#told({ shape: [seeds.length, ...this.latentShape], data, seeds }, seeds, of);
  }

  /** Latents with the codes of `seeds`, of class `of`, one of all or one of each, where it is given; without where the generator is told none. */
  #told(latents: Latents, seeds: readonly number[], of?: number | readonly number[]): Latents {
    if (codeWidth(this.codes) === 0) return latents;
    return { ...latents, told: codesOf(seeds, this.codes, typeof of === 'number' ? seeds.map(() => of) : of) };
  }

  /**
   * Latents in one array, to keep in a file: `[n, …]`, where the generator is told something `[n, latent + told]`, in each
   * row the latent and then the one-hot class or the codes.
   */
  joined(latents: Latents): Batch {
    const { told, data, shape } = latents;
    if (!told) return latents;
    const [n, size, width] = [shape[0]!, sizeOf(this.latentShape), codeWidth(this.codes)];
    const rows = new Float32Array(n * (size + width));
    for (let i = 0; i < n; i++) {
      rows.set(data.subarray(i * size, (i + 1) * size), i * (size + width));
      rows.set(told.subarray(i * width, (i + 1) * width), i * (size + width) + size);
    }
    return { shape: [n, size + width], data: rows };
  }

  /**
   * The latents of an array as `joined` makes it, or of one with latents alone, to which what is told of seeds 0, 1, … is
   * added; of class `of` where it is given.
   */
  split({ shape, data }: Batch, of?: number): Latents {
    const [n = 0, ...each] = shape;
    const [size, width] = [sizeOf(this.latentShape), codeWidth(this.codes)];
    if (width === 0 || each.length !== 1 || each[0] !== size + width)
      return this.#told({ shape, data }, [...Array(n).keys()], of);
    const part = (from: number, to: number) => {
      const rows = new Float32Array(n * (to - from));
      for (let i = 0; i < n; i++)
        rows.set(data.subarray(i * (size + width) + from, i * (size + width) + to), i * (to - from));
      return rows;
    };
    const told = part(size, size + width);
    for (let at = 0; of !== undefined && at < told.length; at += width) {
      told.fill(0, at, at + this.classCount);
      told[at + of] = 1;
    }
    return { shape: [n, ...this.latentShape], data: part(0, size), told };
  }

  /** Samples from latents `[n, ...latentShape]`, in the range that the generator has. */
  async generate(latents: Latents): Promise<Batch> {
    const size = sizeOf(this.latentShape);
    const [count = 0] = latents.shape;
    if (
      count === 0 ||
      latents.data.length !== count * size ||
      latents.shape.slice(1).join() !== this.latentShape.join()
    )
      throw new DuelError(
        'usage',
        'sample/latents',
        `latents of shape [${latents.shape.join(', ')}] do not fit this generator`,
        { fix: `give latents of shape [n, ${this.latentShape.join(', ')}]${this.#orJoined()}` },
      );
    const { told } = latents.told ? latents : this.split(latents);
    return (await this.#program.run(latents.data, count, { told, seeds: latents.seeds })).images!;
  }

  #orJoined(): string {
    const width = codeWidth(this.codes);
    return width === 0 ? '' : `, or [n, ${sizeOf(this.latentShape) + width}] with the class or the codes of each`;
  }

  async close(): Promise<void> {
    await this.#program.close();
    await this.#engine.close();
  }
}
