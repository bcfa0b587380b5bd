import { z } from 'zod';
import { image, linearMap, shapeError, type Tensor } from '../../tensor/index.ts';
import { defineLayer, type Layer, type LayerOptions, layer, layerSchema } from '../layer.ts';

const options = {
  /** Taps of the filter along each axis, an even number of them; they are divided by their sum. Default [1, 3, 3, 1]. */
  filter: z
    .array(z.number())
    .min(2)
    .refine((taps) => taps.length % 2 === 0, 'expected an even number of taps')
    .refine((taps) => taps.reduce((a, b) => a + b, 0) !== 0, 'expected taps whose sum is not 0')
    .readonly()
    .default([1, 3, 3, 1]),
};
const schemas = { up: layerSchema('firUpsample', options), down: layerSchema('firDownsample', options) };

/** Applies `weight` (of input j for output i) along height and width; the sides become `size` of themselves. */
function alongBoth(x: Tensor, size: (n: number) => number, weight: (i: number, j: number) => number): Tensor {
  return [1, 2].reduce((y, axis) => linearMap(y, axis, size(y.shape[axis]!), weight), x);
}

/** Tap k of a filter, divided by the sum of all; 0 beyond them. */
function tapsOf(filter: readonly number[]): (k: number) => number {
  const total = filter.reduce((a, b) => a + b, 0);
  return (k) => (filter[k] ?? 0) / total;
}

export const firUpsampleLayer = defineLayer('firUpsample', schemas.up, (x, { filter }) => {
  image('firUpsample', x);
  const tap = tapsOf(filter);
  const before = filter.length / 2 - 1;
  return alongBoth(
    x,
    (n) => 2 * n,
    (i, j) => 2 * tap(i + before - 2 * j),
  );
});

export const firDownsampleLayer = defineLayer('firDownsample', schemas.down, (x, { filter }) => {
  const [, h, w] = image('firDownsample', x);
  if (h % 2 !== 0 || w % 2 !== 0) throw shapeError('firDownsample', 'images with even sides', x);
  const tap = tapsOf(filter);
  const before = filter.length / 2 - 1;
  return alongBoth(
    x,
    (n) => n / 2,
    (i, j) => tap(j + before - 2 * i),
  );
});

/**
 * Twice as large, smoothly: zeros between the pixels, then a low-pass filter along each axis, [n, h, w, c] to
 * [n, 2h, 2w, c]. The default, [1, 3, 3, 1], is bilinear interpolation with 0 beyond the border, as StyleGAN2
 * (Karras et al. 2020) and R3GAN (Huang et al. 2024) use it; `upsample` with mode 'bilinear' continues the border.
 */
export const firUpsample = (options: LayerOptions<typeof schemas.up> = {}): Layer =>
  layer(schemas.up, 'firUpsample', options);

/**
 * Half as large, smoothly: a low-pass filter along each axis, then every other pixel, [n, 2h, 2w, c] to [n, h, w, c].
 * What is finer than the new pixels is weakened before it can alias (Zhang 2019), which a strided convolution leaves to
 * its kernel. Beyond the border is 0. The filter is `firUpsample`'s.
 */
export const firDownsample = (options: LayerOptions<typeof schemas.down> = {}): Layer =>
  layer(schemas.down, 'firDownsample', options);
