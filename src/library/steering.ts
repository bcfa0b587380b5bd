import { join } from 'node:path';
import { DuelError } from '../errors.ts';
import { checkOptions, checkText } from '../options/check.ts';
import * as kinds from '../options/kinds.ts';
import { readConfig } from '../run/config/config.ts';
import { Checkpoints } from '../run/directory/checkpoints.ts';
import { type DialsChange, readDials } from '../run/directory/dials.ts';
import { readLastLine } from '../run/directory/jsonl.ts';
import { giveOrder } from '../run/directory/orders.ts';
import { turnedBy } from '../run/training/dials.ts';
import { type Dial, dialsOf } from '../run/training/turnable.ts';

export interface SteerOptions {
  /** Gives up waiting for the training to hear it. */
  readonly signal?: AbortSignal | undefined;
}

const steerKinds: kinds.OptionKinds<SteerOptions> = { signal: kinds.signal };

/** What a training may be told, beside its dials. */
export type Told = 'pause' | 'go-on' | 'snapshot' | 'stop';
export const told: readonly Told[] = ['pause', 'go-on', 'snapshot', 'stop'];

/**
 * What enters a run's steps anew each time and so may be turned while it trains: learning rates, weights of penalties and
 * of terms, decays, with what they stand at.
 */
export function listDials(run: string): Dial[] {
  checkText('listDials()', "a run's directory", run, 'runs/001-quickstart');
  readConfig(run);
  return dialsOf(run, stepOf(run));
}

/** The last step that was logged, or that a checkpoint has. */
function stepOf(run: string): number {
  const logged = readLastLine(join(run, 'metrics.jsonl'))?.step;
  return typeof logged === 'number' ? logged : (new Checkpoints(join(run, 'checkpoints')).last()?.step ?? 0);
}

/**
 * Turns dials of a run that another process trains, by `path=value` settings as `--set` takes them. Resolves to the change,
 * with the step from which on it holds, once the training has heard of it. It is kept in the run's dials.json: whatever
 * interrupts the run, it is made again at the same step.
 *
 * @throws DuelError `run/no-dial` where a setting would want another step, `run/not-training` where nobody trains the run
 */
export async function dial(run: string, set: readonly string[], options: SteerOptions = {}): Promise<DialsChange> {
  checkText('dial()', "a run's directory", run, 'runs/001-quickstart');
  checkOptions(
    'dial()',
    { set, ...options },
    { set: kinds.texts('generator.optimizer.learningRate=1e-5'), ...steerKinds },
  );
  const { values } = turnedBy(run, set);
  if (Object.keys(values).length === 0)
    throw new DuelError('usage', 'run/no-change', `${set.join(' ')} is what it stands at already`, {
      where: run,
      fix: 'give it another value',
    });
  await giveOrder(run, { do: 'dial', set }, options.signal);
  const made = readDials(run).findLast((change) => change.set.join('\n') === set.join('\n'));
  if (made) return made;
  throw new DuelError('usage', 'run/not-turned', `the training did not take ${set.join(' ')}`, {
    where: run,
    fix: `why is the last warning in ${join(run, 'events.jsonl')}`,
  });
}

/**
 * Tells the process that trains a run to pause between two steps, to go on, to draw and save a snapshot, or to save and
 * stop. Resolves when it has done so.
 *
 * @throws DuelError `run/not-training` where nobody trains the run
 */
export async function tell(run: string, what: Told, options: SteerOptions = {}): Promise<void> {
  checkText('tell()', "a run's directory", run, 'runs/001-quickstart');
  checkOptions('tell()', { what, ...options }, { what: kinds.oneOf(told), ...steerKinds });
  readConfig(run);
  await giveOrder(run, { do: what }, options.signal);
}
