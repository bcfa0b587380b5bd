import { DuelError } from '../../errors.ts';
import { image, type Tensor } from '../../tensor/index.ts';
import { chromatics, ofChroma, recolored, unchanged } from './adaColor.ts';
import { blits, geometrics } from './adaGeometry.ts';
import { identity, warp } from './affine.ts';
import type { DrawNumbers } from './draw.ts';
import { supersampledWarp } from './supersampledWarp.ts';

export type AdaTransform = (typeof geometrics)[number][0] | (typeof chromatics)[number][0];

/** All transformations of the pipeline: pixel blitting, general geometric and colour transformations. */
export const adaTransforms = [...new Set([...geometrics, ...chromatics].map(([name]) => name))];

/**
 * Images [n, h, w, c] in [−1, 1], c being 1 or 3, after those of ADA's transformations that are named, each of which
 * happens to an image with probability `p`. All geometric ones are one warp, at `oversampling` times the resolution.
 */
export function adaAugmented(
  images: Tensor,
  { transforms: names, oversampling }: { transforms: readonly AdaTransform[]; oversampling: 1 | 2 },
  draw: DrawNumbers,
  p: Tensor,
): Tensor {
  const [, h, w, c] = image('ada', images);
  if (c !== 1 && c !== 3)
    throw new DuelError('usage', 'augment/channels', `ada expects grey or RGB images, not ${c} channels`, {
      fix: 'use diffAugment(), or images of 1 or 3 channels',
    });
  const wanted = (name: AdaTransform) => names.includes(name) && (c === 3 || !ofChroma.includes(name));
  const moves = geometrics.filter(([name]) => wanted(name));
  const colors = chromatics.filter(([name]) => wanted(name));
  const map = moves.reduce((sofar, [, before]) => before(sofar, draw, p, { h, w }), identity());
  const isBlit = moves.every(([name]) => blits.includes(name)) && (h - w) % 2 === 0;
  const warped = oversampling === 1 || isBlit ? warp : supersampledWarp;
  const moved = moves.length === 0 ? images : warped(images, map);
  const tint = colors.reduce((sofar, [, then]) => then(sofar, draw, p), unchanged());
  return colors.length === 0 ? moved : recolored(moved, tint);
}
