import {
  conv2d,
  conv2dTranspose,
  type Layer,
  type Network,
  network,
  reflectionPadding2d,
  relu,
  residual,
} from '../../nn/index.ts';
import type { Shape } from '../../tensor/index.ts';
import { besideInput } from './besideInput.ts';
import { kernelsFor, type Norm, normLayer } from './normalized.ts';
import { sameSize } from './sameSize.ts';
import { halved } from './stages.ts';

export interface TranslatorOptions {
  /** Channels at the full resolution; four times as many in the blocks. Default 64. */
  readonly width?: number;
  /** Residual blocks. Default: the paper's 9 from 256 pixels on, else 6. */
  readonly blocks?: number | undefined;
  /** Default 'instance'. */
  readonly norm?: Norm;
  /** What is made is added to the picture given, without a tanh. Default false. */
  readonly residual?: boolean;
}

/**
 * CycleGAN's generator (Zhu et al. 2017, appendix 7.2, after Johnson et al. 2016), with reflected borders, a norm and ReLU
 * behind each convolution:
 *
 *     c7s1-64, d128, d256, R256 × 6 or 9, u128, u64, c7s1-3, tanh
 *
 * c7s1: 7×7; d: 3×3 of stride 2; R: two of 3×3 beside a shortcut; u: transposed 3×3 of stride 2.
 *
 * @param from shape of the pictures given, height and width divisible by 4
 * @param to shape of the pictures made, of the same height and width
 */
export function translator(from: Shape, to: Shape = from, options: TranslatorOptions = {}): Network {
  const size = sameSize(from, to);
  halved(from, 2);
  const {
    width = 64,
    blocks = Math.min(...size) >= 256 ? 9 : 6,
    norm = 'instance',
    residual: isAdded = false,
  } = options;
  const kernels = { kernelInitializer: kernelsFor(norm), useBias: norm === 'none' };
  const active = (layer: Layer): Layer[] => [layer, ...normLayer(norm), relu()];
  const down = (filters: number) => active(conv2d(filters, 3, { strides: 2, padding: 1, ...kernels }));
  const up = (filters: number) =>
    active(conv2dTranspose(filters, 3, { strides: 2, padding: 1, outputPadding: 1, ...kernels }));
  const convolved = () => [reflectionPadding2d(1), conv2d(4 * width, 3, kernels)];
  const block = () => residual([...convolved(), ...normLayer(norm), relu(), ...convolved(), ...normLayer(norm)]);
  return network(from, [
    reflectionPadding2d(3),
    ...active(conv2d(width, 7, kernels)),
    ...down(2 * width),
    ...down(4 * width),
    ...Array.from({ length: blocks }, block).flat(),
    ...up(2 * width),
    ...up(width),
    reflectionPadding2d(3),
    conv2d(to[2]!, 7, { kernelInitializer: kernels.kernelInitializer, ...(!isAdded && { activation: 'tanh' }) }),
    ...(isAdded ? besideInput(from, to) : []),
  ]);
}
