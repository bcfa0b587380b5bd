import { checkOptions } from '../options/check.ts';
import * as kinds from '../options/kinds.ts';
import type { Preset } from '../presets/preset.ts';
import { configKinds, type RunConfig } from '../run/config/config.ts';
import { type SearchOptions, type SearchResult, searchSettings } from '../run/search/search.ts';
import { checkTrainOptions, trainKinds } from '../run/training/options.ts';
import { trainable } from '../run/training/trainable.ts';

const { data, resolution, fit, crop, flip, holdOut, layout, columns, header, range, steps, batch, seed, set } =
  configKinds;
const { device, threads, signal, on, dataContext } = trainKinds;

const searchKinds: kinds.OptionKinds<SearchOptions> = {
  ...{ data, resolution, fit, crop, flip, holdOut, layout, columns, header, range, steps, batch, seed, set },
  ...{ device, threads, signal, on, dataContext },
  trials: kinds.whole(1, 10_000),
  over: kinds.texts('generator.optimizer.learningRate=1e-4..1e-2:log'),
  metric: kinds.text,
  factor: kinds.whole(2, 100),
  minSteps: kinds.whole(),
  confirm: kinds.whole(0, 1000),
  parallel: kinds.whole(1, 64),
  out: kinds.text,
};

/**
 * Searches settings of a preset, its name, or a configuration, by a metric of the samples: asynchronous successive halving (Li
 * et al. 2020). Each trial is a run in the folder `out`; a search that is there already goes on, and ends with what it would
 * have ended with. The best is trained again at other seeds, beside the configuration as it is.
 *
 * @example
 * const { best, outcome } = await search('quickstart', { over: ['generator.optimizer.learningRate=1e-4..1e-2:log'] });
 *
 * @throws DuelError of kind `usage` where the space or an option is not what it takes, before anything is written
 */
export async function search(what: Preset | RunConfig | string, options: SearchOptions = {}): Promise<SearchResult> {
  checkOptions('search()', options, searchKinds);
  checkTrainOptions('search()', { dataContext: options.dataContext }, trainKinds);
  return searchSettings(trainable('search()', what), options);
}
