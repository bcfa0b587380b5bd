import type { State } from '../../gan/index.ts';
import type { Engine } from '../../runtime/engine.ts';
import { openDevice } from '../../runtime/node/worker.ts';
import { configJson, goOnWith, shapesOf } from '../config/config.ts';
import type { StageConfig } from '../config/stages.ts';
import { sweepTemporary } from '../directory/atomic.ts';
import { Checkpoints } from '../directory/checkpoints.ts';
import { type DialsChange, readDials, writeDials } from '../directory/dials.ts';
import { type RunInfo, readRunInfo } from '../directory/info.ts';
import { hashOf, lasting } from '../directory/made.ts';
import { dropOrders } from '../directory/orders.ts';
import { ownFolder } from '../directory/own.ts';
import { compileGraphs } from './compiled.ts';
import { scheduleStepsOf, withChange } from './dials.ts';
import { dueIn } from './divergence.ts';
import type { Keep } from './keeping.ts';
import type { TrainOptions } from './options.ts';
import { restore } from './restore.ts';
import { noteRun, type Run } from './run.ts';
import { openSources, type Sources, sourcesIn } from './sources.ts';

/** What all stages of a training share, open. */
export interface Session {
  readonly run: Run;
  /** Steps done before it, and the state that they have left: none before the first. */
  readonly from: number;
  readonly state: State;
  /** What the state before the first step is, for people; nothing where it is random. */
  readonly found: readonly string[];
  readonly sources: Sources;
  readonly engine: Engine;
  readonly change: DialsChange | undefined;
  /** All changes of its dials; whoever turns one while it trains puts the new list there. */
  readonly dials: { changes: readonly DialsChange[] };
  readonly checkpoints: Checkpoints;
  /** What a person should know of how it began. */
  readonly warnings: readonly string[];
}

/** Opens what a training needs, and writes what it needs and is not there yet. */
export async function openSession(run: Run, keep: Keep): Promise<Session> {
  const { directory, config, options } = run;
  if (run.scorer) keep(run.scorer);
  sweepTemporary(directory);
  const known = readRunInfo(directory);
  const sources = await openSources(run, known, keep);
  const stays = config.divergence && dueIn(config);
  const checkpoints = new Checkpoints(ownFolder(directory, 'checkpoints'), { keep: config.keep, stays });
  const shapeIn = (stage: StageConfig) => shapesOf(sourcesIn(stage, sources).dataset);
  const compiled = compileGraphs(directory, config, shapeIn, checkpoints.list().length > 0);
  const flushToZero = known?.device === undefined || known.flushToZero === true;
  const engine = keep(await openEngine(options, known, flushToZero));
  const { step: from, state, found, warning } = restore(checkpoints, directory, config);
  const { change, changes } = turn(run, from);
  goOnWith(directory, config);
  const { fingerprint: dataFingerprint, classes } = sources.dataset;
  const configuration = hashOf(lasting(configJson(directory)));
  const facts = { device: engine.device, dataFingerprint, classes, configuration, ...(flushToZero && { flushToZero }) };
  noteRun(run, { status: 'running', ...facts, step: from });
  const warnings = [warning, sources.warning, flushWarning(known, engine), ...compiled].filter(
    (text) => text !== undefined,
  );
  dropOrders(directory);
  return { run, from, state, found, sources, engine, change, dials: { changes }, checkpoints, warnings };
}

/** All changes of a run's dials, with what is changed now, which is written down before anything depends on it. */
function turn(
  { directory, config, turned, back }: Run,
  from: number,
): { change: DialsChange | undefined; changes: readonly DialsChange[] } {
  const known = readDials(directory);
  // as it was read, so that it is known among them
  if (back) return { change: known.at(-1), changes: known };
  if (!turned) return { change: undefined, changes: known };
  const stretched = turned.scheduleSteps !== undefined && turned.scheduleSteps !== scheduleStepsOf(config, known);
  if (!stretched && Object.keys(turned.values).length === 0) return { change: undefined, changes: known };
  const { set, values, scheduleSteps } = turned;
  const change = { step: from, set: [...set], values, ...(stretched && { scheduleSteps }) };
  const changes = withChange(known, change);
  writeDials(directory, changes);
  return { change, changes };
}

/** A device as asked for, else as the run began. */
const openEngine = (
  { device, threads, deterministic }: TrainOptions,
  known: Partial<RunInfo> | undefined,
  flushToZero: boolean,
): Promise<Engine> =>
  openDevice(device ?? known?.device?.kind ?? 'cpu', {
    threads: threads ?? known?.device?.threads,
    deterministic: deterministic ?? known?.device?.deterministic,
    flushToZero,
  });

/** Where the steps so far counted numbers below 2⁻¹²⁶ as zero, and those from now on will not. */
const flushWarning = (known: Partial<RunInfo> | undefined, { device }: Engine): string | undefined =>
  known?.device?.flushToZero === true && device.flushToZero !== true
    ? 'numbers below 1.2e-38 were 0 in its steps so far, which cannot be had here: its last digits may become others'
    : undefined;
