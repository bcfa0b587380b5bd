import {
  averagePool2d,
  conv2d,
  dense,
  flatten,
  type Layer,
  leakyRelu,
  minibatchStddev,
  type Network,
  network,
  pixelNorm,
  reshape,
  upsample,
} from '../../nn/index.ts';
import { type Shape, sizeOf } from '../../tensor/index.ts';
import { type Side, stagesOf } from './stages.ts';

export interface ProgressiveOptions {
  /** Channels at the smallest sizes, and numbers in a latent. Default 128; the paper has 512. */
  readonly widest?: number;
  /** Channels at a size are at most this divided by its longer side. Default 2048; the paper has 16,384. */
  readonly base?: number;
}

const equalized = { equalized: true } as const;
/** A last layer's weights begin with a deviation of 1 / √fanIn. */
const plain = { equalized: { gain: 1 } } as const;
const same = { ...equalized, padding: 'same' } as const;

/**
 * The networks of Karras et al. 2018 (tables 2 and 3) for pictures of `shape`, whole: two convolutions of 3 × 3 at each size,
 * equalised learning rate, leaky ReLU of 0.2, in G pixel norm and nearest neighbours, latents on a sphere, and no function at
 * its end; in D means of 2 × 2 and the deviation over the batch.
 */
export function progressiveNetworks(
  shape: Shape,
  { widest = 128, base = 2048 }: ProgressiveOptions = {},
): { readonly generator: Network; readonly discriminator: Network } {
  const sides = stagesOf(shape);
  const channelsAt = (side: Side) => Math.max(1, Math.min(widest, Math.floor(base / Math.max(...side))));
  const [smallest, ...others] = sides as [Side, ...Side[]];
  const start = [...smallest, channelsAt(smallest)];
  const made = (side: Side): Layer[] => [conv2d(channelsAt(side), 3, same), leakyRelu(0.2), pixelNorm()];
  const generator = network(
    [widest],
    [
      pixelNorm(),
      dense(sizeOf(start), { equalized: { gain: Math.SQRT2 / 4 } }),
      reshape(start),
      leakyRelu(0.2),
      pixelNorm(),
      ...made(smallest),
      ...others.flatMap((side) => [upsample(), ...made(side), ...made(side)]),
      conv2d(shape[2]!, 1, plain),
    ],
  );
  const seen = (filters: number): Layer[] => [conv2d(filters, 3, same), leakyRelu(0.2)];
  const last = channelsAt(smallest);
  const discriminator = network(shape, [
    conv2d(channelsAt(sides.at(-1)!), 1, equalized),
    leakyRelu(0.2),
    ...others.flatMap((_, i) => {
      const [side, half] = [sides.at(-1 - i)!, sides.at(-2 - i)!];
      return [...seen(channelsAt(side)), ...seen(channelsAt(half)), averagePool2d()];
    }),
    minibatchStddev(),
    ...seen(last),
    flatten(),
    dense(last, equalized),
    leakyRelu(0.2),
    dense(1, plain),
  ]);
  return { generator, discriminator };
}
