import { atShape, describe, type Network } from '../../nn/index.ts';

/** Height and width. */
export type Size = readonly [height: number, width: number];

/** What a network asks of the sizes of its pictures. */
export interface SizeRule {
  /** Whether it takes pictures of other sizes than those that it was trained on. */
  readonly isFree: boolean;
  /** Where it does: sides are to be multiples of this. */
  readonly multiple: number;
  /** How many pixels of its result lie to a side of one of its inputs. */
  readonly scale: number;
  /** The size that it was trained on. */
  readonly trained: Size;
}

const multiples = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

/** Found by building the network for other sizes, one that no power of two divides and then larger multiples. */
export function sizeRule(network: Network): SizeRule {
  const [height, width] = Object.values(network.inputs)[0] as unknown as Size;
  const scale = (describe(network).outputShape[1] as number) / height;
  const trained = [height, width] as const;
  const multiple = multiples.find(
    (m) => isRight(network, [3 * m, 5 * m], scale) && isRight(network, [7 * m, 3 * m], scale),
  );
  return { isFree: multiple !== undefined, multiple: multiple ?? 1, scale, trained };
}

/** The network for pictures of a size; undefined where there is none. */
export function networkAt(network: Network, [height, width]: Size): Network | undefined {
  const channels = Object.values(network.inputs)[0]!.at(-1)!;
  return atShape(network, [height, width, channels]);
}

function isRight(network: Network, size: Size, scale: number): boolean {
  const other = networkAt(network, size);
  if (!other) return false;
  const [, height, width] = describe(other).outputShape;
  return height === size[0] * scale && width === size[1] * scale;
}
