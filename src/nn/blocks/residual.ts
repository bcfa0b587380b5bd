import { checkOptions } from '../../options/check.ts';
import * as kinds from '../../options/kinds.ts';
import { type Initializer, initializerSchema } from '../initializers.ts';
import { type Layer, previous } from '../layer.ts';
import { relu } from '../layers/activation.ts';
import { conv2d } from '../layers/conv2d.ts';
import { add } from '../layers/merge.ts';
import { averagePool2d } from '../layers/pooling.ts';
import { upsample } from '../layers/upsample.ts';

/**
 * Layers beside a shortcut: y = main(x) + shortcut(x), x what the layer before gives. Without a shortcut's layers, x
 * itself is added. The first layer of each reads x, unless it has `inputs` of its own.
 *
 * @example network([8], [...residual([dense(8), relu(), dense(8)])])
 */
export function residual(main: readonly Layer[], shortcut: readonly Layer[] = []): Layer[] {
  return [
    ...reading(1, main),
    ...reading(main.length + 1, shortcut),
    add([previous(shortcut.length + 1), previous(shortcut.length > 0 ? 1 : main.length + 1)]),
  ];
}

/** Layers of which the first reads what lies `back` before it, if it does not say itself what it reads. */
function reading(back: number, [first, ...rest]: readonly Layer[]): readonly Layer[] {
  return first ? [{ inputs: [previous(back)], ...first }, ...rest] : [];
}

export interface ResidualBlockOptions {
  /** 'up' doubles the sides (nearest), 'down' halves them (means of 2×2); default 'none'. */
  readonly resample?: 'none' | 'up' | 'down';
  /** What the shortcut does to the channels: nothing, or a 1×1 convolution; default 'conv' with resampling. */
  readonly shortcut?: 'identity' | 'conv';
  /** Channels between the two convolutions; default: as many as come out. */
  readonly hidden?: number;
  /** Makes the layer before each activation, such as `() => batchNorm()`; default: none. */
  readonly normalization?: () => Layer;
  /** Makes the activations; default `relu`. */
  readonly activation?: () => Layer;
  /** Normalises and activates x before the first convolution; default true. False where x is an image of the data. */
  readonly preactivation?: boolean;
  /** For all convolutions; default false. */
  readonly spectralNorm?: boolean;
  /** For all convolutions; default 'glorotUniform'. */
  readonly kernelInitializer?: Initializer;
}

const residualKinds: kinds.OptionKinds<ResidualBlockOptions> = {
  resample: kinds.oneOf(['none', 'up', 'down']),
  shortcut: kinds.oneOf(['identity', 'conv']),
  hidden: kinds.whole(),
  normalization: kinds.callback,
  activation: kinds.callback,
  preactivation: kinds.flag,
  spectralNorm: kinds.flag,
  kernelInitializer: { takes: 'an initializer', fits: (value) => initializerSchema.safeParse(value).success },
};

/**
 * A residual block with pre-activation (He et al. 2016), as the ResNets of WGAN-GP (Gulrajani et al. 2017) and SNGAN
 * (Miyato et al. 2018) have it:
 *
 *     main: norm, activation, (up), conv 3×3, norm, activation, conv 3×3, (down)
 *     shortcut: (down), conv 1×1, (up)
 *     y = main(x) + shortcut(x)
 *
 * x [n, h, w, c] to [n, h', w', filters]; without a convolution in the shortcut, c is `filters`. The shortcut's 1×1
 * convolution runs on the smaller side of the resampling, which gives the same values (they commute) for a quarter of
 * the work.
 *
 * @example residualBlock(256, { resample: 'up', normalization: () => batchNorm() })
 * @example residualBlock(128, { resample: 'down', spectralNorm: true })
 */
export function residualBlock(filters: number, options: ResidualBlockOptions = {}): Layer[] {
  checkOptions('residualBlock()', options, residualKinds);
  const {
    resample = 'none',
    hidden = filters,
    normalization,
    activation = () => relu(),
    preactivation = true,
  } = options;
  const { spectralNorm = false, kernelInitializer = 'glorotUniform' } = options;
  const settings = { spectralNorm, kernelInitializer };
  const convolution = (channels: number) => conv2d(channels, 3, { padding: 'same', ...settings });
  const active = () => [...(normalization ? [normalization()] : []), activation()];
  const up = resample === 'up' ? [upsample()] : [];
  const down = resample === 'down' ? [averagePool2d()] : [];
  const { shortcut = resample === 'none' ? 'identity' : 'conv' } = options;
  const pointwise = shortcut === 'conv' ? [conv2d(filters, 1, settings)] : [];
  return residual(
    [...(preactivation ? active() : []), ...up, convolution(hidden), ...active(), convolution(filters), ...down],
    [...down, ...pointwise, ...up],
  );
}
