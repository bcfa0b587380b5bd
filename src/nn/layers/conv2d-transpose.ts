import { z } from 'zod';
import { add, image, conv2dTranspose as product, type Tensor, transpose } from '../../tensor/index.ts';
import { initializerSchema } from '../initializers.ts';
import { defineLayer, type Layer, type LayerOptions, layer, layerSchema } from '../layer.ts';
import { activate, activationSchema } from './activation.ts';
import { biasOf, equalizedSchema, kernelOf } from './equalized.ts';
import { type Padding, type Pair, paddingSchema, padsOf, pair, pairSchema, reach, resolvePadding } from './geometry.ts';
import { spectrallyNormalized } from './spectral-norm.ts';

const schema = layerSchema('conv2dTranspose', {
  /** Channels of the result. */
  filters: z.int().positive(),
  /** Height and width of the kernel. */
  kernelSize: pairSchema,
  /** Default 1. */
  strides: pairSchema.default(1),
  /** 'valid' (default), 'same', or the pixels that are cut from the full result, written as for conv2d. */
  padding: paddingSchema.default('valid'),
  /** Rows and columns added at the end, with padding in pixels only; below the stride. Default 0. */
  outputPadding: z.int().nonnegative().default(0),
  /** Distance between the kernel's taps, default 1. */
  dilation: pairSchema.default(1),
  /** Default: none. */
  activation: activationSchema.optional(),
  /** Default true. */
  useBias: z.boolean().default(true),
  /** Divides the kernel by its largest singular value (Miyato et al. 2018); default false. */
  spectralNorm: z.boolean().default(false),
  /** Equalised learning rate: true, or { gain: √2, learningRateMultiplier: 1 } (Karras et al. 2018); default: none. */
  equalized: equalizedSchema.optional(),
  /** Default 'glorotUniform'. */
  kernelInitializer: initializerSchema.default('glorotUniform'),
  /** Default 'zeros'. */
  biasInitializer: initializerSchema.default('zeros'),
});

type Window = Parameters<typeof resolvePadding>[2];

/** Height and width of the result: that of the image whose convolution with this padding would have the size of x. */
function outputSize(padding: Padding, size: readonly [number, number], window: Window, extra: number) {
  const along = (d: 0 | 1): number => {
    const stretched = size[d] * window.strides[d];
    if (padding === 'same') return stretched;
    if (padding === 'valid') return stretched + Math.max(reach(window, d) - window.strides[d], 0);
    const pads = padsOf(padding);
    return stretched - window.strides[d] + reach(window, d) - pads[d] - pads[d + 2]! + extra;
  };
  return [along(0), along(1)] as const;
}

const swapped = (kernel: Tensor): Tensor => transpose(kernel, [0, 1, 3, 2]);

export const conv2dTransposeLayer = defineLayer('conv2dTranspose', schema, (x, config, scope) => {
  const [, h, w, channels] = image('conv2dTranspose', x);
  const { filters, padding } = config;
  const [size, strides, dilations] = [pair(config.kernelSize), pair(config.strides), pair(config.dilation)];
  const window = { kernel: size, strides, dilations };
  const output = outputSize(padding, [h, w], window, config.outputPadding);
  const pads = resolvePadding(padding, output, window);
  const kernel = kernelOf(scope, [...size, filters, channels], size[0] * size[1] * channels, config);
  // the outputs stand last while the kernel is normalised
  const normalized = config.spectralNorm ? swapped(spectrallyNormalized(swapped(kernel), scope)) : kernel;
  const spread = product(x, normalized, output, { strides, dilations, pads });
  const y = config.useBias ? add(spread, biasOf(scope, filters, config)) : spread;
  return activate(y, config.activation);
});

/**
 * Transposed 2-D convolution, the gradient of a convolution with respect to its image. x [n, h, w, c],
 * kernel [kh, kw, filters, c] (Keras' layout), y [n, h', w', filters] with h' = h · stride for 'same',
 * h · stride + max(reach − stride, 0) for 'valid', and (h − 1) stride + reach − padding + outputPadding for pixels.
 *
 * @example conv2dTranspose(128, 4, { strides: 2, padding: 'same' })
 */
export const conv2dTranspose = (
  filters: number,
  kernelSize: Pair,
  options: LayerOptions<typeof schema, 'filters' | 'kernelSize'> = {},
): Layer => layer(schema, 'conv2dTranspose', options, { filters, kernelSize });
