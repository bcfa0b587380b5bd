import { describe, type NamedLayer, type Network, sourcesOf } from '../../../nn/index.ts';

/** Height and width of pictures. */
export type Side = readonly [height: number, width: number];

/** A place where a network can be cut in two: all that the layers after it read of those before it is its result. */
export interface Cut {
  /** Of the layer in the network's list. */
  readonly index: number;
  readonly layer: NamedLayer;
  readonly side: Side;
  readonly channels: number;
}

/** The places where a network of pictures can be cut, in the order of its layers. Inputs beside its first may go anywhere. */
export function cutsOf(network: Network): Cut[] {
  const { layers, outputs } = network;
  const rows = describe(network).rows;
  const indices = new Map(layers.map(({ name }, i) => [name, i]));
  indices.set(Object.keys(network.inputs)[0]!, -1);
  // between a layer and one that reads it, nothing can be cut
  const isCrossed = new Array<boolean>(layers.length).fill(false);
  const read = (name: string, by: number) => {
    for (let i = (indices.get(name) ?? by) + 1; i < by; i++) isCrossed[i] = true;
  };
  layers.forEach((_, i) => {
    for (const name of sourcesOf(network, i)) read(name, i);
  });
  for (const name of outputs ?? []) read(name, layers.length);
  return layers.flatMap((layer, index) => {
    const [, height, width, channels] = rows[index]!.shape;
    if (rows[index]!.shape.length !== 4 || isCrossed[index]) return [];
    return [{ index, layer, side: [height!, width!], channels: channels! }];
  });
}

export const sameSide = (a: Side, b: Side): boolean => a[0] === b[0] && a[1] === b[1];
