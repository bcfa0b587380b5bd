import {
  batchNorm,
  conv2d,
  dense,
  globalSumPool,
  type Layer,
  network,
  relu,
  reshape,
  residualBlock,
  selfAttention,
} from '../../nn/index.ts';
import type { Shape } from '../../tensor/index.ts';
import { type Side, stagesOf } from './stages.ts';

export interface ResnetOptions {
  /** Of all convolutions and dense layers; default false. */
  readonly spectralNorm?: boolean;
  /** The height at which self-attention follows the block; default: none. */
  readonly attention?: number | undefined;
}

const attentionAt = (height: number, { attention, spectralNorm = false }: ResnetOptions): Layer[] =>
  height === attention ? [selfAttention({ spectralNorm })] : [];

/**
 * A generator of pictures of `shape` from 128 latents: dense, a residual block up to each further side, batch norm before
 * each ReLU, a tanh at the end.
 *
 * @param widths channels at each side, from the smallest
 */
export function resnetGenerator(shape: Shape, widths: readonly number[], options: ResnetOptions = {}) {
  const { spectralNorm = false } = options;
  const [[height, width], ...sides] = stagesOf(shape) as [Side, ...Side[]];
  const first = widths[0]!;
  const normalization = () => batchNorm({ momentum: 0.9 });
  return network(
    [128],
    [
      dense(height * width * first, { spectralNorm }),
      reshape([height, width, first]),
      ...sides.flatMap((side, i) => [
        ...residualBlock(widths[i + 1]!, { resample: 'up', normalization, spectralNorm }),
        ...attentionAt(side[0], options),
      ]),
      normalization(),
      relu(),
      conv2d(shape[2]!, 3, { padding: 'same', activation: 'tanh', spectralNorm }),
    ],
  );
}

/**
 * A discriminator of pictures of `shape`: residual blocks without normalisation of values, ReLU, the sum over pixels, a dense
 * score without bias.
 *
 * @param down channels of the blocks that halve the side
 * @param rest channels of the blocks after them, at the side that is left
 */
export function resnetDiscriminator(
  shape: Shape,
  down: readonly number[],
  rest: readonly number[],
  options: ResnetOptions = {},
) {
  const { spectralNorm = false } = options;
  return network(shape, [
    ...down.flatMap((filters, i) => [
      ...residualBlock(filters, { resample: 'down', preactivation: i > 0, spectralNorm }),
      ...attentionAt(shape[0]! / 2 ** (i + 1), options),
    ]),
    ...rest.flatMap((filters) => residualBlock(filters, { spectralNorm })),
    relu(),
    globalSumPool(),
    dense(1, { useBias: false, spectralNorm }),
  ]);
}
