import { join } from 'node:path';
import { compile, inferencePlan } from '../../compile/compile.ts';
import { DuelError } from '../../errors.ts';
import { assertMemory } from '../../files/memory.ts';
import {
  inferenceGraph,
  playersOf,
  type State,
  sampleNoise,
  type Translator,
  translatorsOf,
  weightsOf,
} from '../../gan/index.ts';
import { describe, type Network } from '../../nn/index.ts';
import type { Engine, Program } from '../../runtime/engine.ts';
import { openDevice } from '../../runtime/node/worker.ts';
import { type RunConfig, readConfig } from '../config/config.ts';
import { type CheckpointChoice, Checkpoints } from '../directory/checkpoints.ts';
import { networkAt, type Size, type SizeRule, sizeRule } from './sizes.ts';
import type { Picture } from './tiles.ts';
import { translateWhole } from './whole.ts';

export interface OpenTranslatorOptions {
  /** Of several directions, its name: `a2b`. Default: the first. */
  readonly direction?: string | undefined;
  /** false: what is random in a translation (pix2pix' dropout) is left out. Default true. */
  readonly noise?: boolean | undefined;
  /** Default `last`. */
  readonly checkpoint?: CheckpointChoice | undefined;
  /** The weights as trained, not their average. */
  readonly raw?: boolean | undefined;
  readonly threads?: number | undefined;
}

/** Programs for pictures of different sizes that stay loaded. */
const mostPrograms = 4;

interface Loaded {
  readonly program: Program;
  readonly noise: ReturnType<typeof inferenceGraph>['noise'];
}

/** A translator of a run at a checkpoint: pictures in, pictures out, of any size that the network allows. */
export class RunTranslator {
  readonly directory: string;
  readonly config: RunConfig;
  readonly translator: Translator;
  /** Steps that the checkpoint had. */
  readonly step: number;
  /** Says that another checkpoint was taken than the one wanted. */
  readonly warning: string | undefined;
  readonly rule: SizeRule;
  readonly #network: Network;
  readonly #engine: Engine;
  readonly #weights: State;
  readonly #noise: boolean;
  readonly #programs = new Map<string, Loaded>();

  private constructor(
    directory: string,
    config: RunConfig,
    translator: Translator,
    { step, warning }: { step: number; warning?: string },
    { engine, weights, noise }: { engine: Engine; weights: State; noise: boolean },
  ) {
    this.directory = directory;
    this.config = config;
    this.translator = translator;
    this.step = step;
    this.warning = warning;
    this.#network = playersOf(config.game)[translator.player]!.network;
    this.rule = sizeRule(this.#network);
    this.#engine = engine;
    this.#weights = weights;
    this.#noise = noise;
  }

  /** Opens on the CPU. Throws where the run translates nothing, or where the checkpoint is missing or broken. */
  static async open(directory: string, options: OpenTranslatorOptions = {}): Promise<RunTranslator> {
    const config = readConfig(directory);
    const translator = translatorFor(directory, config, options.direction);
    const checkpoint = new Checkpoints(join(directory, 'checkpoints')).load(options.checkpoint ?? 'last');
    const weights = weightsOf(checkpoint.tensors as unknown as State, inferenceGraph(config.game, translator.player), {
      raw: options.raw,
      where: join(directory, 'checkpoints', checkpoint.file),
    });
    const engine = await openDevice('cpu', { threads: options.threads });
    const { noise = true } = options;
    return new RunTranslator(directory, config, translator, checkpoint, { engine, weights, noise });
  }

  /** Channels of a picture that is put in, and of what is made of it. */
  get channels(): { readonly takes: number; readonly makes: number } {
    const takes = Object.values(this.#network.inputs)[0]!.at(-1)!;
    return { takes, makes: describe(this.#network).outputShape.at(-1) as number };
  }

  /**
   * What the network makes of a picture in the range of its data. Of a size that the network does not take it is mirrored
   * beyond its sides, and the result cut back; what is too large, or of a network that takes one size alone, is translated
   * in tiles that fade into one another.
   *
   * @param seed what is random follows from it
   */
  async translate(picture: Picture, seed = 0): Promise<Picture> {
    assertMemory('this translation', partsOf(picture, this.rule.scale, this.channels.makes));
    return translateWhole(picture, this.rule, (part) => this.#run(part, seed));
  }

  async #run({ height, width, channels, data }: Picture, seed: number): Promise<Picture> {
    const { program, noise } = await this.#programFor([height, width]);
    const drawn = sampleNoise([seed], noise);
    const feed = { inputs: { shape: [1, height, width, channels], data }, ...drawn };
    const { images } = await program.run({ ...this.#weights, ...feed });
    const [, h, w, c] = images!.shape as [number, number, number, number];
    return { height: h, width: w, channels: c, data: images!.data as Float32Array };
  }

  async #programFor(size: Size): Promise<Loaded> {
    const key = size.join('x');
    const known = this.#programs.get(key);
    if (known) return known;
    const [oldest] = this.#programs.keys();
    if (this.#programs.size >= mostPrograms) {
      await this.#programs.get(oldest!)!.program.close();
      this.#programs.delete(oldest!);
    }
    const { game } = this.config;
    const { player } = this.translator;
    const { outputs, noise } = inferenceGraph(game, player, {
      noise: this.#noise,
      network: networkAt(this.#network, size)!,
    });
    const loaded = { program: await this.#engine.load(compile(outputs, inferencePlan).bytes), noise };
    this.#programs.set(key, loaded);
    return loaded;
  }

  async close(): Promise<void> {
    for (const { program } of this.#programs.values()) await program.close();
    await this.#engine.close();
  }
}

/**
 * What a translation takes at the least: what is put in, and what it is put together to, as numbers and as it is shown.
 *
 * @param channels of what is made
 */
export function partsOf({ height, width, channels: put }: Omit<Picture, 'data'>, scale: number, channels: number) {
  const [high, wide] = [height * scale, width * scale];
  const fix = 'make the picture smaller, or translate it in pieces';
  return [
    { what: `a picture of ${height}×${width}`, bytes: 4 * height * width * put, fix },
    { what: `what is made of it, ${high}×${wide}`, bytes: 5 * high * wide * channels, fix },
  ];
}

function translatorFor(directory: string, { game }: RunConfig, direction: string | undefined): Translator {
  const all = translatorsOf(game);
  const [first] = all;
  if (!first)
    throw new DuelError('usage', 'translate/no-translator', 'this run makes no pictures from pictures', {
      where: directory,
      fix: "choose the run of pix2pix, cyclegan, super-resolution or restore; 'duel sample' makes pictures from nothing",
    });
  const found = direction === undefined ? first : all.find(({ name }) => name === direction);
  if (found) return found;
  throw new DuelError('usage', 'translate/direction', `this run has no direction '${direction}'`, {
    where: `--direction ${direction}`,
    fix: `use ${all.map(({ name }) => name).join(' or ')}`,
  });
}
