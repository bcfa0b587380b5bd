import { DuelError } from '../../errors.ts';
import type { State, StepDescription } from '../../gan/index.ts';

/**
 * The state that a compiled step takes, out of what a checkpoint holds: all of its tensors, and no others.
 *
 * @param file the checkpoint's, for the error
 * @throws DuelError `checkpoint/mismatch` where one is missing or has another shape or type
 */
export function stateFor({ state }: Pick<StepDescription, 'state'>, found: State, file: string): State {
  return Object.fromEntries(
    state.map(({ name, shape }) => {
      const t = found[name];
      if (t?.data instanceof Float32Array && t.shape.join() === shape.join()) return [name, t];
      throw new DuelError(
        'checkpoint',
        'checkpoint/mismatch',
        `the checkpoint's '${name}' does not fit the compiled step`,
        {
          where: file,
          fix: 'where its graphs were built anew, by another version: restore graphs/ from a backup, or begin a new run with what its players have learnt: duel train PRESET --init RUN',
        },
      );
    }),
  );
}
