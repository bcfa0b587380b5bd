import {
  basis,
  conv2d,
  dense,
  downTransition,
  flatten,
  network,
  resnextBlock,
  upTransition,
  varianceScaling,
} from '../../nn/index.ts';
import type { Shape } from '../../tensor/index.ts';
import { stagesOf } from './stages.ts';

/** Residual blocks at each side, and channels to a group of their 3×3 convolutions. */
const [blocksPerSide, groupSize] = [2, 16];

/** Normal with standard deviation 1 / √fanIn. */
const kernelInitializer = varianceScaling({ distribution: 'normal' });

/**
 * R3GAN's networks (Huang et al. 2024, arXiv 2501.05441, section 3, config E) for pictures of `shape` from 64 latents: mirror
 * images of one another, two ResNeXt blocks at each side, bilinear resampling, no normalisation, no activation at the end.
 *
 * @param width channels up to 32 pixels, a multiple of 8; beyond, half as many at each doubling. Table 9 has 768.
 */
export function resnextNetworks(shape: Shape, width: number) {
  const sides = stagesOf(shape);
  const widths = sides.map((side) =>
    Math.min(width, Math.max(8, (width * 32) / 2 ** Math.ceil(Math.log2(Math.max(...side))))),
  );
  const blocks = blocksPerSide * sides.length;
  const stage = (channels: number) =>
    Array.from({ length: blocksPerSide }, () =>
      resnextBlock(channels, { cardinality: (2 * channels) / groupSize, blocks }),
    ).flat();
  const changed = (from: number, to: number) => (from === to ? undefined : to);
  const pointwise = (channels: number) => conv2d(channels, 1, { useBias: false, kernelInitializer });
  const [[height, across], first, last] = [sides[0]!, widths[0]!, widths.at(-1)!];
  const base = height === across ? height : ([height, across] as const);

  const generator = network(
    [64],
    [
      dense(first, { useBias: false, kernelInitializer }),
      basis(base),
      ...widths.flatMap((channels, i) => [
        ...(i > 0 ? upTransition(changed(widths[i - 1]!, channels)) : []),
        ...stage(channels),
      ]),
      pointwise(shape[2]!),
    ],
  );
  const discriminator = network(shape, [
    pointwise(last),
    ...widths
      .map((channels, i) => [...stage(channels), ...(i > 0 ? downTransition(changed(channels, widths[i - 1]!)) : [])])
      .toReversed()
      .flat(),
    // one weight for each pixel and channel, in place of G's basis
    conv2d(first, base, { groups: first, useBias: false, kernelInitializer }),
    flatten(),
    dense(1, { useBias: false, kernelInitializer }),
  ]);
  return { generator, discriminator };
}
