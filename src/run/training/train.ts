import type { Preset } from '../../presets/preset.ts';
import { type ConfigOptions, changedConfig, type RunConfig, readConfig, writeConfig } from '../config/config.ts';
import { createRunDirectory } from '../directory/directory.ts';
import { dataContextOf, type RunResult, type TrainOptions } from './options.ts';
import { resolveConfig } from './resolve.ts';
import { trainRun } from './session.ts';

export interface NewRunOptions extends TrainOptions, ConfigOptions {
  /** Folder of runs. Default `runs`. */
  readonly out?: string | undefined;
  /** Part of the directory's name. Default: the preset's. */
  readonly name?: string | undefined;
}

/** Trains a preset, or a configuration, in a new run directory. */
export async function train(what: Preset | RunConfig, options: NewRunOptions = {}): Promise<RunResult> {
  const config = await resolveConfig(what, options, dataContextOf(options));
  const directory = createRunDirectory(options.out ?? 'runs', options.name ?? config.name);
  writeConfig(directory, config);
  return trainRun({ directory, config, options });
}

/** What may change when a run goes on: `steps` is the new total. */
export type ResumeOptions = TrainOptions & Pick<ConfigOptions, 'steps' | 'snapshotEvery' | 'keep'>;

/** Goes on with a run from its last checkpoint. */
export async function resume(directory: string, options: ResumeOptions = {}): Promise<RunResult> {
  const { steps, snapshotEvery, keep } = options;
  const config = changedConfig(readConfig(directory), { steps, snapshotEvery, keep });
  return trainRun({ directory, config, options });
}
