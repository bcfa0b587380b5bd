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
const judgeVersion = 1;
/** Data with more classes than that are told apart by turning them. */
const mostClasses = 100;
/** Steps of 128 examples: three passes over the data, and so many at least and at most. Drawn data are easy to learn. */
const steps = { passes: 3, least: 600, most: 2000, drawn: 300 };

/**
 * The judge of pictures: a classifier of their classes, or, where they have none, of how they were turned. It is trained
 * once for each data set and shape, and kept in the cache.
 *
 * @param data a run's data, in the form that its samples have
 * @param dataset these data, open
 */
export async function ownJudge(data: RunConfig['data'], dataset: Dataset, wish: JudgeWish): Promise<OwnJudge> {
  const { classes, shape } = dataset;
  const task = classes.length >= 2 && classes.length <= mostClasses ? 'classes' : 'rotation';
  const config = configOf(data, dataset, task);
  const { source: _, domains: __, ...form } = config.data;
  const identity = { judgeVersion, fingerprint: dataset.fingerprint, shape, ...plain({ ...config, data: form }) };
  const folder = join(cacheFolder(wish.context), 'judges');
  const directory = join(folder, hashOf(identity).slice(0, 32));
  if (!existsSync(directory)) await trainInto(directory, folder, config, wish);
  const accuracy = new Checkpoints(join(directory, 'checkpoints')).best()?.scores.accuracy;
  return { directory, task, accuracy };
}

function configOf(
  { pairs: _, domains: __, labels: ___, ...data }: RunConfig['data'],
  dataset: Dataset,
  task: OwnJudge['task'],
): RunConfig {
  const turned = task === 'rotation';
  const learned = turned ? rotated(dataset) : dataset;
  const passes = Math.ceil((steps.passes * learned.count) / 128);
  const length = isDrawn(data.source) ? steps.drawn : Math.min(steps.most, Math.max(steps.least, passes));
  const own = { ...data, holdOut: data.holdOut ?? 0.1, ...(turned && { labels: 'rotation' as const }) };
  return {
    ...presetConfig(classifier, own, learned, { steps: length, snapshotEvery: length, keep: 1 }),
    name: 'judge',
  };
}

/** Trains under another name, so that a judge is whole or not there. */
async function trainInto(directory: string, folder: string, config: RunConfig, wish: JudgeWish): Promise<void> {
  const making = `${directory}.${process.pid}.tmp`;
  makeFolder(folder, { fix: 'choose another place for the cache: DUEL_CACHE=FOLDER, or XDG_CACHE_HOME=FOLDER' });
  const settle = halfMade(making);
  const { context, threads, onProgress } = wish;
  try {
    const { directory: trained, status } = await newRun(config, {
      out: making,
      threads,
      signal: context.signal,
      dataContext: context,
      on: (event) => (event.type === 'step' ? onProgress?.(event.step, config.steps) : undefined),
    });
    context.signal?.throwIfAborted();
    if (status !== 'finished')
      throw new DuelError('internal', 'eval/judge-unfinished', `the training of a judge ended as ${status}`);
    // another process may have been first
    moveRun(trained, directory);
  } finally {
    discardRun(making);
    settle();
  }
}
