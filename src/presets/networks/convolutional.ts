import {
  batchNorm,
  concat,
  conv2d,
  conv2dTranspose,
  dense,
  flatten,
  type Layer,
  leakyRelu,
  network,
  previous,
  relu,
  reshape,
} from '../../nn/index.ts';
import type { Shape } from '../../tensor/index.ts';
import { stagesOf } from './stages.ts';

export interface ConvolutionalOptions {
  /** Channels at half the full resolution; twice as many at each halving, four times as many at most. Default 64. */
  readonly width?: number;
}

/** Channels at each side but the full one, narrow where the pictures are large. */
const widthsOf = (shape: Shape, width: number) =>
  stagesOf(shape)
    .slice(0, -1)
    .map((_, i, sides) => width * Math.min(4, 2 ** (sides.length - 1 - i)));

const normal = { type: 'randomNormal', mean: 0, stddev: 0.02 } as const;

export interface GeneratorOptions extends ConvolutionalOptions {
  /** Default 128. */
  readonly latents?: number;
  /** An input of `size` numbers beside the latent; what a layer reads in it is joined to that. Default: none. */
  readonly told?: { readonly input: string; readonly size: number; readonly read: Layer };
}

/**
 * DCGAN's generator (Radford et al. 2016), built for pictures of `shape`: transposed 4×4 convolutions of stride 2, batch
 * norm, ReLU, a tanh at the end. 128 latents ~ N(0, 1) where the paper has 100 ~ U(−1, 1).
 */
export function convolutionalGenerator(
  shape: Shape,
  { width: channels = 64, latents = 128, told }: GeneratorOptions = {},
) {
  const [height, width] = stagesOf(shape)[0]!;
  const [first, ...widths] = widthsOf(shape, channels) as [number, ...number[]];
  const joined = told ? [{ ...told.read, inputs: [told.input] }, concat(['latent', previous()])] : [];
  return network(told ? { latent: [latents], [told.input]: [told.size] } : [latents], [
    ...joined,
    dense(height * width * first, { useBias: false, kernelInitializer: normal }),
    reshape([height, width, first]),
    batchNorm({ momentum: 0.9 }),
    relu(),
    ...widths.flatMap((filters) => [
      conv2dTranspose(filters, 4, { strides: 2, padding: 'same', useBias: false, kernelInitializer: normal }),
      batchNorm({ momentum: 0.9 }),
      relu(),
    ]),
    conv2dTranspose(shape[2]!, 4, { strides: 2, padding: 'same', kernelInitializer: normal, activation: 'tanh' }),
  ]);
}

/** 4×4 convolutions of stride 2 from the full resolution to the lowest, each with a leaky ReLU. */
export const convolutions = (shape: Shape, width: number, norm: { readonly spectralNorm?: true }) =>
  widthsOf(shape, width)
    .reverse()
    .flatMap((filters) => [conv2d(filters, 4, { strides: 2, padding: 'same', ...norm }), leakyRelu(0.2)]);

/**
 * DCGAN's discriminator on pictures of `shape`: 4×4 convolutions of stride 2, leaky ReLU, a dense score. It has no batch
 * norm, which the papers put between and which would tie an example's score to the others of its batch: spectral norm
 * where asked for, or nothing.
 */
export function convolutionalDiscriminator(
  shape: Shape,
  { width = 64, spectralNorm = false }: ConvolutionalOptions & { readonly spectralNorm?: boolean } = {},
) {
  const norm = spectralNorm ? { spectralNorm } : {};
  return network(shape, [...convolutions(shape, width, norm), flatten(), dense(1, norm)]);
}
