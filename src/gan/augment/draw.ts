import type { NoiseKind } from '../../nn/index.ts';
import { reshape, slice, type Tensor } from '../../tensor/index.ts';

/** Fresh random numbers for each of n examples, U[0, 1) or N(0, 1): one tensor [n] under each of `names`. */
export type DrawNumbers = <K extends string>(kind: NoiseKind, names: readonly K[]) => Readonly<Record<K, Tensor>>;

/**
 * A `DrawNumbers` for `count` examples that takes its numbers, as many as are asked for at once, from `noise`: tensors
 * [count, numbers], numbered in the order of drawing.
 */
export function drawFrom(
  noise: (index: number, kind: NoiseKind, shape: readonly [number, number]) => Tensor,
  count: number,
): DrawNumbers {
  let index = 0;
  return (kind, names) => {
    const all = noise(index++, kind, [count, names.length]);
    const rows = names.map((name, i) => [name, reshape(slice(all, [1], [i], [i + 1]), [count])]);
    return Object.fromEntries(rows);
  };
}
