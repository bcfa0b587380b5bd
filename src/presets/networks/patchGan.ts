import { conv2d, type Layer, leakyRelu, type Network, network } from '../../nn/index.ts';
import type { Shape } from '../../tensor/index.ts';
import { kernelsFor, type Norm, normLayer } from './normalized.ts';
import { pictureSize } from './stages.ts';

/** Side of the square of pixels that each score of a PatchGAN is for. */
export type Patch = 16 | 34 | 70;

export interface PatchGanOptions {
  /** Channels after the first convolution; twice as many after each further one. Default 64. */
  readonly width?: number;
  /** Default 'instance'. */
  readonly norm?: Norm;
  /** Default: about half of the shorter side, `patchFor`. */
  readonly patch?: Patch | undefined;
}

const halvings = { 16: 1, 34: 2, 70: 3 } as const;

/** The patch for pictures of a size: the paper's 70 pixels from 128 on, 34 from 64, else 16. */
export function patchFor(shape: Shape): Patch {
  const side = Math.min(...pictureSize(shape));
  return side >= 128 ? 70 : side >= 64 ? 34 : 16;
}

/**
 * PatchGAN (Isola et al. 2017, section 6.1.2): scores [h', w', 1], one for each square of the picture, by 4×4 convolutions
 * with a norm behind all but the first and the last, and leaky ReLU 0.2. What is behind each leaky ReLU it gives beside the
 * scores, as `features1`, ….
 *
 *     70 pixels: C64-C128-C256 of stride 2, C512, scores     34: C64-C128, C256     16: C64, C128
 *
 * @param shape of what is judged; channels of the picture that it was made from may stand before its own
 */
export function patchGan(shape: Shape, options: PatchGanOptions = {}): Network {
  const { width = 64, norm = 'instance', patch = patchFor(shape) } = options;
  const times = halvings[patch];
  const convolution = { padding: 1, kernelInitializer: kernelsFor(norm) };
  const stages = Array.from({ length: times + 1 }, (_, i): Layer[] => {
    const normalized = i > 0 && norm !== 'none';
    return [
      conv2d(width * 2 ** i, 4, { ...convolution, strides: i < times ? 2 : 1, useBias: !normalized }),
      ...(normalized ? normLayer(norm) : []),
      leakyRelu(0.2, { name: `features${i + 1}` }),
    ];
  });
  return network(shape, [...stages.flat(), conv2d(1, 4, { ...convolution, name: 'scores' })], {
    outputs: ['scores', ...stages.map((_, i) => `features${i + 1}`)],
  });
}
