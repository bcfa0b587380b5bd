import { initialize } from '../../nn/index.ts';
import { RandomStream } from '../../random/stream.ts';
import { sameShape, sizeOf } from '../../tensor/index.ts';
import type { StepDescription } from '../step/stepBuilder.ts';

/** Named float32 arrays: the state of a training. */
export type State = Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

/**
 * The state that a step begins with: what is carried over of the state of another, by name and shape, and for the rest that
 * before the first step. Every tensor depends on what is carried and on (seed, its name) alone; an average of weights that
 * is new begins as these are.
 *
 * @param carried the state of the step before, of which it may take arrays as they are. Default: nothing
 */
export function initialState(description: Pick<StepDescription, 'state'>, seed: number, carried: State = {}): State {
  const state: State = {};
  for (const { name, shape, initial } of description.state) {
    const known = carried[name];
    if (known && sameShape(known.shape, shape)) {
      state[name] = known;
    } else if (initial.type === 'copy') {
      state[name] = { shape, data: state[initial.of]!.data.slice() };
    } else if (initial.type === 'constant') {
      state[name] = { shape, data: new Float32Array(sizeOf(shape)).fill(initial.value) };
    } else {
      const random = new RandomStream(seed, `initial/${name}`);
      state[name] = { shape, data: initialize(initial.initializer, shape, initial.fans, random) };
    }
  }
  return state;
}
