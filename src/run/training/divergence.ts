import { DuelError } from '../../errors.ts';
import type { Metrics, State } from '../../gan/index.ts';
import type { RunConfig } from '../config/config.ts';
import type { Checkpoints } from '../directory/checkpoints.ts';
import { type DialsChange, readDials, writeDials } from '../directory/dials.ts';
import { notFinite } from '../directory/finite.ts';
import { timesBack, withReturn } from './dials.ts';
import type { Run } from './run.ts';
import type { Session } from './session.ts';

/** A training's numbers are finite no more. */
export class Diverged extends DuelError {
  /** The step at which that was seen. */
  readonly at: number;
  readonly seen: string;
  readonly #checkpoints: Checkpoints;

  constructor({ run, checkpoints }: Session, seen: string, at: number) {
    super('diverged', 'train/diverged', seen, { where: run.directory, fix: adviceFor(run, checkpoints) });
    this.at = at;
    this.seen = seen;
    this.#checkpoints = checkpoints;
  }

  /**
   * Takes the run back to its last snapshot before that, where it may go back once more: checkpoints after it are removed,
   * and the change that holds from there on is written down and returned.
   *
   * The snapshot is one that was due, whatever else was saved when somebody stopped the training: a run that was stopped
   * goes back to where one that was not goes.
   */
  goneBack({ directory, config }: Run): DialsChange | undefined {
    const { divergence } = config;
    const changes = readDials(directory);
    if (!divergence || timesBack(changes) >= divergence.rollbacks) return undefined;
    const isDue = dueIn(config);
    const step = this.#checkpoints.list().findLast((saved) => saved < this.at && isDue(saved)) ?? 0;
    // in this order a kill in between has it seen once more
    this.#checkpoints.cutAfter(step);
    const gone = withReturn(changes, { step, back: { at: this.at, why: this.seen }, ...divergence });
    writeDials(directory, gone);
    return gone.at(-1);
  }
}

/** Snapshots are due each time that so many steps are done. */
export const periodsOf = ({ snapshotEvery, evaluation }: RunConfig): readonly number[] =>
  evaluation ? [snapshotEvery, evaluation.every] : [snapshotEvery];

/** At which steps snapshots are due, whoever stops and goes on in between. */
export function dueIn(config: RunConfig): (step: number) => boolean {
  const periods = periodsOf(config);
  return (step) => periods.some((every) => step % every === 0);
}

function adviceFor({ directory, config }: Run, checkpoints: Checkpoints): string {
  const last = checkpoints.list().at(-1);
  const rate = '--set generator.optimizer.learningRate=1e-4';
  const back = config.divergence
    ? `it has gone back ${timesBack(readDials(directory))} times already; `
    : '--on-divergence rollback goes back by itself; ';
  return last === undefined
    ? `begin anew with a lower learning rate, e.g. ${rate}`
    : `${back}the last checkpoint, of step ${last}, is from before that: go on from it with a lower learning rate: duel train RUN ${rate}`;
}

export function checkFinite(session: Session, step: number, metrics: Metrics): void {
  const bad = Object.entries(metrics).find(([, v]) => !Number.isFinite(v));
  if (bad) throw new Diverged(session, `${bad[0]} became ${bad[1]} at step ${step}`, step);
}

/** A state with NaN in it is not saved: a training could not go on from it, and nothing can be made with it. */
export function assertFinite(session: Session, step: number, state: State): void {
  const bad = notFinite(state);
  if (bad) throw new Diverged(session, `${bad} by step ${step}`, step);
}
