import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DataContext } from '../../data/index.ts';
import { DuelError } from '../../errors.ts';
import { valuesByName } from '../../metrics/requirement.ts';
import type { RunConfig } from '../config/config.ts';
import { Checkpoints } from '../directory/checkpoints.ts';
import { discardRun, listRuns } from '../directory/directory.ts';
import type { RunEvent } from '../directory/events.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import type { TrainOptions } from '../training/options.ts';
import { resume, train } from '../training/train.ts';

/** How a search's runs are trained and measured. */
export interface Playing {
  /** The search's folder, which is the runs' too. */
  readonly folder: string;
  /** The metric, and which of its numbers decides. */
  readonly metric: string;
  readonly by: string;
  readonly n: number;
  readonly threads: number;
  readonly device: TrainOptions['device'];
  readonly signal: AbortSignal | undefined;
  readonly dataContext: DataContext;
}

/** A run of a search, and how far it is to go. */
export interface Piece {
  /** Of its folder, behind the number. */
  readonly name: string;
  /** What it is if it is still to be begun: of all its steps, whose schedules it follows from the first on. */
  config(): Promise<RunConfig>;
  readonly to: number;
  on(event: RunEvent): void;
}

/** The folder of a run by its name; what a kill has left of one before its configuration was written is taken away. */
export function runNamed(folder: string, name: string): string | undefined {
  const all = listRuns(folder).filter(({ id }) => id.replace(/^\d+-/, '') === name);
  const [broken, whole] = [false, true].map((is) =>
    all.filter(({ path }) => existsSync(join(path, 'config.json')) === is),
  );
  for (const { path } of broken!) discardRun(path);
  return whole![0]?.path;
}

/**
 * Has a run trained to a step, begun or gone on with as it stands, and measures it there. NaN where its numbers were finite no
 * more, or the metric means nothing.
 */
export async function playPiece(
  { name, config, to, on }: Piece,
  playing: Playing,
): Promise<{ run: string; value: number }> {
  const { folder, metric, by, n, threads, device, signal, dataContext } = playing;
  const ways = { threads, device, signal, dataContext, on };
  let run = runNamed(folder, name);
  try {
    if (run === undefined) {
      const whole = await config();
      const first = {
        ...whole,
        steps: to,
        ...(whole.steps !== to && { scheduleSteps: whole.scheduleSteps ?? whole.steps }),
      };
      ({ directory: run } = await train(first, { ...ways, out: folder, name }));
    } else if ((new Checkpoints(join(run, 'checkpoints')).last()?.step ?? 0) < to)
      await resume(run, { ...ways, steps: to });
    signal?.throwIfAborted();
  } catch (cause) {
    const begun = runNamed(folder, name);
    if (!(cause instanceof DuelError) || cause.kind !== 'diverged' || begun === undefined) throw cause;
    return { run: begun, value: Number.NaN };
  }
  const { metrics } = await evaluate(run, {
    checkpoint: to,
    metrics: [metric],
    n,
    threads,
    signal,
    dataContext,
    keep: true,
    onProgress: (done, total, what) => dataContext.onProgress?.({ stage: what, done, total }),
  });
  return { run, value: valuesByName(metrics).get(`${metric}.${by}`)! };
}
