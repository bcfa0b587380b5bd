import { join } from 'node:path';
import { DuelError } from '../../errors.ts';
import { initialState, type State, type StepDescription } from '../../gan/index.ts';
import type { Checkpoints } from '../directory/checkpoints.ts';

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
