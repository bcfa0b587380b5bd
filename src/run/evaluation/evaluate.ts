import { findDataset } from '../../data/index.ts';
import type { DuelError } from '../../errors.ts';
import { systemCode } from '../../files/problem.ts';
import type { Asked, DataFacts, Tally, Values } from '../../metrics/metric.ts';
import { checkRequirements, parseRequirement, valuesByName } from '../../metrics/requirement.ts';
import { checkOptions, checkText } from '../../options/check.ts';
import * as kinds from '../../options/kinds.ts';
import { openHere } from '../../runtime/node/open.ts';
import type { CheckpointChoice } from '../directory/checkpoints.ts';
import { RunGenerator } from '../sampling/generator.ts';
import { type Chosen, checkJudge, chooseMetrics } from './evaluateChoice.ts';
import { readEvaluation, writeEvaluation } from './evaluationFile.ts';
import { classesOf, openJudge } from './judge.ts';

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
  /** Directory of a run that trained a classifier, for metrics that need one. */
  readonly judge?: string | undefined;
  /** Conditions such as `modes>=8`. */
  readonly require?: readonly string[] | undefined;
  readonly threads?: number | undefined;
  /** Is waited for; what it throws ends the work. */
  readonly onProgress?: ((done: number, total: number) => unknown) | undefined;
  readonly signal?: AbortSignal | undefined;
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
  require: kinds.texts('modes>=8'),
  threads: kinds.whole(),
  onProgress: kinds.callback,
  signal: kinds.signal,
  keep: kinds.flag,
};

/** How a measurement was made. */
export interface Measured {
  /** Samples. */
  readonly n: number;
  /** Their seeds: `0-2499`, `1,5,9`. */
  readonly seeds: string;
  readonly raw: boolean;
  /** The classifier that read the samples, where one did. */
  readonly judge?: { readonly run: string; readonly step: number };
}

export interface Evaluation {
  readonly run: string;
  readonly step: number;
  /** What each metric gives. */
  readonly metrics: Readonly<Record<string, Values>>;
  readonly measured: Measured;
  readonly requirements: readonly { readonly require: string; readonly value: number; readonly met: boolean }[];
  /** Whether all requirements are met. */
  readonly met: boolean;
  /** The file that holds the metrics too, where they were kept. */
  readonly file?: string;
  /** What a person should know beside them. */
  readonly notes: readonly string[];
}

/** Samples that are made at once. */
const chunk = 256;

/**
 * Judges a run's generator by metrics, on the CPU. Sample i follows from seed i alone, as everywhere. Nothing is written
 * unless `keep` asks for it.
 */
export async function evaluate(directory: string, options: EvaluateOptions = {}): Promise<Evaluation> {
  checkText('evaluate()', "a run's directory", directory, 'runs/001-ring');
  checkOptions('evaluate()', options, evaluateKinds);
  const open: { close(): Promise<void> }[] = [];
  const keep = <T extends { close(): Promise<void> }>(thing: T) => {
    open.unshift(thing);
    return thing;
  };
  try {
    const { checkpoint, raw = false, threads } = options;
    const require = (options.require ?? []).map(parseRequirement);
    const generator = keep(await RunGenerator.open(directory, { checkpoint, raw, threads }));
    // a broken file is told of before the work
    const before = options.keep ? readEvaluation(directory, generator.step) : undefined;
    const { data } = generator.config;
    const [, ...shape] = (await generator.generate(generator.latents([0]))).shape;
    const facts: DataFacts = {
      source: data.source,
      shape,
      classes: classesOf(directory),
      modes: findDataset(data.source)?.modes,
      asked: askedOf(generator),
    };
    const { chosen, notes } = chooseMetrics(facts, options.metrics, options.judge !== undefined);
    checkRequirements(require, namesOf(chosen));

    const needy = chosen.filter(({ demand }) => demand.judge !== undefined);
    const judge =
      options.judge === undefined || needy.length === 0
        ? undefined
        : keep(await openJudge(options.judge, keep(await openHere('cpu', { threads })), data.range));
    if (options.judge !== undefined && judge === undefined)
      notes.push('no metric here needs the judge: it reads nothing');
    for (const { metric, demand } of needy) checkJudge(metric, demand, judge!, options.judge!);

    const n = options.n ?? Math.max(...chosen.map(({ demand }) => demand.n));
    const seeds = options.seeds ?? Array.from({ length: n }, (_, i) => i);
    const tallies = chosen.map(({ metric }) => metric.begin(facts, judge));
    await sampleInto(tallies, generator, seeds, options);

    const metrics = Object.fromEntries(chosen.map(({ metric }, i) => [metric.name, tallies[i]!.result()]));
    const measured: Measured = {
      n: seeds.length,
      seeds: rangesOf(seeds),
      raw,
      ...(judge && { judge: { run: options.judge!, step: judge.step } }),
    };
    const values = valuesByName(metrics);
    const requirements = require.map(({ text, name, holds }) => {
      const value = values.get(name)!;
      return { require: text, value, met: holds(value) };
    });
    const file = options.keep
      ? keepOrNote(notes, () =>
          writeEvaluation(directory, generator.step, { ...before, ...withMeasured(metrics, measured) }),
        )
      : undefined;
    return {
      run: directory,
      step: generator.step,
      metrics,
      measured,
      requirements,
      met: requirements.every(({ met }) => met),
      ...(file !== undefined && { file }),
      notes: [...(generator.warning === undefined ? [] : [generator.warning]), ...notes],
    };
  } finally {
    for (const thing of open) await thing.close();
  }
}

/** The file that was written; a run that cannot be written, perhaps another's, is no reason to lose what was measured. */
function keepOrNote(notes: string[], write: () => string): string | undefined {
  try {
    return write();
  } catch (cause) {
    if (systemCode(cause) === undefined) throw cause;
    const { message, where } = cause as DuelError;
    notes.push(`the result is not kept: ${message}: ${where}`);
    return undefined;
  }
}

/** What a generator can be asked for: a class, or a value of its first categorical code. */
function askedOf({ classCount, isToldClasses }: RunGenerator): Asked | undefined {
  if (classCount === 0) return undefined;
  return { kind: isToldClasses ? 'class' : 'code', count: classCount };
}

/** The names that the chosen metrics' numbers will have. */
const namesOf = (chosen: readonly Chosen[]): string[] => [
  ...valuesByName(
    Object.fromEntries(
      chosen.map(({ metric, demand }) => [metric.name, Object.fromEntries(demand.values.map((name) => [name, 0]))]),
    ),
  ).keys(),
];

async function sampleInto(
  tallies: readonly Tally[],
  generator: RunGenerator,
  seeds: readonly number[],
  { onProgress, signal }: EvaluateOptions,
): Promise<void> {
  for (let at = 0; at < seeds.length; at += chunk) {
    signal?.throwIfAborted();
    const some = seeds.slice(at, at + chunk);
    const samples = await generator.generate(generator.latents(some));
    const { classCount } = generator;
    const asked = classCount > 0 ? some.map((seed) => seed % classCount) : undefined;
    for (const tally of tallies) await tally.add({ ...samples, asked });
    await onProgress?.(Math.min(at + chunk, seeds.length), seeds.length);
  }
}

const withMeasured = (metrics: Readonly<Record<string, Values>>, measured: Measured) =>
  Object.fromEntries(Object.entries(metrics).map(([name, values]) => [name, { ...values, measured }]));

/** Seeds as they are written: `0-63`, `1,5-7,9`. */
function rangesOf(seeds: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0, end = 0; i < seeds.length; i = end) {
    for (end = i + 1; end < seeds.length && seeds[end] === seeds[end - 1]! + 1; ) end++;
    parts.push(end - i === 1 ? String(seeds[i]) : `${seeds[i]}-${seeds[end - 1]}`);
  }
  return parts.join();
}
