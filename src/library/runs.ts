import { join } from 'node:path';
import { checkOptions, checkText } from '../options/check.ts';
import * as kinds from '../options/kinds.ts';
import { type RunConfig, readConfig } from '../run/config/config.ts';
import { type CheckpointChoice, Checkpoints, checkpointName } from '../run/directory/checkpoints.ts';
import { findRun as findIn } from '../run/directory/directory.ts';
import type { ReadTensor } from '../run/directory/safetensors.ts';
import { readLinesFrom } from '../run/directory/steps.ts';
import { type RunSummary, summarizeRuns } from '../run/directory/summary.ts';

/** The runs of a folder by number, each with how it stands. A folder that is not there has none. */
export function listRuns(folder = 'runs'): RunSummary[] {
  checkText('listRuns()', 'a folder of runs', folder, 'runs');
  return summarizeRuns(folder);
}

/**
 * The directory of a run: by its name (`003-mnist-dcgan`), its number (`3`) or as the `last` one of a folder of runs, or
 * by its path.
 *
 * @throws DuelError of kind `usage` that lists the runs there are
 */
export function findRun(name: string, folder = 'runs'): string {
  checkText('findRun()', 'the name, number or path of a run', name, 'last');
  checkText('findRun()', 'a folder of runs', folder, "last', 'runs");
  return findIn(name, folder);
}

/** What a run trains, with nothing left open: `train` takes it as well. */
export function readRunConfig(run: string): RunConfig {
  checkText('readRunConfig()', "a run's directory", run, 'runs/001-quickstart');
  return readConfig(run);
}

export interface ReadMetricsOptions {
  /** The first step and the last one. Default: all. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** What was measured at a step. */
export interface StepMetrics {
  /** From 1. */
  readonly step: number;
  /** The stage that it belongs to, from 1, in a run of several. */
  readonly stage?: number | undefined;
  /** Losses and what else the game reports, by name; a value that was not finite is null. */
  readonly metrics: Readonly<Record<string, number | null>>;
  /** Learning rates by player. */
  readonly rates: Readonly<Record<string, number>>;
  readonly imagesPerSecond: number;
}

/**
 * The metrics of a run, step by step, read as they are asked for: a run of millions of steps needs no memory. What lies
 * before `from` is not read.
 *
 *     for (const { step, metrics } of readMetrics(run, { from: 1000 })) console.log(step, metrics.generatorLoss);
 */
export function readMetrics(run: string, options: ReadMetricsOptions = {}): Iterable<StepMetrics> {
  checkText('readMetrics()', "a run's directory", run, 'runs/001-quickstart');
  checkOptions<ReadMetricsOptions>('readMetrics()', options, { from: kinds.whole(), to: kinds.whole() });
  const { from = 1, to = Number.POSITIVE_INFINITY } = options;
  readConfig(run);
  return { [Symbol.iterator]: () => metricsOf(join(run, 'metrics.jsonl'), from, to) };
}

function* metricsOf(path: string, from: number, to: number): Generator<StepMetrics> {
  for (const line of readLinesFrom(path, from)) {
    const { step, stage, rates = {}, imagesPerSecond = 0, ...metrics } = line;
    if ((step as number) > to) return;
    yield { step, ...(stage !== undefined && { stage }), metrics, rates, imagesPerSecond } as StepMetrics;
  }
}

/** A checkpoint that a run has. */
export interface CheckpointFile {
  readonly step: number;
  readonly path: string;
  /** Whether the run goes on from it. */
  readonly isLast: boolean;
  readonly isBest: boolean;
}

/** The checkpoints of a run, by step. */
export function listCheckpoints(run: string): CheckpointFile[] {
  checkText('listCheckpoints()', "a run's directory", run, 'runs/001-quickstart');
  readConfig(run);
  const checkpoints = new Checkpoints(join(run, 'checkpoints'));
  const [last, best] = [checkpoints.last()?.step, checkpoints.best()?.step];
  return checkpoints.list().map((step) => ({
    step,
    path: join(checkpoints.folder, checkpointName(step)),
    isLast: step === last,
    isBest: step === best,
  }));
}

/** The whole state of a training at a step. */
export interface Checkpoint {
  readonly step: number;
  readonly path: string;
  /** Parameters, moments of the optimizers, averages, by name. */
  readonly tensors: Readonly<Record<string, ReadTensor>>;
  /** Says that another checkpoint was taken than the one wanted. */
  readonly warning?: string;
}

/**
 * A checkpoint of a run: its last one, its best one, or that of a step. It is checked against its SHA-256.
 *
 * @throws DuelError of kind `checkpoint` where it is missing or broken, with the steps that there are
 */
export function readCheckpoint(run: string, which: CheckpointChoice = 'last'): Checkpoint {
  checkText('readCheckpoint()', "a run's directory", run, 'runs/001-quickstart');
  checkOptions('readCheckpoint()', { which }, { which: kinds.checkpoint });
  const checkpoints = new Checkpoints(join(run, 'checkpoints'));
  const { step, file, tensors, warning } = checkpoints.load(which);
  return { step, path: join(checkpoints.folder, file), tensors, ...(warning !== undefined && { warning }) };
}
