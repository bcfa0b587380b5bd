import { join } from 'node:path';
import { initialState, type State, type StepDescription } from '../../gan/index.ts';
import type { Checkpoints } from '../directory/checkpoints.ts';
import { stateFor } from '../directory/state.ts';

/** Where a training session begins. */
export interface Beginning {
  /** Steps done so far. */
  readonly step: number;
  readonly state: State;
  /** What a person should know of how it was found. */
  readonly warning: string | undefined;
}

/** The state to begin with: the last whole checkpoint, or that before the first step. Later checkpoints are removed. */
export function restore(checkpoints: Checkpoints, seed: number, description: StepDescription): Beginning {
  if (checkpoints.list().length === 0) {
    checkpoints.cutAfter(0);
    return { step: 0, state: initialState(description, seed), warning: undefined };
  }
  const { step, tensors, file, warning } = checkpoints.load('last');
  const state = stateFor(description, tensors as unknown as State, join(checkpoints.folder, file));
  checkpoints.cutAfter(step);
  return { step, state, warning };
}
