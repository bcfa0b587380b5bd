import { defaultNames } from '../../data/arrays/table.ts';
import type { Dataset } from '../../data/dataset.ts';
import {
  allNotes,
  checkData,
  type DataContext,
  type DataReport,
  findDataset,
  isDrawn,
  openDataset,
  pairsText,
} from '../../data/index.ts';
import { resolutionText } from '../../data/resolution.ts';
import { DuelError } from '../../errors.ts';
import type { Augment } from '../../gan/index.ts';
import type { Preset } from '../../presets/preset.ts';
import { RandomStream } from '../../random/stream.ts';
import { sizeOf } from '../../tensor/index.ts';
import { type ConfigOptions, dataRequest, type RunConfig } from '../config/config.ts';
import { augmentEach } from '../pictures/augmentEach.ts';
import { type AskedData, askedData, assertMeant, fitting, namedData } from '../training/askedData.ts';
import { openHeldOut } from '../training/heldOut.ts';
import type { DataAnswers, DataFacts, DataStatistics, Example, ExamplePage } from './answers.ts';
import { pick } from './pick.ts';
import type { DataQuery, Selection } from './query.ts';
import { formOf, partsOf, shapeOf, viewsOf } from './shown.ts';
import { lookedAt, statisticsOf } from './statistics.ts';

/** Values of the examples of one answer at most: what a page can show, and holds in memory. */
const mostValues = 2 ** 23;

/** Stands for a training where none is named: it takes whatever data there are. */
const anyTraining = { name: 'data', data: { range: [-1, 1] }, game: () => ({}) } as unknown as Preset;

/** Data as a training would see them, open to be looked at before it begins. */
export class OpenData {
  readonly #asked: AskedData;
  readonly #dataset: Dataset;
  /** The configuration, where a training is named and is possible. */
  readonly #config: RunConfig | undefined;
  readonly #misfit: DataFacts['misfit'];
  readonly #isDrawn: boolean;
  #heldOut: ReturnType<typeof openHeldOut> | undefined;
  #labels: Int32Array | undefined;
  #statistics: DataStatistics | undefined;

  private constructor(asked: AskedData, dataset: Dataset, config: RunConfig | undefined, misfit: DataFacts['misfit']) {
    this.#asked = asked;
    this.#dataset = dataset;
    this.#config = config;
    this.#misfit = misfit;
    this.#isDrawn =
      !dataset.domains && (isDrawn(asked.data.source) || findDataset(asked.data.source)?.modes?.type === 'stacked');
  }

  /**
   * Opens the data of a training that is to begin, or has begun; without one, data as they are. What is not here is
   * downloaded.
   *
   * @throws DuelError what a training throws of them
   */
  static async open(
    what: Preset | RunConfig | undefined,
    options: ConfigOptions,
    context: DataContext = {},
  ): Promise<OpenData> {
    const asked = await askedData(what ?? anyTraining, options, context);
    const dataset = await openDataset(dataRequest(asked.data), context);
    try {
      assertMeant(asked.options, dataset);
      if (what === undefined) return new OpenData(asked, dataset, undefined, undefined);
      const [config, taken] = fitting(dataset, asked.data, (one) => [asked.configFor(one), one] as const);
      return new OpenData(asked, taken, config, undefined);
    } catch (cause) {
      if (cause instanceof DuelError && what !== undefined && cause.code !== 'config/means-nothing') {
        const { message, where, fix } = cause;
        return new OpenData(asked, dataset, undefined, { message, where, fix });
      }
      await dataset.close();
      throw cause;
    }
  }

  /** What is wrong with the data of such a training, file by file, and what was found in them; nothing is opened. */
  static async check(
    what: Preset | RunConfig | undefined,
    options: ConfigOptions,
    context: DataContext = {},
  ): Promise<DataReport> {
    const { data } = await namedData(what ?? anyTraining, options, context);
    const { source, pairs, domains, layout, columns, header, scaling } = data;
    const isReal = pairs?.type === 'folders' || pairs?.type === 'sideBySide';
    const said = { pairs: isReal ? pairs : undefined, domains, layout, columns, header, scaling };
    return checkData(
      source,
      context,
      Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)),
    );
  }

  get #range(): readonly [number, number] {
    return this.#config?.data.range ?? this.#asked.data.range;
  }

  facts(): DataFacts {
    const dataset = this.#dataset;
    const { name, shape, count, classes, domains = {} } = dataset;
    const { data, why } = this.#asked;
    const { found, warnings } = allNotes(dataset, this.#range);
    return {
      name,
      source: data.source,
      form: formOf(dataset),
      shape,
      range: this.#range,
      count,
      isDrawn: this.#isDrawn,
      classes,
      parts: partsOf(dataset).flatMap((part) =>
        part === undefined ? [] : [{ name: part, shape: shapeOf(dataset, part) }],
      ),
      domains: Object.entries(domains).map(([domain, of]) => ({
        name: domain,
        source: data.domains?.[domain] ?? of.name,
        count: of.count,
      })),
      columns: namesIn(dataset),
      found: [...(why === undefined ? [] : [why]), ...found],
      warnings,
      reading: readingOf(data),
      augment: this.#augment ?? null,
      ...(this.#misfit && { misfit: this.#misfit }),
    };
  }

  get #augment(): Augment | undefined {
    const game = this.#config?.game;
    return game && 'augment' in game ? game.augment : undefined;
  }

  /** How many examples are held out, which are opened for it. */
  async heldOut(context: DataContext): Promise<DataAnswers['heldOut']> {
    const { test, why } = await this.#test(context);
    return { count: test?.count ?? 0, ...(why !== undefined && { why }) };
  }

  #test(context: DataContext): ReturnType<typeof openHeldOut> {
    if (this.#heldOut) return this.#heldOut;
    const opening = openHeldOut({ data: this.#asked.data }, context);
    this.#heldOut = opening;
    // who was stopped, or failed, does not stand in the next one's way
    opening.catch(() => {
      this.#heldOut = undefined;
    });
    return opening;
  }

  async statistics(context: DataContext): Promise<DataStatistics> {
    if (this.#statistics) return this.#statistics;
    const dataset = this.#dataset;
    const isWhole = !this.#isDrawn && lookedAt(dataset, false) === dataset.count && dataset.classes.length > 0;
    const labels = isWhole ? new Int32Array(dataset.count) : undefined;
    const names = namesIn(dataset);
    const options = { range: this.#range, isDrawn: this.#isDrawn, names, ...(labels && { labels }) };
    this.#statistics = await statisticsOf(dataset, options, context);
    this.#labels = labels;
    return this.#statistics;
  }

  /** Examples as they are: the middle is cut out, and nothing is mirrored. */
  async examples(selection: Selection, context: DataContext): Promise<ExamplePage> {
    return this.#page(selection, context, (dataset, indices, labels) => this.#asTheyAre(dataset, indices, labels));
  }

  /** Examples, and each as it is drawn several times. */
  async augmented(
    { draws, drawSeed, augment, p, ...selection }: Extract<DataQuery, { type: 'augmented' }>,
    context: DataContext,
  ): Promise<ExamplePage> {
    if (augment !== undefined && formOf(this.#dataset) !== 'pictures')
      throw new DuelError(
        'usage',
        'augment/no-images',
        `${augment.type} transforms pictures, and these data are none`,
        {
          where: this.#dataset.name,
          fix: 'look at them without it',
        },
      );
    const drawn = { ...selection, n: Math.max(1, Math.min(selection.n, this.#most(draws + 1))) };
    return this.#page(drawn, context, async (dataset, indices, labels) => {
      const examples = await this.#asTheyAre(dataset, indices, labels);
      const repeated = Uint32Array.from({ length: indices.length * draws }, (_, k) => indices[Math.floor(k / draws)]!);
      const range = this.#range;
      const values: Float32Array[] = [];
      for (const part of partsOf(dataset)) {
        const shape = shapeOf(dataset, part);
        const read = new Float32Array(repeated.length * sizeOf(shape));
        const draw = (k: number) => new RandomStream(drawSeed, `draws/${repeated[k]}/${k % draws}`);
        await dataset.read(repeated, read, { range, part, draws: draw });
        const isShown = augment !== undefined && (part === undefined || part === 'target');
        values.push(isShown ? await augmentEach(read, shape, { augment, p, seed: drawSeed }) : read);
      }
      const views = await viewsOf(dataset, values, repeated.length, range);
      return examples.map((example, i) => ({ ...example, draws: views.slice(i * draws, (i + 1) * draws) }));
    });
  }

  /** Examples of which each is shown so often that fit into one answer. */
  #most(times: number): number {
    const size = partsOf(this.#dataset).reduce((sum, part) => sum + sizeOf(shapeOf(this.#dataset, part)), 0);
    return Math.max(1, Math.floor(mostValues / (size * times)));
  }

  async #page(
    selection: Selection,
    context: DataContext,
    show: (dataset: Dataset, indices: Uint32Array, labels: Int32Array) => Promise<Example[]>,
  ): Promise<ExamplePage> {
    const from = selection.split === 'train' ? this.#dataset : (await this.#test(context)).test;
    if (!from)
      throw new DuelError('usage', 'data/no-split', 'nothing is held out of these data', {
        where: this.#dataset.name,
        fix: 'hold some out: --hold-out 0.1',
      });
    const n = Math.min(selection.n, this.#most(1));
    const several = Object.entries(from.domains ?? {});
    const groups: { domain?: string; examples: Example[] }[] = [];
    let [of, shown, isAll] = [0, n, true];
    for (const [domain, dataset] of several.length > 0 ? several : [[undefined, from] as const]) {
      const known = dataset === this.#dataset ? this.#labels : undefined;
      const each = { ...selection, n: Math.max(1, Math.floor(n / Math.max(1, several.length))) };
      const picked = await pick(dataset, each, known, context);
      of = Math.max(of, picked.of);
      isAll &&= picked.isAll;
      shown = each.n;
      const labels = new Int32Array(picked.indices.length);
      const examples = await show(dataset, picked.indices, labels);
      groups.push({ ...(domain !== undefined && { domain }), examples });
    }
    return { of, isAll, n: shown, groups };
  }

  async #asTheyAre(dataset: Dataset, indices: Uint32Array, labels: Int32Array): Promise<Example[]> {
    const values: Float32Array[] = [];
    for (const part of partsOf(dataset)) {
      const read = new Float32Array(indices.length * sizeOf(shapeOf(dataset, part)));
      await dataset.read(indices, read, { range: this.#range, part, labels });
      values.push(read);
    }
    const views = await viewsOf(dataset, values, indices.length, this.#range);
    return views.map((view, k) => ({ ...view, index: indices[k]!, label: labels[k]!, draws: [] }));
  }

  async close(): Promise<void> {
    await this.#dataset.close();
    const held = await this.#heldOut?.catch(() => undefined);
    await held?.test?.close();
  }
}

/** What the numbers of an example are called: channels of pictures, columns of a table. */
function namesIn(dataset: Dataset): readonly string[] {
  const width = dataset.shape.at(-1)!;
  const form = formOf(dataset);
  if (form === 'pictures' && width === 1) return ['grey'];
  if (form === 'pictures' && width === 3) return ['red', 'green', 'blue'];
  if (form === 'pictures' || form === 'series') return Array.from({ length: width }, (_, c) => `channel ${c}`);
  return dataset.columns ?? defaultNames(width);
}

/** How data are read, in the words of the command line. */
function readingOf(data: RunConfig['data']): Record<string, string> {
  const { resolution, fit, crop, flip, pairs, holdOut, layout } = data;
  const said = {
    resolution: resolution === undefined ? undefined : resolutionText(resolution),
    fit,
    crop: crop === undefined ? undefined : resolutionText(crop),
    flip: flip ? 'yes' : undefined,
    pairs: pairs && pairs.type !== 'folders' ? pairsText(pairs) : undefined,
    holdOut: holdOut === undefined ? undefined : String(holdOut),
    layout,
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as Record<string, string>;
}
