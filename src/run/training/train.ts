import { DuelError } from '../../errors.ts';
import { halfMadeIfWatched } from '../../files/halfMade.ts';
import { checkText } from '../../options/check.ts';
import * as kinds from '../../options/kinds.ts';
import type { Preset } from '../../presets/preset.ts';
import { assertThreads } from '../../runtime/node/threads.ts';
import {
  type ConfigOptions,
  changedConfig,
  configKinds,
  plain,
  type RunConfig,
  readConfig,
  writeConfig,
} from '../config/config.ts';
import { type SourceOptions, sourcesOf } from '../config/sources.ts';
import { createRunDirectory, discardRun, sanitizeName } from '../directory/directory.ts';
import { runFormat } from '../directory/format.ts';
import { noteRunInfo, readRunInfo } from '../directory/info.ts';
import { hashOf, lasting } from '../directory/made.ts';
import { turnedBy } from './dials.ts';
import { readInit, writeInit } from './init.ts';
import { Listener } from './listener.ts';
import { checkTrainOptions, dataContextOf, type RunResult, type TrainOptions, trainKinds } from './options.ts';
import { absolute, checkGoingOn, resolveConfig } from './resolve.ts';
import { trainable } from './trainable.ts';
import { trainRun } from './trainRun.ts';

export interface NewRunOptions extends TrainOptions, ConfigOptions {
  /** Folder of runs. Default `runs`. */
  readonly out?: string | undefined;
  /** Part of the directory's name. Default: the preset's. */
  readonly name?: string | undefined;
  /**
   * Begins with the weights of `RUN`, `RUN@STEP` or `FILE.safetensors` where names and shapes agree, with fresh optimizers.
   * Default: random ones.
   */
  readonly init?: string | undefined;
}

const newRunKinds: kinds.OptionKinds<NewRunOptions> = {
  ...trainKinds,
  ...configKinds,
  out: kinds.text,
  name: kinds.text,
  init: kinds.text,
};

/**
 * Trains a preset, its name, or a configuration, in a new run directory.
 *
 * @throws DuelError of kind `usage` where an option is unknown or not what it takes, before anything is written
 */
export async function train(named: Preset | RunConfig | string, options: NewRunOptions = {}): Promise<RunResult> {
  checkTrainOptions('train()', options, newRunKinds);
  assertThreads(options.threads);
  const what = trainable('train()', named);
  assertFolderName(options.name ?? what.name, options.name === undefined ? 'name' : '--name');
  let settle = () => {};
  const listener = new Listener((event) => {
    if (event.type === 'start') settle();
    return options.on?.(event);
  });
  const config = await resolveConfig(
    what,
    options,
    dataContextOf(options),
    (notice) => listener.tell(notice),
    options.device,
  );
  listener.signal.throwIfAborted();
  const runs = options.out ?? 'runs';
  const init = options.init === undefined ? undefined : readInit(options.init, config, runs);
  const directory = createRunDirectory(runs, options.name ?? config.name);
  settle = halfMadeIfWatched(directory);
  try {
    if (init) writeInit(directory, init);
    writeConfig(directory, config);
    // from here on it is a run that can go on, whatever ends this process
    const { name, seed, steps } = config;
    noteRunInfo(
      directory,
      { name, seed, steps },
      {
        format: runFormat,
        configuration: hashOf(lasting(plain(config))),
        status: 'running',
        step: 0,
      },
    );
  } catch (cause) {
    discardRun(directory);
    throw cause;
  }
  return trainRun({ directory, config, options, listener });
}

/** Throws where a name would lead out of the folder of runs, or hide in it. */
function assertFolderName(name: string, where: string): void {
  if (!/[\\/]|^\.|\0/.test(name)) return;
  throw new DuelError('usage', 'run/name', `a run's folder is named after it, and '${name}' is no name of a folder`, {
    where,
    fix: `write '${sanitizeName(name)}'`,
  });
}

/** What may change when a run goes on: `steps` is the new total, `data` and its like where the same data are now. */
export interface ResumeOptions
  extends TrainOptions,
    Pick<ConfigOptions, 'steps' | 'snapshotEvery' | 'keep'>,
    Omit<SourceOptions, 'pairs'> {
  /**
   * `path=value` pairs of what enters the compiled step anew each time: learning rates, weights, decays. They hold from the
   * last checkpoint on, and are kept in the run's dials.json.
   */
  readonly set?: readonly string[] | undefined;
  /** Lets schedules without a length of their own go over the new total. Default: they keep their length. */
  readonly stretchSchedules?: boolean | undefined;
}

const resumeKinds: kinds.OptionKinds<ResumeOptions> = {
  ...trainKinds,
  steps: configKinds.steps,
  snapshotEvery: configKinds.snapshotEvery,
  keep: configKinds.keep,
  data: configKinds.data,
  input: configKinds.input,
  target: configKinds.target,
  domainA: configKinds.domainA,
  domainB: configKinds.domainB,
  set: kinds.texts('generator.optimizer.learningRate=1e-5'),
  stretchSchedules: kinds.flag,
};

/**
 * Goes on with a run from its last checkpoint.
 *
 * @throws DuelError `run/no-dial` where `set` asks for what would want another step
 */
export async function resume(directory: string, options: ResumeOptions = {}): Promise<RunResult> {
  checkText('resume()', "a run's directory", directory, 'runs/001-quickstart');
  checkTrainOptions('resume()', options, resumeKinds);
  assertThreads(options.threads);
  const {
    steps,
    snapshotEvery,
    keep,
    data,
    input,
    target,
    domainA,
    domainB,
    set = [],
    stretchSchedules = false,
  } = options;
  const before = readConfig(directory);
  const asked = changedConfig(before, { steps, snapshotEvery, keep });
  const length = before.scheduleSteps ?? before.steps;
  const { report, values } = set.length > 0 ? turnedBy(directory, set) : { report: asked.report, values: {} };
  // the same data are read and scaled as before, wherever they lie
  const moved = sourcesOf({ data, input, target, domainA, domainB });
  const config = {
    ...asked,
    data: { ...asked.data, ...moved, ...absolute(moved) },
    report,
    ...(length !== asked.steps && { scheduleSteps: length }),
  };
  const scheduleSteps = stretchSchedules ? config.steps : undefined;
  const listener = new Listener(options.on);
  const device = options.device ?? readRunInfo(directory)?.device?.kind ?? 'cpu';
  const warning = checkGoingOn(directory, config, device);
  if (warning !== undefined) listener.tell({ type: 'warning', message: warning });
  return trainRun({
    directory,
    config,
    options,
    listener,
    turned: { set, values, scheduleSteps },
    isLonger: steps !== undefined,
  });
}
