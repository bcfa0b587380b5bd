import { join } from 'node:path';
import type { Dataset } from '../../data/dataset.ts';
import { makersOf, type State } from '../../gan/index.ts';
import { RandomStream } from '../../random/stream.ts';
import type { Engine } from '../../runtime/engine.ts';
import { sizeOf } from '../../tensor/index.ts';
import type { RunConfig } from '../config/config.ts';
import type { StageConfig } from '../config/stages.ts';
import { type Extent, extentOf, rowsOf, type Variety, variety } from '../diagnosis/variety.ts';
import { writeFileAtomic } from '../directory/atomic.ts';
import { readPlayer } from '../directory/graphs.ts';
import { ownFolder } from '../directory/own.ts';
import { snapshotPath } from '../directory/snapshots.ts';
import type { Measurements } from '../evaluation/evaluationFile.ts';
import { drawCurves } from '../pictures/curves.ts';
import { imageGrid } from '../pictures/pictures.ts';
import { scatter } from '../pictures/scatter.ts';
import { shownChannels } from '../pictures/shownChannels.ts';
import { isImage, isPoint, PlayerProgram } from '../sampling/sampler.ts';
import { Translations } from './translations.ts';

const pointCount = 1000;
/** Of fewer samples nobody can say how varied they are. */
const fewest = 16;
/** Samples that are made at a time: what a training holds beside itself as it draws should be little. */
const chunk = 16;
/** Rows of a picture that is to show every class. */
const mostRows = 32;

/** Draws a run's pictures: what it learns from, what it makes of the same latents each time, and its losses. */
export class Monitor {
  readonly #directory: string;
  readonly #config: RunConfig;
  readonly #shape: readonly number[];
  readonly #generators: readonly PlayerProgram[];
  readonly #reals: Float32Array;
  readonly #translations: Translations | undefined;
  /** Of the real examples, once it has been asked for. */
  #realExtent: Extent | undefined;
  /** What the first generator made last. */
  #made: Float32Array | undefined;

  private constructor(
    directory: string,
    config: RunConfig,
    shape: readonly number[],
    generators: readonly PlayerProgram[],
    reals: Float32Array,
    translations: Translations | undefined,
  ) {
    this.#translations = translations;
    this.#directory = directory;
    this.#config = config;
    this.#shape = shape;
    this.#generators = generators;
    this.#reals = reals;
  }

  /** @param data what the run learns from, and what is held out, where anything is: what translators are shown on */
  static async open(
    directory: string,
    config: StageConfig,
    { dataset, test }: { readonly dataset: Dataset; readonly test?: Dataset | undefined },
    engine: Engine,
  ): Promise<Monitor> {
    ownFolder(directory, 'samples');
    const generators: PlayerProgram[] = [];
    for (const player of makersOf(config.game))
      generators.push(await PlayerProgram.load(engine, readPlayer(directory, config, player)));
    const count = isPoint(dataset.shape) ? pointCount : config.monitor.rows * config.monitor.columns;
    const random = new RandomStream(config.seed, 'monitor');
    const indices = Uint32Array.from({ length: count }, () => random.integer(dataset.count));
    const reals = new Float32Array(count * sizeOf(dataset.shape));
    await dataset.read(indices, reals, { range: config.data.range });
    const translations = await Translations.open(directory, config, test ?? dataset, engine);
    return new Monitor(directory, config, dataset.shape, generators, reals, translations);
  }

  /** `reals.png`: examples as the discriminator sees them. */
  async drawReals(): Promise<void> {
    const png = this.#translations
      ? await imageGrid(this.#translations.drawReals())
      : isPoint(this.#shape)
        ? await scatter({ samples: new Float32Array(0), reals: this.#reals })
        : await this.#picture(this.#reals);
    if (png) writeFileAtomic(join(this.#directory, 'reals.png'), png);
  }

  /** `samples/000012000.png`, what several generators make one below the other; undefined where there is nothing to show. */
  async drawSamples(step: number, state: State): Promise<string | undefined> {
    const png = await this.picture(state);
    if (!png) return undefined;
    const path = snapshotPath(this.#directory, step);
    writeFileAtomic(path, png);
    return path;
  }

  /** The same picture as a PNG; `raw` of the weights as trained, not their average. */
  async picture(state: State, options: { readonly raw?: boolean } = {}): Promise<Uint8Array | undefined> {
    if (this.#translations) return imageGrid(await this.#translations.draw(state, options));
    const made: Float32Array[] = [];
    for (const generator of this.#generators) made.push(await this.#sample(generator, state, options));
    this.#made = made[0];
    if (made.length === 0) return undefined;
    const data = made.length === 1 ? made[0]! : joined(made);
    return isPoint(this.#shape) ? scatter({ samples: data, reals: this.#reals }) : this.#picture(data);
  }

  /** Of the same latents each time; a row for each class, where they are few. */
  async #sample(generator: PlayerProgram, state: State, options: { readonly raw?: boolean }): Promise<Float32Array> {
    generator.use(state, options);
    const { classCount } = generator;
    const { columns } = this.#config.monitor;
    const rows = classCount > 0 && classCount <= mostRows ? classCount : this.#config.monitor.rows;
    const numbers = Array.from({ length: isPoint(this.#shape) ? pointCount : rows * columns }, (_, i) => i);
    const classes = isPoint(this.#shape) ? numbers : numbers.map((i) => Math.floor(i / columns));
    const { data } = await generator.sample(numbers, classes, { chunk });
    await generator.forget();
    return data;
  }

  /** How varied the samples are that were drawn last, beside as many real examples; undefined where none were. */
  async variety(): Promise<Variety | undefined> {
    if (!this.#made) return undefined;
    const rows = (data: Float32Array) => rowsOf({ shape: [data.length / sizeOf(this.#shape), ...this.#shape], data });
    const [samples, reals] = [rows(this.#made), rows(this.#reals)];
    if (Math.min(samples.n, reals.n) < fewest) return undefined;
    this.#realExtent ??= await extentOf(reals);
    return variety(await extentOf(samples), this.#realExtent);
  }

  /** `curves.png` from the metric lines so far. */
  async drawCurves(lines: readonly Record<string, unknown>[], measured?: Measurements): Promise<void> {
    if (lines.length > 0) writeFileAtomic(join(this.#directory, 'curves.png'), await drawCurves(lines, { measured }));
  }

  async #picture(data: Float32Array): Promise<Uint8Array | undefined> {
    if (!isImage(this.#shape)) return undefined;
    const [height, width, channels] = this.#shape as [number, number, number];
    const count = data.length / (height * width * channels);
    const { columns } = this.#config.monitor;
    const { range } = this.#config.data;
    return imageGrid(shownChannels({ data, count, height, width, channels, columns, range }));
  }

  async close(): Promise<void> {
    for (const generator of this.#generators) await generator.close();
    await this.#translations?.close();
  }
}

function joined(arrays: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(arrays.reduce((n, { length }) => n + length, 0));
  let at = 0;
  for (const array of arrays) {
    whole.set(array, at);
    at += array.length;
  }
  return whole;
}
