import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Dataset } from '../../data/dataset.ts';
import { allNotes, openDataset } from '../../data/index.ts';
import { DuelError } from '../../errors.ts';
import { pathWord } from '../../files/paths.ts';
import { assertRoom } from '../../files/room.ts';
import {
  classifierOf,
  Feeder,
  type Metrics,
  runSteps,
  type State,
  type StepDescription,
  translatorsOf,
} from '../../gan/index.ts';
import type { Engine, StatefulProgram } from '../../runtime/engine.ts';
import { openDevice } from '../../runtime/node/worker.ts';
import { sizeOf } from '../../tensor/index.ts';
import { dataRequest, type RunConfig, shapesOf, writeConfig } from '../config/config.ts';
import { sweepTemporary } from '../directory/atomic.ts';
import { Checkpoints } from '../directory/checkpoints.ts';
import { type DialsChange, readDials, writeDials } from '../directory/dials.ts';
import type { RunStatus } from '../directory/events.ts';
import { notFinite } from '../directory/finite.ts';
import { hasGraphs, readStep, writeGraphs } from '../directory/graphs.ts';
import { noteRunInfo, type RunInfo, readRunInfo } from '../directory/info.ts';
import { lockRun } from '../directory/lock.ts';
import { ownFolder } from '../directory/own.ts';
import { keptSchedules, scheduleStepsOf, withChange } from './dials.ts';
import { failureOf, Whereabouts } from './failure.ts';
import { openHeldOut } from './heldOut.ts';
import { Journal } from './journal.ts';
import type { Listener } from './listener.ts';
import { Monitor } from './monitor.ts';
import { dataContextOf, type RunResult, type TrainOptions } from './options.ts';
import { warningsFor } from './resolve.ts';
import { restore } from './restore.ts';
import { testAccuracy } from './testAccuracy.ts';

/** A run to be trained: its directory, what it is, and how. */
export interface Run {
  readonly directory: string;
  readonly config: RunConfig;
  readonly options: TrainOptions;
  readonly listener: Listener;
  /** What is changed of its dials, from where it goes on. */
  readonly turned?: Omit<DialsChange, 'step'>;
  /** Whether a new total of steps was asked for. */
  readonly isLonger?: boolean;
}

interface Closable {
  close(): Promise<void> | void;
}
/** Has something closed when the session ends, the last opened first. */
type Keep = <T extends Closable>(thing: T) => T;

/** Trains a run from its last checkpoint to its last step, or until its signal aborts, under its lock. */
export async function trainRun(run: Run): Promise<RunResult> {
  const { directory } = run;
  const whereabouts = new Whereabouts(directory);
  try {
    return await withLock(run, () => withOpen(async (keep) => play(await openSession(run, keep))));
  } catch (e) {
    throw e === run.listener.signal.reason ? e : failureOf(e, directory, whereabouts);
  } finally {
    whereabouts.close();
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
    lock.release();
  }
}

/** Closes all that work had kept, whatever happens; the first thing that went wrong is thrown. */
async function withOpen<T>(work: (keep: Keep) => Promise<T>): Promise<T> {
  const open: Closable[] = [];
  const errors: unknown[] = [];
  const noting = async <R>(act: () => R) => {
    try {
      return await act();
    } catch (error) {
      errors.push(error);
      return undefined;
    }
  };
  const result = await noting(() =>
    work((thing) => {
      open.unshift(thing);
      return thing;
    }),
  );
  for (const thing of open) await noting(() => thing.close());
  if (errors.length > 0) throw errors[0];
  return result as T;
}

/** What cannot be noted, on a full disk for example, is seen at the next look: the run has no process. */
function noteFailure(run: Run, changes: Partial<RunInfo>): void {
  try {
    noteRun(run, changes);
  } catch {}
}

const statusOf = (e: unknown): RunStatus => (e instanceof DuelError && e.kind === 'diverged' ? 'diverged' : 'failed');

function noteRun({ directory, config }: Run, changes: Partial<RunInfo>): void {
  const { name, seed, steps } = config;
  noteRunInfo(directory, { name, seed, steps }, changes);
}

/** All that a training needs, open. */
interface Session {
  readonly run: Run;
  /** Steps done before it. */
  readonly from: number;
  readonly engine: Engine;
  readonly program: StatefulProgram;
  readonly feeder: Feeder;
  readonly changes: readonly DialsChange[];
  readonly checkpoints: Checkpoints;
  readonly journal: Journal;
  readonly monitor: Monitor;
  /** Of a classifier: the player, and what its snapshots are tested on. */
  readonly exam: Exam | undefined;
}

interface Exam {
  readonly classifier: string;
  readonly test: Dataset;
}

async function openSession(run: Run, keep: Keep): Promise<Session> {
  const { directory, config, options } = run;
  sweepTemporary(directory);
  const known = readRunInfo(directory);
  const dataset = keep(await openData(run, known));
  const { test, exam, warning: untested } = await openTests(run, keep);
  if (!hasGraphs(directory)) writeGraphs(directory, config, shapesOf(dataset));
  const step = readStep(directory);
  const engine = keep(await openEngine(options, known));
  const checkpoints = new Checkpoints(ownFolder(directory, 'checkpoints'), { keep: config.keep });
  const { step: from, state, warning } = restore(checkpoints, config.seed, step.description);
  if (from < config.steps) assertRoom(checkpoints.folder, bytesOf(step.description), 'one more checkpoint');

  const { change, changes } = turn(run, from);
  const feeder = new Feeder(step.description, dataset, {
    seed: config.seed,
    totalSteps: config.scheduleSteps ?? config.steps,
    changes,
    draw: config.draw,
    range: config.data.range,
  });
  const { stepsPerEpoch } = feeder;
  const { batch } = step.description;
  const journal = keep(new Journal({ directory, config, from, stepsPerEpoch, batch, on: run.listener.tell }));
  writeConfig(directory, config);
  const { device } = engine;
  noteRun(run, {
    status: 'running',
    device,
    dataFingerprint: dataset.fingerprint,
    classes: dataset.classes,
    step: from,
  });

  const program = keep(await engine.loadStateful(step.model, state));
  const monitor = keep(await Monitor.open(directory, config, { dataset, test }, engine));
  if (!existsSync(join(directory, 'reals.png'))) await monitor.drawReals();
  journal.tell({ type: 'start', directory, from, steps: config.steps, device });
  for (const text of [warning, untested]) if (text) journal.warn(from, text);
  if (from === 0) sayFirst(journal, config, dataset);
  if (change) journal.note({ type: 'dials', ...change });
  const kept = run.isLonger && keptSchedules(step.description, config, changes);
  if (kept) journal.warn(from, kept);
  return { run, from, engine, program, feeder, changes, checkpoints, journal, monitor, exam };
}

/** Examples that are not learnt from, for the games that are tested on them or that draw what they make of them. */
async function openTests(
  { config, options }: Run,
  keep: Keep,
): Promise<{ test?: Dataset | undefined; exam?: Exam | undefined; warning?: string | undefined }> {
  const classifier = classifierOf(config.game);
  if (classifier === undefined && translatorsOf(config.game).length === 0) return {};
  const { test, why } = await openHeldOut(config, dataContextOf(options));
  if (test) keep(test);
  const without =
    classifier === undefined ? 'the pictures are of examples that it learns from' : 'there will be no test accuracy';
  return {
    test,
    exam: test && classifier !== undefined ? { classifier, test } : undefined,
    warning: why && `${without}: ${why}`,
  };
}

/** All changes of a run's dials, with what is changed now, which is written down before anything depends on it. */
function turn(
  { directory, config, turned }: Run,
  from: number,
): { change: DialsChange | undefined; changes: readonly DialsChange[] } {
  const known = readDials(directory);
  if (!turned) return { change: undefined, changes: known };
  const stretched = turned.scheduleSteps !== undefined && turned.scheduleSteps !== scheduleStepsOf(config, known);
  if (!stretched && Object.keys(turned.values).length === 0) return { change: undefined, changes: known };
  const { set, values, scheduleSteps } = turned;
  const change = { step: from, set: [...set], values, ...(stretched && { scheduleSteps }) };
  const changes = withChange(known, change);
  writeDials(directory, changes);
  return { change, changes };
}

/** What a person should know before the first step. */
function sayFirst(journal: Journal, config: RunConfig, dataset: Dataset): void {
  const { found, warnings } = allNotes(dataset, config.data.range);
  if (found.length > 0) journal.note({ type: 'data', step: 0, found });
  for (const message of [...warnings, ...warningsFor(config)]) journal.warn(0, message);
}

/** The run's data, which must be those that it began with. */
async function openData({ directory, config, options }: Run, known: Partial<RunInfo> | undefined): Promise<Dataset> {
  const moved = `if they lie somewhere else now: duel train ${pathWord(directory)} --data PLACE`;
  const dataset = await openDataset(dataRequest(config.data), dataContextOf(options)).catch((cause) => {
    const isMissing =
      known !== undefined && cause instanceof DuelError && /^data\/(not-found|missing)$/.test(cause.code);
    throw isMissing ? cause.withFix(`bring the run's data back, or ${moved}`) : cause;
  });
  if (known?.dataFingerprint === undefined || known.dataFingerprint === dataset.fingerprint) return dataset;
  await dataset.close();
  throw new DuelError('data', 'data/changed', 'these are not the data that this run began with', {
    where: config.data.source,
    fix: `bring the old data back; ${moved}; or start a new run`,
  });
}

/** Bytes of a checkpoint, but for its header. */
const bytesOf = ({ state }: StepDescription): number => 4 * state.reduce((sum, { shape }) => sum + sizeOf(shape), 0);

/** A device as asked for, else as the run began. */
const openEngine = (
  { device, threads, deterministic }: TrainOptions,
  known: Partial<RunInfo> | undefined,
): Promise<Engine> =>
  openDevice(device ?? known?.device?.kind ?? 'cpu', {
    threads: threads ?? known?.device?.threads,
    deterministic: deterministic ?? known?.device?.deterministic,
  });

/** The steps that are left, with a snapshot wherever one is due. */
async function play(session: Session): Promise<RunResult> {
  try {
    return await playOn(session);
  } catch (e) {
    noteFailure(session.run, { step: session.journal.reached });
    throw e;
  }
}

async function playOn(session: Session): Promise<RunResult> {
  const { run, from, program, feeder, changes, journal } = session;
  const { directory, config, options, listener } = run;
  const { steps, snapshotEvery } = config;
  const signal = AbortSignal.any([listener.signal, ...(options.signal ? [options.signal] : [])]);
  const done = await runSteps({
    program,
    feeder,
    from,
    to: steps,
    signal,
    nextPause: (step) => (Math.floor(step / snapshotEvery) + 1) * snapshotEvery,
    onStep: (step, metrics, seconds) => {
      checkFinite(session, step, metrics);
      journal.step(step, metrics, feeder.ratesAt(step - 1), seconds);
      // of an earlier session, where this one began before them
      for (const change of changes) if (change.step === step) journal.note({ type: 'dials', ...change });
    },
    onPause: async (step) => {
      const isDue = step % snapshotEvery === 0 || step === steps;
      if (isDue || signal.aborted) await snapshot(session, step, isDue);
    },
  });
  // what went wrong there is thrown when all is saved
  await listener.settled();
  const status: RunStatus = done < steps ? 'interrupted' : 'finished';
  noteRun(run, { status, step: done });
  journal.tell({ type: 'end', step: done, status });
  await listener.settled();
  return { directory, step: done, status };
}

/**
 * Draws what the players make of the state, and saves it. The checkpoint comes last: whatever fails before it is cut back
 * and done again when the run goes on from the one before. A classifier is tested only where a snapshot was due: when a
 * person stops it decides neither how long that takes nor which checkpoint is the best.
 */
async function snapshot(session: Session, step: number, isDue: boolean): Promise<void> {
  const { run, engine, program, checkpoints, journal, monitor, exam } = session;
  const { directory, config } = run;
  const state = (await program.readState()) as State;
  assertFinite(session, step, state);
  const path = await monitor.drawSamples(step, state);
  if (path) journal.tell({ type: 'snapshot', step, path });
  await monitor.drawCurves(journal.series());
  const accuracy =
    exam && isDue
      ? await testAccuracy(exam.test, { directory, config, classifier: exam.classifier, engine, state })
      : undefined;
  const isBest = accuracy !== undefined && accuracy > (checkpoints.best()?.scores.accuracy ?? -1);
  const prepared = checkpoints.prepare(step, state as never);
  const { file, sha256 } = prepared;
  journal.write({ type: 'checkpoint', step, sha256 });
  if (accuracy !== undefined) journal.write({ type: 'test', step, accuracy });
  journal.sync();
  checkpoints.commit(prepared, isBest ? { accuracy } : undefined);
  journal.tell({ type: 'checkpoint', step, file });
  if (accuracy !== undefined) journal.tell({ type: 'test', step, accuracy });
}

function checkFinite(session: Session, step: number, metrics: Metrics): void {
  const bad = Object.entries(metrics).find(([, v]) => !Number.isFinite(v));
  if (bad) throw diverged(session, `${bad[0]} became ${bad[1]} at step ${step}`);
}

/** A state with NaN in it is not saved: a training could not go on from it, and nothing can be made with it. */
function assertFinite(session: Session, step: number, state: State): void {
  const bad = notFinite(state);
  if (bad) throw diverged(session, `${bad} by step ${step}`);
}

function diverged({ run, checkpoints }: Session, what: string): DuelError {
  const last = checkpoints.list().at(-1);
  const rate = '--set generator.optimizer.learningRate=1e-4';
  return new DuelError('diverged', 'train/diverged', what, {
    where: run.directory,
    fix:
      last === undefined
        ? `begin anew with a lower learning rate, e.g. ${rate}`
        : `the last checkpoint, of step ${last}, is from before that; go on from it with a lower learning rate: duel train RUN ${rate}`,
  });
}
