import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Dataset } from '../../data/dataset.ts';
import { allNotes } from '../../data/index.ts';
import { classifierOf, Feeder, initialState, runSteps, type State } from '../../gan/index.ts';
import type { StatefulProgram } from '../../runtime/engine.ts';
import type { StageConfig } from '../config/stages.ts';
import { Watch } from '../diagnosis/watch.ts';
import { readStep } from '../directory/graphs.ts';
import { TensorBoardLog } from '../tensorboard/log.ts';
import { dialsEvent, keptSchedules } from './dials.ts';
import { assertFinite, checkFinite, Diverged, dueIn, periodsOf } from './divergence.ts';
import { initOf } from './init.ts';
import { Journal } from './journal.ts';
import type { Keep } from './keeping.ts';
import { Monitor } from './monitor.ts';
import { carryOut } from './orders.ts';
import { warningsFor } from './resolve.ts';
import { noteFailure } from './run.ts';
import type { Session } from './session.ts';
import { sourcesIn } from './sources.ts';
import { testAccuracy } from './testAccuracy.ts';

/** How far a training has come. */
export interface Reached {
  /** Steps that are done. */
  readonly step: number;
  /** What they have left, where it goes on from there. */
  readonly state: State;
  /** Whether it was told to stop there. */
  readonly isStopped?: boolean;
  /** Whether it ends there since nothing better has come for as long as it was to wait. */
  readonly isEnough?: boolean;
}

/** A stage that is played, open. */
interface Playing {
  readonly session: Session;
  readonly config: StageConfig;
  /** Steps done before it is gone on with. */
  readonly from: number;
  readonly program: StatefulProgram;
  readonly feeder: Feeder;
  readonly journal: Journal;
  /** Where TensorBoard is told of it. */
  readonly log: TensorBoardLog | undefined;
  readonly monitor: Monitor;
  readonly watch: Watch;
  /** Of a classifier: the player, and what its snapshots are tested on. */
  readonly exam: { readonly classifier: string; readonly test: Dataset } | undefined;
}

/**
 * Plays the steps of a stage that are left, with a snapshot wherever one is due and at its end, from what was reached before:
 * state is carried over by name and shape.
 */
export async function playStage(session: Session, config: StageConfig, reached: Reached, keep: Keep): Promise<Reached> {
  const playing = await openStage(session, config, reached, keep);
  try {
    return await playOn(playing);
  } catch (e) {
    if (e instanceof Diverged) playing.journal.write({ type: 'diverged', step: e.at, message: e.seen });
    noteFailure(session.run, { step: playing.journal.reached });
    throw e;
  }
}

async function openStage(
  session: Session,
  config: StageConfig,
  { step: from, state }: Reached,
  keep: Keep,
): Promise<Playing> {
  const { run, engine, dials } = session;
  const { directory, listener } = run;
  const { model, description } = readStep(directory, config);
  const { dataset, test } = sourcesIn(config, session.sources);
  const { batch } = description;
  const feeder = new Feeder(description, dataset, {
    seed: config.seed,
    totalSteps: config.scheduleSteps ?? config.steps,
    changes: dials.changes,
    draw: config.draw,
    range: config.data.range,
  });
  const { stepsPerEpoch } = feeder;
  const isLogged = run.options.tensorboard ?? TensorBoardLog.isKeptBy(directory);
  const log = isLogged ? keep(TensorBoardLog.open(directory, from)) : undefined;
  const journal = keep(new Journal({ directory, config, from, stepsPerEpoch, batch, on: listener.tell, log }));
  const program = keep(
    await engine.loadStateful(
      model,
      initialState(description, config.seed, carriedInto(config, directory, { step: from, state })),
    ),
  );
  const monitor = keep(await Monitor.open(directory, config, { dataset, test }, engine));
  if (from === config.stage.from || !existsSync(join(directory, 'reals.png'))) await monitor.drawReals();
  if (from === 0) log?.reals();
  if (from === session.from) sayFirst(session, journal);
  const kept = from === session.from && run.isLonger && keptSchedules(description, config, dials.changes);
  if (kept) journal.warn(from, kept);
  if (config.stage.of > 1) journal.tell(stageEvent(config, from));
  const classifier = classifierOf(config.game);
  const exam = test && classifier !== undefined ? { classifier, test } : undefined;
  const watch = new Watch(config.steps);
  return { session, config, from, program, feeder, journal, log, monitor, watch, exam };
}

/** What a stage is gone on with; where it begins, of the weights that the run was given those too that are new in it. */
const carriedInto = ({ stage }: StageConfig, directory: string, { step, state }: Reached): State =>
  step > 0 && step === stage.from ? { ...initOf(directory)?.state, ...state } : state;

/** What a person should know before the first step, of the run or of what is done of it now. */
function sayFirst({ run, from, found, engine, change, dials, warnings, sources }: Session, journal: Journal): void {
  const { directory, config } = run;
  // who was told of the beginning is told of going back alone
  if (!run.back) journal.tell({ type: 'start', directory, from, steps: config.steps, device: engine.device });
  for (const text of warnings) journal.warn(from, text);
  if (from === 0) {
    const notes = allNotes(sources.dataset, config.data.range);
    const all = [...notes.found, ...found];
    if (all.length > 0) journal.note({ type: 'data', step: 0, found: all });
    for (const message of [...notes.warnings, ...warningsFor(config)]) journal.warn(0, message);
  }
  for (const made of dials.changes) if (made === change || made.step === 0) journal.note(dialsEvent(made, config));
}

/** `step` is the first one that is done in it now. */
function stageEvent({ stage: { number, of, until, about }, steps }: StageConfig, from: number) {
  const named = about !== undefined && { about };
  return { type: 'stage', step: from + 1, stage: number, of, until: Math.min(until, steps), ...named } as const;
}

/** The steps that are left. */
async function playOn(playing: Playing): Promise<Reached> {
  const { session, config, from, program, feeder, journal } = playing;
  const { options, listener } = session.run;
  const { steps, stage } = config;
  const to = Math.min(stage.until, steps);
  const enough = new AbortController();
  const told = new AbortController();
  const stops = [listener.signal, told.signal, ...(options.signal ? [options.signal] : [])];
  const signal = AbortSignal.any([...stops, enough.signal]);
  const { scorer } = session.run;
  const isDueAt = dueIn(config);
  const isScored = (step: number) => scorer !== undefined && step > 0 && step % scorer.every === 0;
  if (isScored(from) && !scorer!.hasScored(from)) await scored(playing, from, enough);
  const saved = (step: number) => snapshot(playing, step, isDueAt(step));
  const place = { session, feeder, journal, snapshot: saved, stop: told, signal };
  const done = await runSteps({
    program,
    feeder,
    from,
    to,
    signal,
    nextPause: (step) => Math.min(...periodsOf(config).map((every) => (Math.floor(step / every) + 1) * every)),
    onStep: (step, metrics, seconds) => {
      checkFinite(session, step, metrics);
      if (stage.of > 1 && step === stage.from + 1) journal.write(stageEvent(config, stage.from));
      journal.step(step, metrics, feeder.ratesAt(step - 1), seconds);
      // of an earlier session, where this one began before them
      for (const change of session.dials.changes) if (change.step === step) journal.note(dialsEvent(change, config));
    },
    onPause: async (step) => {
      await carryOut(place, step);
      const isDue = isDueAt(step) || step === to;
      if (isDue || signal.aborted) await snapshot(playing, step, isDue);
      if (isScored(step)) await scored(playing, step, enough);
    },
  });
  const isStopped = stops.some(({ aborted }) => aborted);
  const isEnough = !isStopped && enough.signal.aborted;
  const goesOn = done < steps && !signal.aborted;
  return { step: done, state: goesOn ? ((await program.readState()) as State) : {}, isStopped, isEnough };
}

/**
 * Draws what the players make of the state, and saves it. The checkpoint comes last: whatever fails before it is cut back
 * and done again when the run goes on from the one before. A classifier is tested only where a snapshot was due: when a
 * person stops it decides neither how long that takes nor which checkpoint is the best.
 */
async function snapshot(playing: Playing, step: number, isDue: boolean): Promise<void> {
  await playing.program.lendState((state) => snapshotOf(playing, step, isDue, state as State));
}

async function snapshotOf(playing: Playing, step: number, isDue: boolean, state: State): Promise<void> {
  const { session, config, journal, monitor, exam } = playing;
  const { run, engine, checkpoints } = session;
  const { directory } = run;
  assertFinite(session, step, state);
  const path = await monitor.drawSamples(step, state);
  if (path) {
    journal.tell({ type: 'snapshot', step, path });
    playing.log?.snapshot(step);
  }
  const lines = journal.series();
  await monitor.drawCurves(lines, session.run.scorer?.measurements());
  const seen = isDue && path ? playing.watch.look(step, lines, await monitor.variety()) : [];
  const accuracy =
    exam && isDue
      ? await testAccuracy(exam.test, { directory, config, classifier: exam.classifier, engine, state })
      : undefined;
  const isBest = accuracy !== undefined && accuracy > (checkpoints.best()?.scores.accuracy ?? -1);
  const prepared = checkpoints.prepare(step, state as never);
  const { file, sha256 } = prepared;
  journal.write({ type: 'checkpoint', step, sha256 });
  if (accuracy !== undefined) journal.write({ type: 'test', step, accuracy });
  for (const one of seen) journal.write({ type: 'finding', step, ...one });
  journal.sync();
  checkpoints.commit(prepared, isBest ? { accuracy } : undefined);
  journal.tell({ type: 'checkpoint', step, file });
  if (accuracy !== undefined) journal.tell({ type: 'test', step, accuracy });
  for (const one of seen) journal.tell({ type: 'finding', step, ...one, directory });
}

/** Compares the checkpoint of a step with those before. A signal that comes meanwhile leaves it to the next session. */
async function scored(
  { session, journal, log, monitor }: Playing,
  step: number,
  enough: AbortController,
): Promise<void> {
  const { run, engine, checkpoints } = session;
  const { options, scorer } = run;
  if (options.signal?.aborted) return;
  try {
    const { value, isBest, isEnough } = await scorer!.score(step, checkpoints, engine.device.threads);
    journal.note({ type: 'eval', step, name: scorer!.by, value, isBest, isEnough });
    log?.evaluated(step);
    await monitor.drawCurves(journal.series(), scorer!.measurements());
    if (isEnough) enough.abort();
  } catch (cause) {
    if (!options.signal?.aborted) throw cause;
  }
}
