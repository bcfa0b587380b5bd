import {
  concat,
  conv2d,
  conv2dTranspose,
  dropout,
  type Layer,
  leakyRelu,
  type Network,
  network,
  previous,
  relu,
} from '../../nn/index.ts';
import type { Shape } from '../../tensor/index.ts';
import { besideInput } from './besideInput.ts';
import { kernelsFor, type Norm, normLayer } from './normalized.ts';
import { sameSize } from './sameSize.ts';
import { halved, pictureSize } from './stages.ts';

/**
 * The halvings for pictures of a size: the paper's, to a single pixel, from 128 pixels on, else to 4 pixels. An instance norm
 * of few pixels leaves little of them, and of small pictures that would be half of the network and most of its parameters.
 */
export function depthFor(shape: Shape): number {
  const size = pictureSize(shape);
  return halvingsOf(size, Math.min(...size) >= 128 ? 1 : 4);
}

export interface UnetOptions {
  /** Channels at half the resolution; twice as many at each further halving, eight times as many at most. Default 64. */
  readonly width?: number;
  /** Default 'instance'. */
  readonly norm?: Norm;
  /** Rate of the dropout in the deepest blocks of the way up, in sampling too: the generator's noise. Default 0.5. */
  readonly dropout?: number;
  /** Halvings. Default: as many as the size allows, eight at most. */
  readonly depth?: number | undefined;
  /** What is made is added to the picture given, without a tanh. Default false. */
  readonly residual?: boolean;
}

/** As many halvings as both sides allow, until one of them has `least` pixels; eight at most, as for 256×256. */
function halvingsOf(size: readonly [number, number], least = 1): number {
  const allows = (part: number) => size.every((n) => n % part === 0 && n / part >= least);
  let times = 0;
  while (times < 8 && allows(2 ** (times + 1))) times++;
  return times;
}

/**
 * The U-Net of pix2pix (Isola et al. 2017, section 6.1.1): 4×4 convolutions of stride 2 down to the smallest size, and
 * transposed ones up again, each reading what the way down had at its size beside what comes from below.
 *
 *     down: C64-C128-C256-C512-C512-C512-C512-C512, leaky ReLU 0.2
 *     up: CD512-CD512-CD512-C512-C256-C128-C64, ReLU, tanh
 *
 * A norm follows each convolution but the first, the last and the deepest, where it would make everything of one picture's
 * single pixel 0. The first three blocks of the way up have dropout, if at least two come after them.
 *
 * @param from shape of the pictures given, height and width divisible by 4
 * @param to shape of the pictures made, of the same height and width
 */
export function unet(from: Shape, to: Shape = from, options: UnetOptions = {}): Network {
  const size = sameSize(from, to);
  halved(from, 2);
  const { width = 64, norm = 'instance', dropout: rate = 0.5, residual = false } = options;
  const depth = Math.min(options.depth ?? 8, halvingsOf(size));
  const convolution = { strides: 2, padding: 'same', kernelInitializer: kernelsFor(norm) } as const;
  const widths = Array.from({ length: depth }, (_, i) => width * Math.min(8, 2 ** i));
  const normalized = (layer: Layer): Layer[] =>
    norm === 'none' ? [layer] : [{ ...layer, useBias: false }, ...normLayer(norm)];
  const down = widths.map((filters, i): Layer[] => {
    const convolved = conv2d(filters, 4, convolution);
    if (i === 0) return [convolved];
    return [leakyRelu(0.2), ...(i < depth - 1 ? normalized(convolved) : [convolved])];
  });
  const up = widths
    .slice(0, -1)
    .map((filters, level): Layer[] => [
      relu(),
      ...normalized(conv2dTranspose(filters, 4, convolution)),
      ...(rate > 0 && depth - 2 - level < Math.min(3, depth - 2) ? [dropout(rate, { inSampling: true })] : []),
      concat([previous(), stageName(level)]),
    ]);
  return network(from, [
    ...down.flatMap((layers, i) => lastNamed(layers, stageName(i))),
    ...up.toReversed().flat(),
    relu(),
    conv2dTranspose(to[2]!, 4, { ...convolution, ...(!residual && { activation: 'tanh' }) }),
    ...(residual ? besideInput(from, to) : []),
  ]);
}

/** What the way down has at a size, which the way up reads again. */
const stageName = (level: number) => `down${level + 1}`;

const lastNamed = (layers: readonly Layer[], name: string): Layer[] =>
  layers.map((layer, i) => (i === layers.length - 1 ? { ...layer, name } : layer));
