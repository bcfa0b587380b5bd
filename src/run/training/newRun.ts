import { DuelError } from '../../errors.ts';
import { halfMadeIfWatched } from '../../files/halfMade.ts';
import * as kinds from '../../options/kinds.ts';
import type { Preset } from '../../presets/preset.ts';
import { assertThreads } from '../../runtime/node/threads.ts';
import { type ConfigOptions, configKinds, plain, type RunConfig, writeConfig } from '../config/config.ts';
import { noChanges } from '../directory/dials.ts';
import { createRunDirectory, discardRun, sanitizeName } from '../directory/directory.ts';
import { runFormat } from '../directory/format.ts';
import { noteRunInfo } from '../directory/info.ts';
import { hashOf, lasting } from '../directory/made.ts';
import { readInit, writeInit } from './init.ts';
import { Listener } from './listener.ts';
import { checkTrainOptions, dataContextOf, type RunResult, type TrainOptions, trainKinds } from './options.ts';
import { resolveConfig } from './resolve.ts';
import type { Scorer } from './run.ts';
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

/** Trains in a new run directory. `scorerOf` is asked for who compares its checkpoints, before anything is written. */
export async function newRun(
  named: Preset | RunConfig | string,
  options: NewRunOptions,
  scorerOf: (config: RunConfig) => ((directory: string) => Scorer) | undefined = () => undefined,
): Promise<RunResult> {
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
  const scorer = scorerOf(config);
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
        dials: noChanges,
        status: 'running',
        step: 0,
      },
    );
  } catch (cause) {
    discardRun(directory);
    throw cause;
  }
  return trainRun({ directory, config, options, listener, scorer: scorer?.(directory) });
}

/** Throws where a name would lead out of the folder of runs, or hide in it. */
function assertFolderName(name: string, where: string): void {
  if (!/[\\/]|^\.|\0/.test(name)) return;
  throw new DuelError('usage', 'run/name', `a run's folder is named after it, and '${name}' is no name of a folder`, {
    where,
    fix: `write '${sanitizeName(name)}'`,
  });
}
