import { checkText } from '../../options/check.ts';
import * as kinds from '../../options/kinds.ts';
import type { Preset } from '../../presets/preset.ts';
import { assertThreads } from '../../runtime/node/threads.ts';
import { type ConfigOptions, changedConfig, configKinds, type RunConfig, readConfig } from '../config/config.ts';
import { type SourceOptions, sourcesOf } from '../config/sources.ts';
import { readRunInfo } from '../directory/info.ts';
import { affordableFor } from './affordable.ts';
import { absolute } from './askedData.ts';
import { turnedBy } from './dials.ts';
import { Listener } from './listener.ts';
import { type NewRunOptions, newRun } from './newRun.ts';
import { checkTrainOptions, type RunResult, type TrainOptions, trainKinds } from './options.ts';
import { checkGoingOn } from './resolve.ts';
import { scorerOf } from './scoring.ts';
import { trainRun } from './trainRun.ts';

/**
 * Trains a preset, its name, or a configuration, in a new run directory.
 *
 * @throws DuelError of kind `usage` where an option is unknown or not what it takes, before anything is written
 */
export const train = (named: Preset | RunConfig | string, options: NewRunOptions = {}): Promise<RunResult> =>
  newRun(named, options, (config) => scorerOf(config, options));

/** What may change when a run goes on: `steps` is the new total, `data` and its like where the same data are now. */
export interface ResumeOptions
  extends TrainOptions,
    Pick<ConfigOptions, 'steps' | 'snapshotEvery' | 'keep' | 'evalEvery' | 'bestBy' | 'patience' | 'onDivergence'>,
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
  evalEvery: configKinds.evalEvery,
  bestBy: configKinds.bestBy,
  patience: configKinds.patience,
  onDivergence: configKinds.onDivergence,
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
    evalEvery,
    bestBy,
    patience,
    onDivergence,
    data,
    input,
    target,
    domainA,
    domainB,
    set = [],
    stretchSchedules = false,
  } = options;
  const before = readConfig(directory);
  const changed = changedConfig(before, { steps, snapshotEvery, keep, evalEvery, bestBy, patience, onDivergence });
  const asked = affordableFor(directory, changed, { evalEvery });
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
    scorer: scorerOf(config, options)?.(directory),
    turned: { set, values, scheduleSteps },
    isLonger: steps !== undefined,
  });
}
