import { join } from 'node:path';
import type { Dataset } from '../../data/dataset.ts';
import { cacheFolder, type DataContext, openDataset } from '../../data/index.ts';
import { DuelError } from '../../errors.ts';
import { type EngineProducts, productsOn } from '../../metrics/linear/engineProducts.ts';
import type { DataFacts, Means, Reals } from '../../metrics/metric.ts';
import type { Engine } from '../../runtime/engine.ts';
import { openHere } from '../../runtime/node/open.ts';
import { dataRequest, type RunConfig } from '../config/config.ts';
import { asSeenIn, type StageConfig } from '../config/stages.ts';
import { hashOf } from '../directory/made.ts';
import type { FileExtractor, ReadBy } from '../extractors/extractor.ts';
import { openExtractor } from '../extractors/open.ts';
import { openHeldOut } from '../training/heldOut.ts';
import type { Keep } from '../training/keeping.ts';
import { dataContextOf } from '../training/options.ts';
import { type Chosen, checkJudge } from './evaluateChoice.ts';
import { openJudge, type RunJudge } from './judge.ts';
import { lastKept } from './lastKept.ts';
import { SampleLesson } from './lesson.ts';
import { type JudgePlan, judgePlan, judgeVersion, type OwnJudge, ownJudge, trainJudge } from './ownJudge.ts';
import { type Reading, RunReals } from './reals.ts';

/** What of a measurement must be equal for two numbers to be compared. */
export interface Protocol {
  /** The network that read the pictures. */
  readonly judge?: {
    readonly run: string;
    readonly step: number;
    /** SHA-256 of its weights. */
    readonly hash: string;
    /** What it was trained for, where Duel trained it for this. */
    readonly task?: OwnJudge['task'];
    /** Share of right answers on examples that it did not learn from. */
    readonly accuracy?: number | undefined;
  };
  /** The file whose network read the pictures, where one was named. */
  readonly extractor?: ReadBy;
  /** The real examples beside the samples. */
  readonly reals?: { readonly n: number; readonly of: string; readonly split: 'train'; readonly fingerprint: string };
  /** Names of the classes, where there are numbers for each of them, in their order. */
  readonly classes?: readonly string[];
  /** Hash of the metric's name, the numbers of samples and of real examples, which those are, and who read them. */
  readonly protocol: string;
}

/** What the chosen metrics measure with, open. */
export interface OpenMeans {
  /** Those metrics that have what they need. */
  readonly chosen: readonly Chosen[];
  readonly notes: readonly string[];
  /** What a person should know of the judge. */
  readonly warnings: readonly string[];
  /** Whether the data are bytes: samples are then measured as they would be written, clipped and rounded to these. */
  readonly areBytes: boolean;
  /** For one measurement: what it alone has, a classifier that will learn from its samples, is kept until its end. */
  meansOf(one: Chosen, keep: Keep): Means;
  /** The real examples that a metric holds samples beside, if any. */
  realsOf(one: Chosen): Reals | undefined;
  /** Samples that are customary: no more than there are real examples. */
  samplesOf(one: Chosen): number;
  protocolOf(one: Chosen, n: number): Protocol;
}

/** Beside few real examples there are still so many samples. */
const least = 1000;

/** The data beside which samples are held. */
export interface Beside {
  /** As a run has them in its configuration, in the form of the samples. */
  readonly data: RunConfig['data'];
  /** Opens them, and what of them is held out, if anything is; has both closed. */
  open(): Promise<{ readonly dataset: Dataset; readonly test: Dataset | undefined }>;
}

/** Who measures, and where things are found and kept. */
export interface MeansWish {
  readonly metrics?: readonly string[] | undefined;
  readonly n?: number | undefined;
  readonly judge?: string | undefined;
  readonly extractor?: string | undefined;
  readonly threads?: number | undefined;
  readonly onProgress?: ((done: number, total: number, what: string) => unknown) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly dataContext?: DataContext | undefined;
}

/** The data of a run, as its samples are at that stage. */
export function besideRun(config: StageConfig, context: DataContext, keep: Keep): Beside {
  const { data, stage } = config;
  return {
    data: stage.size === undefined ? data : { ...data, resolution: stage.size },
    async open() {
      const dataset = keep(await openDataset(dataRequest(data), context));
      const { test } = await openHeldOut(config, context);
      if (test) keep(test);
      return { dataset: asSeenIn(config, dataset), test: test && asSeenIn(config, test) };
    },
  };
}

/** Who reads pictures: a judge with what is known of it, or the network of a file, which reads features alone. */
type Reader =
  | { readonly judge: RunJudge; readonly run: string; readonly own?: OwnJudge; readonly file?: undefined }
  | { readonly file: FileExtractor; readonly judge?: undefined };

/** What one metric measures with. */
interface OpenedMeans {
  readonly reader: Reader | undefined;
  readonly reals: RunReals | undefined;
  /** A classifier that will learn from samples: how, and a new one. */
  readonly lesson?: { readonly plan: JudgePlan; begin(keep: Keep): SampleLesson };
}

/**
 * Opens the run's data and the judges that metrics demand, and has Duel train a judge where there is none. A metric whose
 * means cannot be had is left out with a note, unless a person named it.
 */
export async function openMeans(
  beside: Beside,
  facts: DataFacts,
  wanted: readonly Chosen[],
  options: MeansWish,
  keep: Keep,
): Promise<OpenMeans> {
  const opener = new Opener(beside, facts, options, keep);
  // what a person names is not left out
  if (options.extractor !== undefined && wanted.some(({ demand }) => demand.features))
    await opener.extractor(options.extractor);
  const ready: ({ one: Chosen } & OpenedMeans)[] = [];
  const problems: { problem: DuelError; name: string }[] = [];
  for (const one of wanted) {
    try {
      ready.push({ one, ...(await opener.meansOf(one)) });
    } catch (cause) {
      if (options.metrics !== undefined || !(cause instanceof DuelError) || cause.kind === 'internal') throw cause;
      problems.push({ problem: cause, name: one.metric.name });
    }
  }
  if (ready.length === 0) throw problems[0]!.problem;
  const notes = leftOut(problems);
  const products = ready.some(({ reals }) => reals) ? await opener.products() : undefined;
  const readers = [...new Set(ready.flatMap(({ reader }) => (reader ? [reader] : [])))];
  for (const [name, isUsed] of [
    ['judge', readers.some(({ judge }) => judge)],
    ['extractor', readers.some(({ file }) => file)],
  ] as const)
    if (options[name] !== undefined && !isUsed) notes.push(`no metric here needs the ${name}: it reads nothing`);
  const found = (one: Chosen) => ready.find((entry) => entry.one === one)!;
  return {
    chosen: ready.map(({ one }) => one),
    notes,
    areBytes: await opener.areBytes(),
    warnings: readers.flatMap(({ judge }) => judge?.warning ?? []),
    meansOf(one, keep) {
      const { reader, reals, lesson } = found(one);
      const extractor = reader && extractorOf(reader);
      return { judge: reader?.judge, extractor, reals, products, lesson: lesson?.begin(keep) };
    },
    realsOf: (one) => found(one).reals,
    samplesOf(one) {
      const { reals } = found(one);
      return reals ? Math.min(one.demand.n, Math.max(least, reals.n)) : one.demand.n;
    },
    protocolOf: (one, n) => protocolOf(one, n, found(one), facts),
  };
}

const extractorOf = (reader: Reader): FileExtractor | RunJudge => reader.file ?? reader.judge;

/** What is not measured, and why: a line for each reason. */
function leftOut(problems: readonly { problem: DuelError; name: string }[]): string[] {
  const byReason = new Map<string, string[]>();
  for (const { problem, name } of problems) {
    const { message, where, fix } = problem;
    const reason = [`${where === undefined ? '' : `${where}: `}${message}`, ...(fix === undefined ? [] : [fix])].join(
      '; ',
    );
    byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  }
  return Array.from(
    byReason,
    ([reason, names]) => `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} left out: ${reason}`,
  );
}

function protocolOf(
  { metric, demand }: Chosen,
  n: number,
  { reader, reals, lesson }: OpenedMeans,
  { classes }: DataFacts,
): Protocol {
  const judge = reader?.judge && {
    run: reader.run,
    step: reader.judge.step,
    hash: reader.judge.hash,
    ...(reader.own && { task: reader.own.task, accuracy: reader.own.accuracy }),
  };
  const identity = [
    ...[1, metric.name, n, reader && extractorOf(reader).hash, reals && [reals.n, reals.fingerprint]],
    ...(lesson ? [[judgeVersion, lesson.plan]] : []),
  ];
  return {
    ...(judge && { judge }),
    ...(reader?.file && { extractor: reader.file.readBy }),
    ...(reals && { reals: { n: reals.n, of: reals.name, split: 'train', fingerprint: reals.fingerprint } }),
    ...(demand.byClass && { classes }),
    protocol: hashOf(identity).slice(0, 16),
  };
}

/** Opens each thing once. */
class Opener {
  readonly #beside: Beside;
  readonly #facts: DataFacts;
  readonly #options: MeansWish;
  readonly #keep: Keep;
  #engine: Promise<Engine> | undefined;
  #data: ReturnType<Beside['open']> | undefined;
  readonly #readers = new Map<string, Promise<Reader>>();
  /** By their number and by who reads them. */
  readonly #reals = new Map<string, RunReals>();

  constructor(beside: Beside, facts: DataFacts, options: MeansWish, keep: Keep) {
    this.#beside = beside;
    this.#facts = facts;
    this.#options = options;
    this.#keep = keep;
  }

  async meansOf(one: Chosen): Promise<OpenedMeans> {
    const { demand, metric } = one;
    const { n = demand.n } = this.#options;
    const reader = await this.#readerFor(one);
    if (reader?.judge && demand.judge) checkJudge(metric, demand, reader.judge, reader.run);
    if (!demand.reals) return { reader, reals: undefined };
    const { dataset, test } = await this.#open();
    if (demand.heldOut && !test)
      throw new DuelError('usage', 'eval/nothing-held-out', 'no part of these data is held out from learning', {
        where: this.#beside.data.source,
        fix: 'train with --hold-out 0.1',
      });
    const extractor = demand.features && reader && extractorOf(reader);
    const key = `${n} ${extractor?.hash}`;
    const reals = this.#reals.get(key) ?? new RunReals(dataset, test, n, this.#reading(extractor));
    this.#reals.set(key, reals);
    return { reader, reals, ...(demand.lesson && { lesson: this.#lesson(dataset) }) };
  }

  /** A classifier that will learn from samples as a judge of these data learns from them. */
  #lesson({ classes, count }: Dataset): NonNullable<OpenedMeans['lesson']> {
    const { threads } = this.#options;
    const { source, range } = this.#beside.data;
    const onProgress = this.#telling('steps of a classifier');
    const plan = judgePlan(source, 'classes', count);
    const teaching = {
      folder: join(cacheFolder(this.#context), 'lessons'),
      range,
      shape: this.#facts.shape,
      classes,
      plan,
      train: (config: RunConfig, out: string) =>
        trainJudge(config, out, { threads, context: this.#context, onProgress }),
    };
    return {
      plan,
      begin: (keep) =>
        keep(new SampleLesson({ ...teaching, open: async (run) => keep(await this.#openJudge(run, range)) })),
    };
  }

  #telling(what: string): (done: number, total: number) => unknown {
    return (done, total) => this.#options.onProgress?.(done, total, what);
  }

  /** How real examples are read, for metrics that share them. */
  #reading(extractor: FileExtractor | RunJudge | undefined): Reading {
    return {
      range: this.#beside.data.range,
      extractor,
      cache: cacheFolder(this.#context),
      signal: this.#options.signal,
      onProgress: this.#telling('real examples'),
    };
  }

  get #context(): DataContext {
    return dataContextOf(this.#options);
  }

  /** The run's data, in the form of its samples. */
  #open(): ReturnType<Beside['open']> {
    this.#data ??= this.#beside.open();
    return this.#data;
  }

  /**
   * The person's extractor; the person's judge, unless it reads other pictures and features alone are wanted; else Duel's
   * own of that data set.
   */
  async #readerFor({ demand }: Chosen): Promise<Reader | undefined> {
    const { judge: given } = this.#options;
    if (demand.judge) return this.#reader(given, demand.judge.source);
    if (!demand.features) return undefined;
    const { extractor } = this.#options;
    if (extractor !== undefined) return this.extractor(extractor);
    const reader = await this.#reader(given, this.#facts.source);
    return reader.judge!.shape.join() === this.#facts.shape.join()
      ? reader
      : this.#reader(undefined, this.#facts.source);
  }

  #reader(given: string | undefined, source: string): Promise<Reader> {
    const key = given === undefined ? `own ${source}` : `given ${given}`;
    const known = this.#readers.get(key);
    if (known) return known;
    const reader = this.#openReader(given, source);
    this.#readers.set(key, reader);
    return reader;
  }

  extractor(text: string): Promise<Reader> {
    const { shape, range } = this.#facts;
    const open = async () => {
      const file = this.#keep(await openExtractor(text, await this.#openEngine(), { shape, range }));
      return { file: { ...file, features: lastKept(file.features) } };
    };
    const reader = this.#readers.get('file') ?? open();
    this.#readers.set('file', reader);
    return reader;
  }

  async #openReader(given: string | undefined, source: string): Promise<Reader> {
    const { range } = this.#beside.data;
    if (given !== undefined) return { run: given, judge: this.#keep(await this.#openJudge(given, range)) };
    const own = await this.#ownJudge(source);
    return { run: own.directory, own, judge: this.#keep(await this.#openJudge(own.directory, range)) };
  }

  async #ownJudge(source: string): Promise<OwnJudge> {
    const { threads } = this.#options;
    const wish = { threads, context: this.#context, onProgress: this.#telling('steps of a judge') };
    if (source === this.#facts.source) {
      const { dataset } = await this.#open();
      return ownJudge(this.#beside.data, dataset, wish);
    }
    const { range } = this.#beside.data;
    const dataset = await openDataset({ source }, this.#context);
    try {
      return await ownJudge({ source, range }, dataset, wish);
    } finally {
      await dataset.close();
    }
  }

  /** Whether the run's data are bytes; false where nothing asked for them. */
  async areBytes(): Promise<boolean> {
    return (await this.#data?.catch(() => undefined))?.dataset.kind === 'uint8';
  }

  /** Products of matrices, on the CPU's kernels. */
  async products(): Promise<EngineProducts> {
    return this.#keep(await productsOn(await this.#openEngine()));
  }

  #openEngine(): Promise<Engine> {
    this.#engine ??= openHere('cpu', { threads: this.#options.threads }).then((engine) => this.#keep(engine));
    return this.#engine;
  }

  async #openJudge(directory: string, range: readonly [number, number]): Promise<RunJudge> {
    return openJudge(directory, await this.#openEngine(), range);
  }
}
