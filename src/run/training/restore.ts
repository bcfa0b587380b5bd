import { join } from 'node:path';
import type { State } from '../../gan/index.ts';
import type { RunConfig } from '../config/config.ts';
import { stageAt } from '../config/stages.ts';
import type { Checkpoints } from '../directory/checkpoints.ts';
import { readStepDescription } from '../directory/graphs.ts';
import { stateFor } from '../directory/state.ts';
import { initOf } from './init.ts';

/** Where a training session begins. */
export interface Beginning {
  /** Steps done so far. */
  readonly step: number;
  /** What they have left; before the first, the weights that the run is to begin with, where it is given any. */
  readonly state: State;
  /** What it begins with, for people. */
  readonly found: readonly string[];
  /** What a person should know of how it was found. */
  readonly warning: string | undefined;
}

/** What to begin with: the last whole checkpoint, as its stage has it, or nothing. Later checkpoints are removed. */
export function restore(checkpoints: Checkpoints, directory: string, config: RunConfig): Beginning {
  if (checkpoints.list().length === 0) {
    checkpoints.cutAfter(0);
    const { state = {}, found = [] } = initOf(directory) ?? {};
    return { step: 0, state, found, warning: undefined };
  }
  const { step, tensors, file, warning } = checkpoints.load('last');
  const description = readStepDescription(directory, stageAt(config, step));
  const state = stateFor(description, tensors as unknown as State, join(checkpoints.folder, file));
  checkpoints.cutAfter(step);
  return { step, state, found: [], warning };
}
