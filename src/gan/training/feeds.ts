import { z } from 'zod';
import { DuelError } from '../../errors.ts';
import { RandomStream } from '../../random/stream.ts';
import { sizeOf } from '../../tensor/index.ts';
import { changedDialAt, type DialChange, rateEnding, redrawAt } from '../step/dial.ts';
import {
  type DialPort,
  type ExamplesPort,
  type NoisePort,
  portNames,
  type StepDescription,
} from '../step/stepBuilder.ts';

/** Where examples come from, as far as a training step is concerned. */
export interface ExampleSource {
  readonly count: number;
  readonly shape: readonly number[];
  /** Sources that are drawn from each for itself, by their domains; this one reads as the first of them. */
  readonly domains?: Readonly<Record<string, ExampleSource>> | undefined;
  /** `draws(k)` are the random numbers of the k-th example, from their beginning each time, the same for all its parts. */
  read(
    indices: ArrayLike<number>,
    out: Float32Array,
    options?: {
      range?: readonly [number, number];
      labels?: Int32Array;
      part?: string | undefined;
      draws?: ((k: number) => RandomStream) | undefined;
    },
  ): Promise<void>;
}

/** How examples are chosen: each on its own, or every one once per epoch in a new order. */
export const drawSchema = z.enum(['replacement', 'shuffled']);
export type Draw = z.output<typeof drawSchema>;

export interface FeedOptions {
  readonly seed: number;
  /** Steps over which schedules go that have no length of their own: the whole training. */
  readonly totalSteps: number;
  /** What has changed since the training began, in the order of changing. Default: nothing. */
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

/** The stream that is drawn from in another's place. */
const redrawn = (stream: string, redraw: number): string => (redraw === 0 ? stream : `${stream}/redrawn/${redraw}`);

/** Makes what a step is fed with. Everything follows from (seed, step), so a training can go on from any step. */
export class Feeder {
  readonly #description: StepDescription;
  readonly #source: ExampleSource;
  readonly #options: FeedOptions;
  #changes: readonly DialChange[] | undefined;
  #turns = 0;
  readonly #epochs = new Map<string, { number: number; order: Uint32Array }>();

  constructor(description: StepDescription, source: ExampleSource, options: FeedOptions) {
    this.#description = description;
    this.#source = source;
    this.#options = options;
    this.#changes = options.changes;
  }

  /** How often its changes were turned: what was made for later steps before that is not theirs any more. */
  get turns(): number {
    return this.#turns;
  }

  /** From now on these are all changes since the training began; of steps that are done nothing may change. */
  turn(changes: readonly DialChange[]): void {
    this.#changes = changes;
    this.#turns++;
  }

  /** Steps that see every example once; of several domains, those of the one that takes longest. */
  get stepsPerEpoch(): number {
    const domains = new Set(this.#description.examples.map(({ domain }) => domain));
    return Math.max(1, ...[...domains].map((domain) => this.#stepsPerEpochOf(domain)));
  }

  #stepsPerEpochOf(domain: string | undefined): number {
    return Math.max(1, Math.floor(this.#sourceOf(domain).count / Math.max(1, this.#perStep(domain))));
  }

  /** Examples of a domain that a step draws: the parts of an example are drawn together. */
  #perStep(domain: string | undefined): number {
    const own = this.#description.examples.filter((port) => port.domain === domain);
    return [...new Map(own.map(({ name, count }) => [name, count])).values()].reduce((n, count) => n + count, 0);
  }

  #sourceOf(domain: string | undefined): ExampleSource {
    const source = domain === undefined ? this.#source : this.#source.domains?.[domain];
    if (source) return source;
    throw new DuelError('data', 'data/no-domain', `these data have no domain '${domain}'`, {
      fix: 'give the data of each domain: --domain-a DIR --domain-b DIR',
    });
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
        const random = this.#random(name, step + k);
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
    const offsets = this.#offsets();
    for (const port of examples) {
      const source = this.#sourceOf(port.domain);
      const [data, each] = steps(count, [port.count, ...port.shape]);
      const labels = port.labels ? new Int32Array(count * port.count) : undefined;
      for (let k = 0; k < count; k++)
        await source.read(this.#indices(port, step + k, offsets.get(port.name)!), each(k), {
          range: this.#options.range,
          part: port.part,
          draws: (i) => this.#random(`draws/${port.name}/${i}`, step + k),
          ...(labels && { labels: labels.subarray(k * port.count, (k + 1) * port.count) }),
        });
      feeds[portNames.examples(port.name, port.part)] = { shape: [count, port.count, ...port.shape], data };
      if (labels) feeds[portNames.labels(port.name)] = { shape: [count, port.count], data: labels };
    }
    return feeds;
  }

  /** Where the examples of each name begin among those that a step takes of their domain. */
  #offsets(): Map<string, number> {
    const taken = new Map<string | undefined, number>();
    const offsets = new Map<string, number>();
    for (const { name, count, domain } of this.#description.examples) {
      if (offsets.has(name)) continue;
      const before = taken.get(domain) ?? 0;
      offsets.set(name, before);
      taken.set(domain, before + count);
    }
    return offsets;
  }

  #redraw(step: number): number {
    return redrawAt(step, this.#changes);
  }

  #random(stream: string, step: number): RandomStream {
    return new RandomStream(this.#options.seed, redrawn(stream, this.#redraw(step)), step);
  }

  #dialAt(dial: DialPort, step: number): number {
    return changedDialAt(dial, step, this.#options.totalSteps, this.#changes);
  }

  /** The learning rates of step `step` (from 0), by player. */
  ratesAt(step: number): Record<string, number> {
    const rates = this.#description.dials.filter(({ name }) => name.endsWith(rateEnding));
    return Object.fromEntries(rates.map((dial) => [dial.name.slice(0, -rateEnding.length), this.#dialAt(dial, step)]));
  }

  #indices(port: ExamplesPort, step: number, offset: number): Uint32Array {
    const { count } = this.#sourceOf(port.domain);
    if (this.#options.draw === 'replacement') {
      const random = this.#random(`examples/${port.name}`, step);
      return Uint32Array.from({ length: port.count }, () => random.integer(count));
    }
    const stepsPerEpoch = this.#stepsPerEpochOf(port.domain);
    const start = (step % stepsPerEpoch) * this.#perStep(port.domain) + offset;
    const order = this.#orderOf(port.domain, Math.floor(step / stepsPerEpoch), this.#redraw(step));
    // a data set smaller than a batch goes round
    return Uint32Array.from({ length: port.count }, (_, i) => order[(start + i) % count]!);
  }

  #orderOf(domain: string | undefined, epoch: number, redraw: number): Uint32Array {
    const stream = redrawn(domain === undefined ? 'epoch' : `epoch/${domain}`, redraw);
    const known = this.#epochs.get(stream);
    if (known?.number === epoch) return known.order;
    const order = new RandomStream(this.#options.seed, stream, epoch).permutation(this.#sourceOf(domain).count);
    this.#epochs.set(stream, { number: epoch, order });
    return order;
  }
}
