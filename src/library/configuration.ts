import { checkOptions } from '../options/check.ts';
import type { OptionKinds } from '../options/kinds.ts';
import type { Preset } from '../presets/preset.ts';
import { type ConfigOptions, configKinds, type RunConfig } from '../run/config/config.ts';
import { dataContextOf, type TrainOptions, trainKinds } from '../run/training/options.ts';
import { resolveConfig as resolve, warningsFor } from '../run/training/resolve.ts';
import { trainable } from '../run/training/trainable.ts';

export interface ResolveOptions extends ConfigOptions, Pick<TrainOptions, 'signal' | 'dataContext'> {}

const resolveKinds: OptionKinds<ResolveOptions> = {
  ...configKinds,
  signal: trainKinds.signal,
  dataContext: trainKinds.dataContext,
};

/**
 * What `train` would train, with nothing left open, and what a person should know of it. Opens the data to see their
 * shape, and builds the training step; trains nothing, and makes no run.
 */
export async function resolveConfig(
  what: Preset | RunConfig | string,
  options: ResolveOptions = {},
): Promise<{ readonly config: RunConfig; readonly warnings: readonly string[] }> {
  checkOptions('resolveConfig()', options, resolveKinds);
  const { signal, dataContext, ...changes } = options;
  const config = await resolve(trainable('resolveConfig()', what), changes, dataContextOf({ signal, dataContext }));
  return { config, warnings: warningsFor(config) };
}
