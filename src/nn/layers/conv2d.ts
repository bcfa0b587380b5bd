import { z } from 'zod';
import { add, image, conv2d as product, shapeError } from '../../tensor/index.ts';
import { initializerSchema } from '../initializers.ts';
import { defineLayer, type Layer, type LayerOptions, layer, layerSchema } from '../layer.ts';
import { activate, activationSchema } from './activation.ts';
import { biasOf, equalizedSchema, kernelOf } from './equalized.ts';
import { type Pair, paddingSchema, pair, pairSchema, resolvePadding } from './geometry.ts';
import { spectrallyNormalized } from './spectral-norm.ts';

const schema = layerSchema('conv2d', {
  /** Channels of the result. */
  filters: z.int().positive(),
  /** Height and width of the kernel. */
  kernelSize: pairSchema,
  /** Default 1. */
  strides: pairSchema.default(1),
  /** 'valid' (default), 'same', or pixels: a number, [vertical, horizontal] or [[top, bottom], [left, right]]. */
  padding: paddingSchema.default('valid'),
  /** Distance between the kernel's taps, default 1. */
  dilation: pairSchema.default(1),
  /** Groups of channels that do not see one another, default 1; divides the channels of x and y. */
  groups: z.int().positive().default(1),
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

export const conv2dLayer = defineLayer('conv2d', schema, (x, config, scope) => {
  const [, h, w, channels] = image('conv2d', x);
  const { filters, groups } = config;
  if (channels % groups !== 0 || filters % groups !== 0)
    throw shapeError('conv2d', `channels and filters divisible by ${groups} groups (${filters} filters)`, x);
  const [size, strides, dilations] = [pair(config.kernelSize), pair(config.strides), pair(config.dilation)];
  const pads = resolvePadding(config.padding, [h, w], { kernel: size, strides, dilations });
  const kernel = kernelOf(
    scope,
    [...size, channels / groups, filters],
    (size[0] * size[1] * channels) / groups,
    config,
  );
  const normalized = config.spectralNorm ? spectrallyNormalized(kernel, scope) : kernel;
  const convolved = product(x, normalized, { strides, dilations, pads, groups });
  const y = config.useBias ? add(convolved, biasOf(scope, filters, config)) : convolved;
  return activate(y, config.activation);
});

/**
 * 2-D convolution. x [n, h, w, c], kernel [kh, kw, c / groups, filters], y [n, h', w', filters] with h' = ⌈h / stride⌉
 * for 'same' padding (an odd pixel of padding goes to the end, as in Keras) and ⌊(h − reach) / stride⌋ + 1 for 'valid'.
 *
 * @example conv2d(64, 5, { strides: 2, padding: 'same' })
 */
export const conv2d = (
  filters: number,
  kernelSize: Pair,
  options: LayerOptions<typeof schema, 'filters' | 'kernelSize'> = {},
): Layer => layer(schema, 'conv2d', options, { filters, kernelSize });
