import { checkOptions } from '../../options/check.ts';
import * as kinds from '../../options/kinds.ts';
import { varianceScaling } from '../initializers.ts';
import type { Layer } from '../layer.ts';
import { leakyRelu } from '../layers/activation.ts';
import { conv2d } from '../layers/conv2d.ts';
import { firDownsample, firUpsample } from '../layers/fir.ts';
import { residual } from './residual.ts';

/** Keeps the variance through a leaky ReLU of slope 0.2 (He et al. 2015). */
const leakyGain = Math.sqrt(2 / (1 + 0.2 ** 2));

/** Normal with standard deviation gain / √fanIn. */
const scaled = (gain: number) => varianceScaling({ scale: gain ** 2, mode: 'fanIn', distribution: 'normal' });

export interface ResnextBlockOptions {
  /** Groups of channels of the 3×3 convolution; divides channels · expansion. */
  readonly cardinality: number;
  /** How many times as many channels the middle has; default 2. */
  readonly expansion?: number;
  /** Of the grouped convolution; odd, default 3. */
  readonly kernelSize?: number;
  /** Residual blocks in the whole network, from which the scale of the first weights follows; default 1. */
  readonly blocks?: number;
}

const resnextKinds: kinds.OptionKinds<ResnextBlockOptions> = {
  cardinality: kinds.whole(),
  expansion: kinds.number(0, 1024),
  kernelSize: kinds.whole(),
  blocks: kinds.whole(),
};

/**
 * R3GAN's residual block (Huang et al. 2024, arXiv 2501.05441): ResNeXt's grouped convolution in an inverted
 * bottleneck, without normalisation,
 *
 *     y = x + conv1×1(lrelu(grouped conv3×3(lrelu(conv1×1(x)))))
 *
 * from `channels` to channels · expansion and back, leaky ReLUs of slope 0.2, a bias before each of them and none after
 * the last convolution. What replaces normalisation is how it begins, after Fixup (Zhang et al. 2019): the last
 * convolution is 0, so that the block does nothing at first; the other two are normal with the standard deviation
 * √(2 / (1 + 0.2²)) · blocks^(−1/4) / √fanIn. [n, h, w, channels] to the same.
 *
 * @example resnextBlock(256, { cardinality: 32, blocks: 8 })
 */
export function resnextBlock(channels: number, options: ResnextBlockOptions): Layer[] {
  checkOptions('resnextBlock()', options, resnextKinds);
  const { cardinality, expansion = 2, kernelSize = 3, blocks = 1 } = options;
  const expanded = channels * expansion;
  // L^(−1 / (2m − 2)) for m = 3 convolutions
  const kernelInitializer = scaled(leakyGain * blocks ** (-1 / 4));
  return residual([
    conv2d(expanded, 1, { kernelInitializer }),
    leakyRelu(0.2),
    conv2d(expanded, kernelSize, { padding: 'same', groups: cardinality, kernelInitializer }),
    leakyRelu(0.2),
    conv2d(channels, 1, { useBias: false, kernelInitializer: 'zeros' }),
  ]);
}

const pointwise = (filters: number | undefined): Layer[] =>
  filters === undefined ? [] : [conv2d(filters, 1, { useBias: false, kernelInitializer: scaled(1) })];

/**
 * From a stage of R3GAN's generator to the next: a 1×1 convolution to `filters` channels (none where their number
 * stays), then `firUpsample`. [n, h, w, c] to [n, 2h, 2w, filters].
 */
export const upTransition = (filters?: number): Layer[] => [...pointwise(filters), firUpsample()];

/**
 * From a stage of R3GAN's discriminator to the next: `firDownsample`, then a 1×1 convolution to `filters` channels (none
 * where their number stays). [n, 2h, 2w, c] to [n, h, w, filters].
 */
export const downTransition = (filters?: number): Layer[] => [firDownsample(), ...pointwise(filters)];
