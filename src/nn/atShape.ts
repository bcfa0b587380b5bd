import { DuelError } from '../errors.ts';
import { type Shape, sameShape } from '../tensor/index.ts';
import { describe, type Network, parseNetwork } from './network.ts';

/**
 * The same network for a first input of another shape, with the same variables: what a network of convolutions is for
 * pictures of another size. Undefined where the layers do not fit such an input, or where their variables would not be
 * the same.
 */
export function atShape(net: Network, shape: Shape): Network | undefined {
  const [[first], ...others] = Object.entries(net.inputs) as [[string, Shape], ...[string, Shape][]];
  try {
    const other = parseNetwork(
      {
        inputs: { [first]: shape, ...Object.fromEntries(others) },
        layers: net.layers,
        ...(net.outputs && { outputs: net.outputs }),
      },
      '',
    );
    const [before, after] = [describe(net).variables, describe(other).variables];
    const isSame = before.every((v, i) => after[i]?.name === v.name && sameShape(after[i].shape, v.shape));
    return isSame && before.length === after.length ? other : undefined;
  } catch (cause) {
    if (cause instanceof DuelError) return undefined;
    throw cause;
  }
}
