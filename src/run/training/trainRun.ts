import { DuelError } from '../../errors.ts';
import { assertRoom } from '../../files/room.ts';
import type { StepDescription } from '../../gan/index.ts';
import { sizeOf } from '../../tensor/index.ts';
import { stageAfter, stagesOf } from '../config/stages.ts';
import type { RunStatus } from '../directory/events.ts';
import { readStepDescription } from '../directory/graphs.ts';
import { lockRun } from '../directory/lock.ts';
import { dropOrders } from '../directory/orders.ts';
import { Diverged } from './divergence.ts';
import { failureOf, Whereabouts } from './failure.ts';
import { withOpen } from './keeping.ts';
import type { RunResult } from './options.ts';
import { noteFailure, noteRun, type Run } from './run.ts';
import { openSession, type Session } from './session.ts';
import { playStage, type Reached } from './stage.ts';

/** Trains a run from its last checkpoint to its last step, or until its signal aborts, under its lock. */
export async function trainRun(run: Run): Promise<RunResult> {
  const { directory } = run;
  const whereabouts = new Whereabouts(directory);
  try {
    return await withLock(run, () => playOrGoBack(run));
  } catch (e) {
    throw e === run.listener.signal.reason ? e : failureOf(e, directory, whereabouts);
  } finally {
    whereabouts.close();
  }
}

/** Trains it, and where it diverges and may go back, from there on again. */
async function playOrGoBack(run: Run): Promise<RunResult> {
  try {
    return await withOpen(async (keep) => play(await openSession(run, keep)));
  } catch (e) {
    const back = e instanceof Diverged ? e.goneBack(run) : undefined;
    if (!back) throw e;
    return playOrGoBack({ ...run, back, turned: undefined, isLonger: false });
  }
}

async function withLock(run: Run, work: () => Promise<RunResult>): Promise<RunResult> {
  const lock = lockRun(run.directory);
  try {
    return await work();
  } catch (e) {
    noteFailure(run, { status: run.options.signal?.aborted ? 'interrupted' : statusOf(e) });
    throw e;
  } finally {
    dropOrders(run.directory);
    lock.release();
  }
}

const statusOf = (e: unknown): RunStatus => (e instanceof DuelError && e.kind === 'diverged' ? 'diverged' : 'failed');

/** Throws where the disk has no room for one more checkpoint of the stages that are left. */
function assertRoomFor({ run: { directory, config }, from, checkpoints }: Session): void {
  const left = stagesOf(config).filter(({ stage }) => stage.from < config.steps && from < stage.until);
  const bytes = left.map((stage) => bytesOf(readStepDescription(directory, stage)));
  if (from < config.steps) assertRoom(checkpoints.folder, Math.max(...bytes), 'one more checkpoint');
}

/** Bytes of a checkpoint, but for its header. */
const bytesOf = ({ state }: StepDescription): number => 4 * state.reduce((sum, { shape }) => sum + sizeOf(shape), 0);

/** The steps that are left, stage by stage. */
async function play(session: Session): Promise<RunResult> {
  const { run, from, state } = session;
  const { directory, config, listener } = run;
  assertRoomFor(session);
  let reached: Reached = { step: from, state };
  do {
    const stage = stageAfter(config, Math.min(reached.step, config.steps - 1));
    const begun = reached;
    reached = await withOpen((keep) => playStage(session, stage, begun, keep));
  } while (reached.step < config.steps && !reached.isStopped && !reached.isEnough);
  const { step } = reached;
  try {
    // what went wrong there is thrown when all is saved
    await listener.settled();
    const status: RunStatus = step < config.steps && !reached.isEnough ? 'interrupted' : 'finished';
    noteRun(run, { status, step });
    listener.tell({ type: 'end', step, status });
    await listener.settled();
    return { directory, step, status };
  } catch (e) {
    noteFailure(run, { step });
    throw e;
  }
}
