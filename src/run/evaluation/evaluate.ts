import type { DataContext } from '../../data/index.ts';
import { DuelError } from '../../errors.ts';
import { translatorsOf } from '../../gan/index.ts';
import type { Values } from '../../metrics/metric.ts';
import {
  checkRequirements,
  type HeldTo,
  heldTo,
  parseRequirement,
  type Requirement,
  valuesByName,
} from '../../metrics/requirement.ts';
import { checkOptions, checkText } from '../../options/check.ts';
import * as kinds from '../../options/kinds.ts';
import { readConfig } from '../config/config.ts';
import type { CheckpointChoice } from '../directory/checkpoints.ts';
import { keepOrNote } from '../directory/keepOrNote.ts';
import { imageGrid } from '../pictures/pictures.ts';
import { shownChannels } from '../pictures/shownChannels.ts';
import { withOpen } from '../training/keeping.ts';
import { readEvaluation, writeEvaluation, writeNeighbours } from './evaluationFile.ts';
import { RunEvaluator } from './evaluator.ts';
import type { Protocol } from './means.ts';
import type { SeenNeighbours } from './measure.ts';
import { measureTranslations } from './translations.ts';

export interface EvaluateOptions {
  /** Names of metrics. Default: all that mean something on the run's data and have what they need. */
  readonly metrics?: readonly string[] | undefined;
  /** Seeds of the samples. Default: 0 … n − 1. */
  readonly seeds?: readonly number[] | undefined;
  /** How many samples, where no seeds are given. Default: as many as is customary for the metrics. */
  readonly n?: number | undefined;
  readonly checkpoint?: CheckpointChoice | undefined;
  /** The weights as trained, not their average. */
  readonly raw?: boolean | undefined;
  /**
   * Directory of a run that trained a classifier, which reads samples for the metrics. Default: one that Duel trains on the
   * run's data, once for each data set, and keeps in the cache.
   */
  readonly judge?: string | undefined;
  /**
   * A file whose network reads the features of pictures, in the judge's place: `FILE.onnx`, and behind it what the file does
   * not say itself: `FILE.onnx?range=0,1&layout=nchw&output=NAME&size=96`; or `inception:FILE.pth`, the weights of FID.
   */
  readonly extractor?: string | undefined;
  /** Conditions such as `modes>=8`. */
  readonly require?: readonly string[] | undefined;
  /**
   * Of a run that makes pictures from pictures: pairs of your own that its translations are judged by, two folders or zips
   * with equal file names, inside `data` where that is given. Default: what is held out of the run's data.
   */
  readonly data?: string | undefined;
  readonly input?: string | undefined;
  readonly target?: string | undefined;
  readonly threads?: number | undefined;
  /** Is told how much of what is done, `samples` for example. It is waited for; what it throws ends the work. */
  readonly onProgress?: ((done: number, total: number, what: string) => unknown) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly dataContext?: DataContext | undefined;
  /** Writes what the metrics give to the run's `eval/000012000.json`, beside what others gave at that step. Default false. */
  readonly keep?: boolean | undefined;
}

const evaluateKinds: kinds.OptionKinds<EvaluateOptions> = {
  metrics: kinds.texts('modes'),
  seeds: kinds.seeds,
  n: kinds.samples,
  checkpoint: kinds.checkpoint,
  raw: kinds.flag,
  judge: kinds.text,
  extractor: kinds.text,
  data: kinds.text,
  input: kinds.text,
  target: kinds.text,
  require: kinds.texts('modes>=8'),
  threads: kinds.whole(),
  onProgress: kinds.callback,
  signal: kinds.signal,
  dataContext: kinds.object,
  keep: kinds.flag,
};

/** How a measurement was made: numbers whose protocols differ cannot be compared. */
export interface Measured extends Partial<Protocol> {
  /** Samples, or examples that were translated. */
  readonly n: number;
  /** Their seeds: `0-2499`, `1,5,9`. Of translations, which examples: `held out`. */
  readonly seeds: string;
  /** Whether by the weights as trained, where the run keeps their average too. */
  readonly raw: boolean;
}

export interface Evaluation extends HeldTo {
  readonly run: string;
  readonly step: number;
  /** What each metric gives. */
  readonly metrics: Readonly<Record<string, Values>>;
  /** How each was measured. */
  readonly measured: Readonly<Record<string, Measured>>;
  /** The file that holds the metrics too, where they were kept. */
  readonly file?: string;
  /** A picture of samples beside the examples that they are nearest to, where these were looked for and kept. */
  readonly picture?: string;
  /** What a person should know beside them. */
  readonly notes: readonly string[];
}

/**
 * Judges a run's generator by metrics, on the CPU. Sample i follows from seed i alone, as everywhere. Nothing is written
 * unless `keep` asks for it.
 */
export async function evaluate(directory: string, options: EvaluateOptions = {}): Promise<Evaluation> {
  checkText('evaluate()', "a run's directory", directory, 'runs/001-ring');
  checkOptions('evaluate()', options, evaluateKinds);
  if (translatorsOf(readConfig(directory).game).length > 0) return evaluateTranslations(directory, options);
  if (options.input !== undefined || options.target !== undefined || options.data !== undefined)
    throw new DuelError(
      'usage',
      'eval/no-pairs',
      'pairs judge runs that make pictures from pictures, and this is none',
      {
        where: directory,
        fix: 'leave --data, --input and --target out',
      },
    );
  return withOpen(async (keep) => {
    const evaluator = keep(await RunEvaluator.open(directory, options));
    return evaluateOpen(evaluator, options);
  });
}

/** What an evaluator measures at the checkpoint that it is at, held to what is required, and kept where it is to be. */
export async function evaluateOpen(
  evaluator: RunEvaluator,
  { keep = false, seeds }: Pick<EvaluateOptions, 'keep' | 'seeds'>,
): Promise<Evaluation> {
  const { generator, require } = evaluator;
  const { directory } = generator;
  // a broken file is told of before the work
  const before = keep ? readEvaluation(directory, generator.step) : undefined;
  const { step, metrics, measured, notes: told, neighbours } = await evaluator.measure();
  const notes = [...told];
  const done = { directory, step, metrics, measured, require, before, notes };
  if (!neighbours || !before) return concluded(done);
  const { range } = generator.config.data;
  const seedOf = (place: number) => seeds?.[place] ?? place;
  const shown = { ...neighbours, range, seedOf };
  const picture = await keptNeighbours(directory, step, shown, notes);
  return { ...concluded({ ...done, shown }), ...(picture !== undefined && { picture }) };
}

type ShownNeighbours = SeenNeighbours & {
  readonly range: readonly [number, number];
  readonly seedOf: (place: number) => number;
};

/** Draws samples beside the examples nearest to them into the run, a row for each. */
async function keptNeighbours(
  directory: string,
  step: number,
  { pictures: { shape, data }, rows, range }: ShownNeighbours,
  notes: string[],
): Promise<string | undefined> {
  const [count, height, width, channels] = shape as [number, number, number, number];
  const columns = count / rows.length;
  const png = await imageGrid(shownChannels({ data, count, height, width, channels, range, columns }));
  return keepOrNote('the picture of nearest examples', notes, () => writeNeighbours(directory, step, png));
}

/** What the run's file says of them: the seeds of the samples, and how far the examples are. */
const listed = ({ rows, seedOf }: ShownNeighbours) =>
  rows.map(({ sample, distances }) => ({ seed: seedOf(sample), distances }));

/** What was measured, held to what is required, and kept where it is to be. */
function concluded({
  directory,
  step,
  metrics,
  measured,
  require,
  before,
  notes,
  shown,
}: {
  directory: string;
  step: number;
  metrics: Readonly<Record<string, Values>>;
  measured: Readonly<Record<string, Measured>>;
  require: readonly Requirement[];
  before: ReturnType<typeof readEvaluation> | undefined;
  notes: string[];
  shown?: ShownNeighbours;
}): Evaluation {
  const { requirements, met } = heldTo(require, metrics);
  const own = withMeasured(metrics, measured);
  const seen = shown && { [shown.metric]: { ...own[shown.metric], neighbours: listed(shown) } };
  const kept = before && { ...before, ...own, ...seen };
  const file = kept && keepOrNote('the result', notes, () => writeEvaluation(directory, step, kept));
  return { run: directory, step, metrics, measured, requirements, met, ...(file !== undefined && { file }), notes };
}

/** Judges what a run makes of pictures by what they should become. */
async function evaluateTranslations(directory: string, options: EvaluateOptions): Promise<Evaluation> {
  const { n, checkpoint, raw = false, data, input, target, threads, onProgress, signal } = options;
  const useless = (['metrics', 'seeds', 'judge', 'extractor'] as const).find((name) => options[name] !== undefined);
  if (useless !== undefined)
    throw new DuelError(
      'usage',
      'eval/translations',
      'this run makes pictures from pictures, which are compared with what they should become',
      { where: `--${useless}`, fix: `leave --${useless} out` },
    );
  if ((input === undefined) !== (target === undefined) || (data !== undefined && input === undefined))
    throw new DuelError('usage', 'eval/half-pairs', 'pairs are inputs and targets', {
      where: data !== undefined && input === undefined ? '--data' : input === undefined ? '--target' : '--input',
      fix: 'give both: --input DIR|zip --target DIR|zip',
    });
  const require = (options.require ?? []).map(parseRequirement);
  const pairs = input === undefined ? undefined : { data, input, target: target! };
  const progress = (done: number, total: number) => onProgress?.(done, total, 'examples');
  const wish = { n, checkpoint, raw, pairs, threads, onProgress: progress, signal };
  const { step, metrics, n: measuredOn, notes } = await measureTranslations(directory, wish);
  checkRequirements(require, [...valuesByName(metrics).keys()]);
  const before = options.keep ? readEvaluation(directory, step) : undefined;
  const how: Measured = { n: measuredOn, seeds: pairs ? `${input} → ${target}` : 'held out', raw };
  const measured = Object.fromEntries(Object.keys(metrics).map((name) => [name, how]));
  return concluded({ directory, step, metrics, measured, require, before, notes: [...notes] });
}

const withMeasured = (metrics: Evaluation['metrics'], measured: Evaluation['measured']) =>
  Object.fromEntries(Object.entries(metrics).map(([name, values]) => [name, { ...values, measured: measured[name] }]));
