import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Dataset } from '../../data/dataset.ts';
import { type DataContext, findDataset, openDataset } from '../../data/index.ts';
import { DuelError } from '../../errors.ts';
import {
  classCountOf,
  Feeder,
  initialState,
  type Metrics,
  runSteps,
  type State,
  type StepGraph,
  warningsOf,
} from '../../gan/index.ts';
import type { Preset } from '../../presets/preset.ts';
import type { DeviceKind, Engine } from '../../runtime/engine.ts';
import { openDevice } from '../../runtime/node/worker.ts';
import {
  type ConfigOptions,
  changedConfig,
  dataConfig,
  plain,
  presetConfig,
  type RunConfig,
  readConfig,
} from '../config/config.ts';
import { sweepTemporary, writeFileAtomic } from '../directory/atomic.ts';
import { Checkpoints } from '../directory/checkpoints.ts';
import { createRunDirectory } from '../directory/directory.ts';
import type { RunEvent, RunStatus } from '../directory/events.ts';
import { hasGraphs, readStep, writeGraphs } from '../directory/graphs.ts';
import { noteRunInfo, type RunInfo, readRunInfo } from '../directory/info.ts';
import { JsonLines, readLastLines, readThinnedLines } from '../directory/jsonl.ts';
import { lockRun } from '../directory/lock.ts';
import { microbatchWarnings, trainingStep } from './microbatch.ts';
import { Monitor } from './monitor.ts';
import { Pace } from './pace.ts';
import { testAccuracy } from './testAccuracy.ts';

/** How a run is trained: nothing here changes what it computes, but the device and its threads. */
export interface TrainOptions {
  readonly device?: DeviceKind | undefined;
  /** Threads of the CPU's operators. Default: those of the run, else all. */
  readonly threads?: number | undefined;
  /** Chooses nothing to suit the machine; see `OpenOptions`. Default: as the run began, else false. */
  readonly deterministic?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly on?: ((event: RunEvent) => void) | undefined;
  readonly dataContext?: DataContext | undefined;
}

export interface NewRunOptions extends TrainOptions, ConfigOptions {
  /** Folder of runs. Default `runs`. */
  readonly out?: string | undefined;
  /** Part of the directory's name. Default: the preset's. */
  readonly name?: string | undefined;
}

export interface RunResult {
  readonly directory: string;
  readonly step: number;
  readonly status: RunStatus;
}

/**
 * A preset's configuration, or a whole one, with a person's changes. Opens the data to see their shape, and builds the
 * training step to see that the networks fit them.
 */
export async function resolveConfig(
  what: Preset | RunConfig,
  options: ConfigOptions,
  context: DataContext = {},
): Promise<RunConfig> {
  const config = 'seed' in what ? changedConfig(what, options) : undefined;
  const asked = config?.data ?? dataConfig(what as Preset, options);
  // a run is continued from other folders too
  const data = { ...asked, source: findDataset(asked.source) ? asked.source : resolve(asked.source) };
  const dataset = await openDataset(requestOf(data), context);
  try {
    const resolved = config ? { ...config, data } : presetConfig(what as Preset, data, dataset, options);
    checkFit(resolved, dataset);
    return resolved;
  } finally {
    await dataset.close();
  }
}

/** Throws where the networks do not fit the data, before anything is written. */
function checkFit(config: RunConfig, { shape, classes }: Dataset): void {
  const wanted = classCountOf(config.game);
  if (wanted !== undefined && classes.length > 0 && classes.length !== wanted)
    throw new DuelError(
      'usage',
      'config/classes',
      `the networks of this game are for ${wanted} classes, and these data have ${classes.length}`,
      {
        where: config.data.source,
        fix: `take data of ${wanted} classes, or train the preset on these: presets build their networks for the classes that they find`,
      },
    );
  let step: StepGraph | undefined;
  try {
    step = trainingStep(config, { shape, classCount: classes.length });
  } catch (cause) {
    if (!(cause instanceof DuelError) || cause.code === 'config/microbatch') throw cause;
    throw new DuelError(
      'usage',
      'config/misfit',
      `this game cannot be played on examples [${shape}]: ${cause.message}`,
      {
        where: cause.where,
        fix: cause.fix ?? 'choose other data, or bring them to the shape that the networks take with --resolution',
        cause,
      },
    );
  }
  if (!step)
    throw new DuelError(
      'usage',
      'run/no-moves',
      'the moves of this game are code, which a configuration does not hold',
      { fix: 'train from the file that defines it, or go on with the run by its directory' },
    );
}

/** What a person should know of a configuration before it is trained. */
export function warningsFor(config: RunConfig): string[] {
  const ofGame = config.game.type === 'gan' ? warningsOf(config.game) : [];
  return [...ofGame.map(({ message, why }) => `${message}: ${why}`), ...microbatchWarnings(config)];
}

/** Trains a preset, or a configuration, in a new run directory. */
export async function train(what: Preset | RunConfig, options: NewRunOptions = {}): Promise<RunResult> {
  const config = await resolveConfig(what, options, context(options));
  const directory = createRunDirectory(options.out ?? 'runs', options.name ?? config.name);
  writeFileAtomic(join(directory, 'config.json'), json(plain(config)));
  return new Run(directory, config, options).train();
}

/** What may change when a run goes on: `steps` is the new total. */
export type ResumeOptions = TrainOptions & Pick<ConfigOptions, 'steps' | 'snapshotEvery' | 'keep'>;

/** Goes on with a run from its last checkpoint. */
export async function resume(directory: string, options: ResumeOptions = {}): Promise<RunResult> {
  const { steps, snapshotEvery, keep } = options;
  const config = changedConfig(readConfig(directory), { steps, snapshotEvery, keep });
  return new Run(directory, config, options).train();
}

const requestOf = ({ range: _, ...request }: RunConfig['data']) => request as Parameters<typeof openDataset>[0];
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const context = (options: TrainOptions): DataContext => ({
  ...options.dataContext,
  ...(options.signal && { signal: options.signal }),
});

/** One training session of a run: everything between taking its lock and giving it back. */
class Run {
  readonly #directory: string;
  readonly #config: RunConfig;
  readonly #options: TrainOptions;

  constructor(directory: string, config: RunConfig, options: TrainOptions) {
    this.#directory = directory;
    this.#config = config;
    this.#options = options;
  }

  async train(): Promise<RunResult> {
    const lock = lockRun(this.#directory);
    const open: { close(): Promise<void> | void }[] = [];
    try {
      return await this.#session((thing) => {
        open.unshift(thing);
        return thing;
      });
    } catch (e) {
      this.#note({ status: this.#options.signal?.aborted ? 'interrupted' : statusOf(e) });
      throw e;
    } finally {
      for (const thing of open) await thing.close();
      lock.release();
    }
  }

  async #session(keep: <T extends { close(): Promise<void> | void }>(thing: T) => T): Promise<RunResult> {
    const { signal } = this.#options;
    const config = this.#config;
    const directory = this.#directory;
    sweepTemporary(directory);
    const dataset = keep(await openDataset(requestOf(config.data), context(this.#options)));
    const known = readRunInfo(directory);
    this.#checkData(dataset, known);
    if (!hasGraphs(directory))
      writeGraphs(directory, config, { shape: dataset.shape, classCount: dataset.classes.length });

    const kind = this.#options.device ?? known?.device?.kind ?? 'cpu';
    const engine = keep(
      await openDevice(kind, {
        threads: this.#options.threads ?? known?.device?.threads,
        deterministic: this.#options.deterministic ?? known?.device?.deterministic,
      }),
    );
    mkdirSync(join(directory, 'checkpoints'), { recursive: true });
    const checkpoints = new Checkpoints(join(directory, 'checkpoints'), { keep: config.keep });
    const step = readStep(directory);
    const from = this.#restore(checkpoints, config.seed, step.description);
    const metricsFile = join(directory, 'metrics.jsonl');
    const metrics = keep(JsonLines.open(metricsFile, { cutAfterStep: from.step }));
    const events = keep(JsonLines.open(join(directory, 'events.jsonl'), { cutAfterStep: from.step }));
    writeFileAtomic(join(directory, 'config.json'), json(plain(config)));
    this.#note({
      status: 'running',
      device: engine.device,
      dataFingerprint: dataset.fingerprint,
      classes: dataset.classes,
      step: from.step,
    });

    const program = keep(await engine.loadStateful(step.model, from.state));
    const monitor = keep(await Monitor.open(directory, config, dataset, engine));
    if (!existsSync(join(directory, 'reals.png'))) await monitor.drawReals();
    const feeder = new Feeder(step.description, dataset, {
      seed: config.seed,
      totalSteps: config.steps,
      draw: config.draw,
      range: config.data.range,
    });
    this.#emit({ type: 'start', directory, from: from.step, steps: config.steps, device: engine.device });
    if (from.warning) this.#warn(events, from.step, from.warning);
    if (from.step === 0) for (const warning of warningsFor(config)) this.#warn(events, 0, warning);

    const pace = new Pace(step.description.batch);
    const save = async (done: number) => {
      const state = (await program.readState()) as State;
      const path = await monitor.drawSamples(done, state);
      if (path) this.#emit({ type: 'snapshot', step: done, path });
      metrics.sync();
      const saved = checkpoints.save(done, state as never);
      events.append({ type: 'checkpoint', step: done, sha256: saved.sha256 });
      this.#emit({ type: 'checkpoint', step: done, file: saved.file });
      const accuracy = await this.#test(engine, state);
      if (accuracy !== undefined) {
        events.append({ type: 'test', step: done, accuracy });
        this.#emit({ type: 'test', step: done, accuracy });
        if (accuracy > (checkpoints.best()?.scores.accuracy ?? -1)) checkpoints.markBest(done, { accuracy });
      }
      await monitor.drawCurves(readThinnedLines(metricsFile, 5000));
    };
    const epochLength = feeder.stepsPerEpoch;
    // what the means of a report or an epoch are taken over
    const window = Math.min(config.steps, Math.max(epochLength, config.report.every));
    const recent = readLastLines(metricsFile, window) as Metrics[];

    const done = await runSteps({
      program,
      feeder,
      from: from.step,
      to: config.steps,
      signal,
      nextPause: (step) => (Math.floor(step / config.snapshotEvery) + 1) * config.snapshotEvery,
      onStep: (step, values, seconds) => {
        this.#checkFinite(step, values, checkpoints);
        const { imagesPerSecond, secondsLeft } = pace.step(seconds, config.steps - step);
        const line = { step, ...values, imagesPerSecond: Math.round(imagesPerSecond * 10) / 10 };
        metrics.append(line);
        recent.push(line);
        if (recent.length > 2 * window) recent.splice(0, recent.length - window);
        this.#emit({ type: 'step', step, steps: config.steps, metrics: values, imagesPerSecond, secondsLeft });
        if (step % epochLength === 0)
          this.#emit({ type: 'epoch', epoch: step / epochLength, step, metrics: meansOf(recent, epochLength) });
        if (step % config.report.every === 0 || step === config.steps) {
          const since = step % config.report.every || config.report.every;
          const report = config.report.as === 'means' ? meansOf(recent, since) : values;
          events.append({ type: 'report', step, ...report });
          this.#emit({ type: 'report', step, metrics: report });
        }
      },
      onPause: async (step) => {
        if (step % config.snapshotEvery === 0 || step === config.steps || signal?.aborted) await save(step);
      },
    });
    const status: RunStatus = done < config.steps ? 'interrupted' : 'finished';
    this.#note({ status, step: done });
    this.#emit({ type: 'end', step: done, status });
    return { directory, step: done, status };
  }

  /** The state to begin with: the last whole checkpoint, or that before the first step. */
  #restore(checkpoints: Checkpoints, seed: number, description: Parameters<typeof initialState>[0]) {
    if (checkpoints.list().length === 0) {
      checkpoints.cutAfter(0);
      return { step: 0, state: initialState(description, seed), warning: undefined };
    }
    const { step, tensors, warning } = checkpoints.load('last');
    checkpoints.cutAfter(step);
    for (const { name, shape } of description.state) {
      const t = tensors[name];
      if (!t || t.shape.join() !== shape.join())
        throw new DuelError(
          'checkpoint',
          'checkpoint/mismatch',
          `the checkpoint's '${name}' does not fit the compiled step`,
          {
            where: join(checkpoints.folder, `step ${step}`),
            fix: 'restore the run directory from a backup, or start a new run',
          },
        );
    }
    return { step, state: tensors as unknown as State, warning };
  }

  #checkData(dataset: Dataset, known: RunInfo | undefined): void {
    if (known?.dataFingerprint !== undefined && known.dataFingerprint !== dataset.fingerprint)
      throw new DuelError('data', 'data/changed', 'the data have changed since this run began', {
        where: this.#config.data.source,
        fix: 'bring the old data back, or start a new run',
      });
  }

  #checkFinite(step: number, metrics: Metrics, checkpoints: Checkpoints): void {
    const bad = Object.entries(metrics).find(([, v]) => !Number.isFinite(v));
    if (!bad) return;
    const last = checkpoints.list().at(-1);
    throw new DuelError('diverged', 'train/diverged', `${bad[0]} became ${bad[1]} at step ${step}`, {
      where: this.#directory,
      fix: `try a lower learning rate, e.g. --set generator.optimizer.learningRate=1e-4${last === undefined ? '' : `; the last checkpoint is of step ${last}`}`,
    });
  }

  async #test(engine: Engine, state: State): Promise<number | undefined> {
    if (this.#config.game.type !== 'classifier') return undefined;
    return testAccuracy(this.#directory, this.#config, engine, state, context(this.#options));
  }

  #emit(event: RunEvent): void {
    this.#options.on?.(event);
  }

  #warn(events: JsonLines, step: number, message: string): void {
    events.append({ type: 'warning', step, message });
    this.#emit({ type: 'warning', message });
  }

  #note(changes: Partial<RunInfo>): void {
    const { name, seed, steps } = this.#config;
    noteRunInfo(this.#directory, { name, seed, steps }, changes);
  }
}

const statusOf = (e: unknown): RunStatus => (e instanceof DuelError && e.kind === 'diverged' ? 'diverged' : 'failed');

/** Means of the numbers in the last `count` lines. */
function meansOf(lines: readonly Metrics[], count: number): Metrics {
  const last = lines.slice(-count);
  const { step: _, imagesPerSecond: __, ...names } = last.at(-1) ?? {};
  return Object.fromEntries(
    Object.keys(names).map((n) => [n, last.reduce((sum, l) => sum + (l[n] ?? 0), 0) / last.length]),
  );
}
