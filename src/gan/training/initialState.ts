import { initialize } from '../../nn/index.ts';
import { RandomStream } from '../../random/stream.ts';
import { sizeOf } from '../../tensor/index.ts';
import type { StepDescription } from '../step/stepBuilder.ts';

/** Named float32 arrays: the state of a training. */
export type State = Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

/** The state before the first step. Every tensor depends on (seed, its name) alone. */
export function initialState(description: Pick<StepDescription, 'state'>, seed: number): State {
  const state: State = {};
  for (const { name, shape, initial } of description.state) {
    if (initial.type === 'copy') {
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
