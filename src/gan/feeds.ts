import { z } from 'zod';
import { RandomStream } from '../random/stream.ts';
import { sizeOf } from '../tensor/index.ts';
import { changedDialAt, type DialChange } from './dial.ts';
import { type DialPort, type ExamplesPort, type NoisePort, portNames, type StepDescription } from './stepBuilder.ts';

/** Where examples come from, as far as a training step is concerned. */
export interface ExampleSource {
  readonly count: number;
  readonly shape: readonly number[];
  read(
    indices: ArrayLike<number>,
    out: Float32Array,
    options?: { range?: readonly [number, number]; labels?: Int32Array },
  ): Promise<void>;
}

/** How examples are chosen: each on its own, or every one once per epoch in a new order. */
export const drawSchema = z.enum(['replacement', 'shuffled']);
export type Draw = z.output<typeof drawSchema>;

export interface FeedOptions {
  readonly seed: number;
  /** Steps over which schedules go that have no length of their own: the whole training. */
  readonly totalSteps: number;
  /** What a person has changed of the dials, in the order of changing. Default: nothing. */
  readonly changes?: readonly DialChange[] | undefined;
  readonly draw: Draw;
  /** The range that byte images are mapped to. */
  readonly range: readonly [number, number];
}

/** Arrays by the names of the compiled step's inputs. */
export type StepFeeds = Record<string, { shape: readonly number[]; data: Float32Array | Int32Array }>;

/** Memory for `count` arrays of a shape, and the part of each. */
function steps(count: number, shape: readonly number[]): [Float32Array, (k: number) => Float32Array] {
  const size = sizeOf(shape);
  const data = new Float32Array(count * size);
  return [data, (k) => data.subarray(k * size, (k + 1) * size)];
}

/** What is drawn for batches that are joined whole, laid out as they are joined part by part. */
function inParts(whole: Float32Array, { batches, parts }: NonNullable<NoisePort['cut']>): Float32Array {
  const out = new Float32Array(whole.length);
  const size = whole.length / (batches * parts);
  for (let part = 0; part < parts; part++)
    for (let batch = 0; batch < batches; batch++) {
      const from = (batch * parts + part) * size;
      out.set(whole.subarray(from, from + size), (part * batches + batch) * size);
    }
  return out;
}

/** Makes what a step is fed with. Everything follows from (seed, step), so a training can go on from any step. */
export class Feeder {
  readonly #description: StepDescription;
  readonly #source: ExampleSource;
  readonly #options: FeedOptions;
  #epoch: { number: number; order: Uint32Array } | undefined;

  constructor(description: StepDescription, source: ExampleSource, options: FeedOptions) {
    this.#description = description;
    this.#source = source;
    this.#options = options;
  }

  /** Steps that see every example once. */
  get stepsPerEpoch(): number {
    return Math.max(1, Math.floor(this.#source.count / this.#perStep));
  }

  get #perStep(): number {
    return Math.max(
      1,
      this.#description.examples.reduce((n, p) => n + p.count, 0),
    );
  }

  /** The inputs of step `step` (from 0). */
  async at(step: number): Promise<StepFeeds> {
    return Object.fromEntries(
      Object.entries(await this.several(step, 1)).map(([n, { shape, data }]) => [n, { shape: shape.slice(1), data }]),
    );
  }

  /** The inputs of `count` steps from `step` on, each array with an axis of the steps in front. */
  async several(step: number, count: number): Promise<StepFeeds> {
    const feeds: StepFeeds = {};
    const { noise, dials, examples } = this.#description;
    for (const { name, kind, shape, cut } of noise) {
      const [data, each] = steps(count, shape);
      for (let k = 0; k < count; k++) {
        const random = new RandomStream(this.#options.seed, name, step + k);
        if (kind === 'normal') random.fillNormal(each(k));
        else random.fillUniform(each(k));
        if (cut) each(k).set(inParts(each(k), cut));
      }
      feeds[portNames.noise(name)] = { shape: [count, ...shape], data };
    }
    for (const dial of dials) {
      const data = Float32Array.from({ length: count }, (_, k) => this.#dialAt(dial, step + k));
      feeds[portNames.dial(dial.name)] = { shape: [count], data };
    }
    let offset = 0;
    for (const port of examples) {
      const [data, each] = steps(count, [port.count, ...port.shape]);
      const labels = port.labels ? new Int32Array(count * port.count) : undefined;
      for (let k = 0; k < count; k++)
        await this.#source.read(this.#indices(port, step + k, offset), each(k), {
          range: this.#options.range,
          ...(labels && { labels: labels.subarray(k * port.count, (k + 1) * port.count) }),
        });
      feeds[portNames.examples(port.name)] = { shape: [count, port.count, ...port.shape], data };
      if (labels) feeds[portNames.labels(port.name)] = { shape: [count, port.count], data: labels };
      offset += port.count;
    }
    return feeds;
  }

  #dialAt(dial: DialPort, step: number): number {
    return changedDialAt(dial, step, this.#options.totalSteps, this.#options.changes);
  }

  /** The learning rates of step `step` (from 0), by player. */
  ratesAt(step: number): Record<string, number> {
    const ending = '/learningRate';
    const rates = this.#description.dials.filter(({ name }) => name.endsWith(ending));
    return Object.fromEntries(rates.map((dial) => [dial.name.slice(0, -ending.length), this.#dialAt(dial, step)]));
  }

  #indices(port: ExamplesPort, step: number, offset: number): Uint32Array {
    const { count } = this.#source;
    if (this.#options.draw === 'replacement') {
      const random = new RandomStream(this.#options.seed, `examples/${port.name}`, step);
      return Uint32Array.from({ length: port.count }, () => random.integer(count));
    }
    const start = (step % this.stepsPerEpoch) * this.#perStep + offset;
    const order = this.#orderOf(Math.floor(step / this.stepsPerEpoch));
    // a data set smaller than a batch goes round
    return Uint32Array.from({ length: port.count }, (_, i) => order[(start + i) % count]!);
  }

  #orderOf(epoch: number): Uint32Array {
    if (this.#epoch?.number !== epoch) {
      const random = new RandomStream(this.#options.seed, 'epoch', epoch);
      this.#epoch = { number: epoch, order: random.permutation(this.#source.count) };
    }
    return this.#epoch.order;
  }
}
