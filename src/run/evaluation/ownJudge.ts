import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { Dataset } from '../../data/dataset.ts';
import { cacheFolder, type DataContext, isDrawn } from '../../data/index.ts';
import { rotated } from '../../data/rotated.ts';
import { DuelError } from '../../errors.ts';
import { makeFolder } from '../../files/folders.ts';
import { halfMade } from '../../files/halfMade.ts';
import { classifier } from '../../presets/own/classifier.ts';
import { plain, presetConfig, type RunConfig } from '../config/config.ts';
import { Checkpoints } from '../directory/checkpoints.ts';
import { discardRun, moveRun } from '../directory/directory.ts';
import { hashOf } from '../directory/made.ts';
import { newRun } from '../training/newRun.ts';

/** A classifier that Duel has trained on data, to judge what is to look like them. */
export interface OwnJudge {
  readonly directory: string;
  /** What it learned to tell apart: the data's own classes, or by how much a picture was turned. */
  readonly task: 'classes' | 'rotation';
  /** Share of right answers on examples that it did not learn from; undefined where there are none. */
  readonly accuracy: number | undefined;
}

export interface JudgeWish {
  readonly threads?: number | undefined;
  readonly context: DataContext;
  readonly onProgress?: ((done: number, total: number) => unknown) | undefined;
}

/** Raised when equal data would get another judge. */
export const judgeVersion = 1;
/** Data with more classes than that are told apart by turning them. */
const mostClasses = 100;
/** Examples of a step. */
const batch = 128;
const few = { passes: 3, least: 600, most: 2000, dropout: 0.4 };
/** Of so many that each is seen four times: less dropout, which takes long to learn with. */
const many = { passes: 4, dropout: 0.1 };
/** Drawn data are easy to learn. */
const drawn = { steps: 300, dropout: 0.4 };

/**
 * The judge of pictures: a classifier of their classes, or, where they have none, of how they were turned. It is trained
 * once for each data set and shape, and kept in the cache.
 *
 * @param data a run's data, in the form that its samples have
 * @param dataset these data, open
 */
export async function ownJudge(data: RunConfig['data'], dataset: Dataset, wish: JudgeWish): Promise<OwnJudge> {
  const { directory, folder, config, task } = placeOf(data, dataset, wish.context);
  if (!existsSync(directory)) await trainInto(directory, folder, config, wish);
  return { directory, task, accuracy: accuracyOf(directory) };
}

/** The judge that has been trained for these data already, if one has. */
export function knownJudge(data: RunConfig['data'], dataset: Dataset, context: DataContext): OwnJudge | undefined {
  const { directory, task } = placeOf(data, dataset, context);
  return existsSync(directory) ? { directory, task, accuracy: accuracyOf(directory) } : undefined;
}

const accuracyOf = (directory: string): number | undefined =>
  new Checkpoints(join(directory, 'checkpoints')).best()?.scores.accuracy;

/** Where the judge of data lies, and how it is trained. */
function placeOf(data: RunConfig['data'], dataset: Dataset, context: DataContext) {
  const { classes, shape } = dataset;
  const task: OwnJudge['task'] = classes.length >= 2 && classes.length <= mostClasses ? 'classes' : 'rotation';
  const learned = task === 'rotation' ? rotated(dataset) : dataset;
  const { labels: _, ...form } = data;
  const own = { ...form, holdOut: data.holdOut ?? 0.1, ...(task === 'rotation' && { labels: 'rotation' as const }) };
  const config = judgeConfig(own, learned, judgePlan(data.source, task, learned.count));
  // where the pictures lie, and by which rules they were read, shows in the fingerprint of what they are
  const { range, scaling, flip, crop, holdOut, labels } = config.data;
  const seen = { range, scaling, flip, crop, holdOut, labels };
  const identity = { judgeVersion, fingerprint: dataset.fingerprint, shape, ...plain({ ...config, data: seen }) };
  const folder = join(cacheFolder(context), 'judges');
  return { directory: join(folder, hashOf(identity).slice(0, 32)), folder, config, task };
}

/** For how many steps a judge learns, and with how much dropout. */
export interface JudgePlan {
  readonly steps: number;
  readonly dropout: number;
}

/** How a judge of so many examples learns. */
export function judgePlan(source: string, task: OwnJudge['task'], count: number): JudgePlan {
  if (isDrawn(source)) return drawn;
  const stepsOf = (passes: number) => Math.min(few.most, Math.max(few.least, Math.ceil((passes * count) / batch)));
  const areMany = task === 'classes' && many.passes * count > few.least * batch;
  return areMany
    ? { steps: stepsOf(many.passes), dropout: many.dropout }
    : { steps: stepsOf(few.passes), dropout: few.dropout };
}

/** What a judge is trained by. */
export function judgeConfig(
  { pairs: _, domains: __, ...data }: RunConfig['data'],
  learned: Pick<Dataset, 'shape' | 'classes' | 'count'>,
  { steps, dropout }: JudgePlan,
): RunConfig {
  const options = { steps, snapshotEvery: steps, keep: 1, set: [`dropout=${dropout}`] };
  return { ...presetConfig(classifier, data, learned, options), name: 'judge' };
}

/** Trains a classifier in a folder of runs, and returns its run. */
export async function trainJudge(config: RunConfig, out: string, wish: JudgeWish): Promise<string> {
  const { context, threads, onProgress } = wish;
  const { directory, status } = await newRun(config, {
    out,
    threads,
    signal: context.signal,
    dataContext: context,
    on: (event) => (event.type === 'step' ? onProgress?.(event.step, config.steps) : undefined),
  });
  context.signal?.throwIfAborted();
  if (status !== 'finished')
    throw new DuelError('internal', 'eval/judge-unfinished', `the training of a judge ended as ${status}`);
  return directory;
}

/** Trains under another name, so that a judge is whole or not there. */
async function trainInto(directory: string, folder: string, config: RunConfig, wish: JudgeWish): Promise<void> {
  const making = `${directory}.${process.pid}.tmp`;
  makeFolder(folder, { fix: 'choose another place for the cache: DUEL_CACHE=FOLDER, or XDG_CACHE_HOME=FOLDER' });
  const settle = halfMade(making);
  try {
    // another process may have been first
    moveRun(await trainJudge(config, making, wish), directory);
  } finally {
    discardRun(making);
    settle();
  }
}
