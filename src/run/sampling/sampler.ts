import { type Prepared, prepared } from '../../compile/prepared.ts';
import { DuelError } from '../../errors.ts';
import { type Codes, codesOf, latentsOf, type State, sampleNoise, weightsOf } from '../../gan/index.ts';
import type { Arrays, Engine, Program } from '../../runtime/engine.ts';
import { sizeOf } from '../../tensor/index.ts';
import type { CompiledPlayer } from '../directory/graphs.ts';
import { Alone } from './alone.ts';

interface RunOptions {
  readonly chunk?: number | undefined;
  readonly told?: Float32Array | undefined;
  readonly seeds?: readonly number[] | undefined;
}

/** A player in inference mode on a device: a generator that makes samples, or a network that judges them. */
export class PlayerProgram {
  readonly #engine: Engine;
  readonly #program: Program;
  readonly #player: CompiledPlayer;
  /** What is made of the weights alone; undefined where nothing is. */
  readonly #prepared: Prepared | undefined;
  readonly #alone: Alone;
  #weights: State = {};
  /** Whether the program holds them. */
  #isHeld = true;

  private constructor(engine: Engine, program: Program, player: CompiledPlayer, prepared: Prepared | undefined) {
    this.#engine = engine;
    this.#program = program;
    this.#player = player;
    this.#prepared = prepared;
    this.#alone = new Alone(engine, prepared?.rest.model ?? player.model, program);
  }

  static async load(engine: Engine, player: CompiledPlayer): Promise<PlayerProgram> {
    const parts = engine.device.kind === 'cpu' ? prepared(player.model, player.weights) : undefined;
    return new PlayerProgram(engine, await engine.load(parts?.rest.model ?? player.model), player, parts);
  }

  /** Shape of one input: a latent or an image. */
  get inputShape(): readonly number[] {
    return this.#player.input.shape;
  }

  /** What the player is told beside its input: a class is a code of so many values. None where it is told nothing. */
  get codes(): Codes {
    const { label, code } = this.#player;
    return code ?? { discrete: label ? [label.shape[0]!] : [], continuous: 0 };
  }

  /** Whether what it is told is a class of the data, and no code of its own. */
  get isToldClasses(): boolean {
    return this.#player.label !== undefined;
  }

  /** How many classes the player is told, or values of its first categorical code; 0 where it is told none. */
  get classCount(): number {
    return this.codes.discrete[0] ?? 0;
  }

  /** Takes the player's weights out of a training state, that of file `where`: the averaged ones, unless `raw`. */
  use(state: State, options: { raw?: boolean | undefined; where?: string | undefined } = {}): void {
    this.#weights = weightsOf(state, this.#player, options);
    this.#isHeld = false;
  }

  /** Gives the weights' memory back until others are taken. */
  async forget(): Promise<void> {
    this.#weights = {};
    await this.#hold();
  }

  async #hold(): Promise<void> {
    const weights = this.#weights;
    const fed = await this.#fedWith(weights);
    await this.#program.hold(fed);
    await this.#alone.begin(fed);
    if (weights !== this.#weights) return;
    this.#isHeld = true;
    // they are not needed any more, and are those of a whole checkpoint
    this.#weights = {};
  }

  /** What the program takes of weights: themselves, and what is made of them alone. */
  async #fedWith(weights: State): Promise<Arrays> {
    if (!this.#prepared || Object.keys(weights).length === 0) return weights;
    const { first, rest } = this.#prepared;
    const those = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, weights[name]!]));
    const program = await this.#engine.load(first.model);
    const made = await program.run(those(first.weights));
    await program.close();
    return { ...those(rest.weights), ...made };
  }

  /**
   * Runs `count` inputs [count, ...inputShape] in chunks and joins the outputs: `images`, or `logits` and
   * `probabilities`.
   *
   * @param options.chunk default 64
   * @param options.told rows of classes or codes [count, codeWidth], for a player that is told any
   * @param options.seeds of what is random in sampling, one for each input; default 0, 1, …
   */
  async run(
    inputs: Float32Array,
    count: number,
    { chunk = 64, told, seeds = Array.from({ length: count }, (_, i) => i) }: RunOptions = {},
  ): Promise<Record<string, { shape: number[]; data: Float32Array }>> {
    if (!this.#isHeld) await this.#hold();
    const size = inputs.length / count;
    const joined: Record<string, { shape: number[]; data: Float32Array }> = {};
    for (let at = 0; at < count; at += chunk) {
      const n = Math.min(chunk, count - at);
      const feeds = (times: number) => {
        const data = repeated(inputs.slice(at * size, (at + n) * size), times);
        const feed = { [this.#player.input.name]: { shape: [n * times, ...this.#player.input.shape], data } };
        const ofThese = Array.from({ length: n * times }, (_, i) => seeds[at + (i % n)]!);
        const noise = sampleNoise(ofThese, this.#player.noise);
        return { ...feed, ...this.#told(told, at, n, times), ...noise };
      };
      const isAlone = n === 1 && this.#makes;
      const outputs = await (isAlone ? this.#alone.run(feeds) : this.#program.run(feeds(1)));
      for (const [name, out] of Object.entries(outputs)) {
        const each = out.data.length / n;
        joined[name] ??= { shape: [count, ...out.shape.slice(1)], data: new Float32Array(count * each) };
        joined[name].data.set(out.data as Float32Array, at * each);
      }
    }
    return joined;
  }

  /** Whether it makes samples of latents, each the same whatever is made beside it. */
  get #makes(): boolean {
    return this.#player.input.name === 'latents';
  }

  #told(told: Float32Array | undefined, at: number, n: number, times: number) {
    const { label, code = label, player } = this.#player;
    if (!code) return {};
    if (!told) throw new DuelError('internal', 'run/not-told', `the ${player} was told no classes or codes`);
    const size = sizeOf(code.shape);
    const data = repeated(told.slice(at * size, (at + n) * size), times);
    return { [code.name]: { shape: [n * times, ...code.shape], data } };
  }

  /**
   * Samples from seeds, of the given classes (values of the first categorical code) where the player is told any, and of
   * those that the seeds have otherwise: sample i depends on these alone.
   */
  async sample(
    seeds: readonly number[],
    classes?: readonly number[],
    options: Pick<RunOptions, 'chunk'> = {},
  ): Promise<{ shape: number[]; data: Float32Array }> {
    const told = codesOf(seeds, this.codes, classes);
    return (await this.run(latentsOf(seeds, this.inputShape), seeds.length, { ...options, told, seeds })).images!;
  }

  async close(): Promise<void> {
    await this.#alone.close();
    await this.#program.close();
  }
}

const repeated = (data: Float32Array, times: number): Float32Array =>
  times === 1 ? data : Float32Array.from({ length: data.length * times }, (_, i) => data[i % data.length]!);

/** The range of a run's images, and how to show what its generator makes. */
export const isImage = (shape: readonly number[]): boolean => shape.length === 3;
export const isPoint = (shape: readonly number[]): boolean => shape.length === 1 && shape[0] === 2;
