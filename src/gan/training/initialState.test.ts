import { expect, it } from 'vitest';
import { initialState } from './initialState.ts';

const constant = (name: string, shape: readonly number[], value: number) => ({
  name,
  shape,
  initial: { type: 'constant', value } as const,
});
const tensor = (shape: readonly number[], ...data: number[]) => ({ shape, data: Float32Array.from(data) });

it('carries over what has the same name and shape, and begins the rest as ever', () => {
  const description = {
    state: [
      constant('kept', [2], 9),
      { name: 'kept.ema', shape: [2], initial: { type: 'copy', of: 'kept' } as const },
      constant('reshaped', [1, 2], 9),
      constant('new', [1], 9),
      {
        name: 'drawn',
        shape: [3],
        initial: { type: 'initializer', initializer: { type: 'randomNormal', mean: 0, stddev: 1 } } as const,
      },
    ],
  };
  const carried = { kept: tensor([2], 1, 2), reshaped: tensor([2, 1], 3, 4), gone: tensor([1], 5) };
  const state = initialState(description, 7, carried);
  expect(Object.keys(state)).toEqual(['kept', 'kept.ema', 'reshaped', 'new', 'drawn']);
  // an average that is new begins as the weights that were carried
  expect([...state['kept.ema']!.data]).toEqual([1, 2]);
  expect([...state.kept!.data]).toEqual([1, 2]);
  expect([...state.reshaped!.data]).toEqual([9, 9]);
  expect([...state.new!.data]).toEqual([9]);
  expect(state.drawn).toEqual(initialState(description, 7).drawn);
});
