import { z } from 'zod';
import { constructed } from '../../nn/problems.ts';
import {
  add,
  arange,
  equal,
  floor,
  greaterEqual,
  image,
  less,
  logicalAnd,
  matmul,
  mean,
  minimum,
  mul,
  reshape,
  sub,
  type Tensor,
  toFloat,
  transpose,
} from '../../tensor/index.ts';
import { type AugmentOptions, defineAugmentation } from './augmentation.ts';
import type { DrawNumbers } from './draw.ts';

/** One kind of transformation: images [n, h, w, c] as D is to see them. */
export type Policy = (images: Tensor, draw: DrawNumbers) => Tensor;

const perImage = (t: Tensor) => reshape(t, [t.shape[0]!, 1, 1, 1]);
/** 0, 1, …, length − 1 in shape [1, length]. */
const ramp = (length: number) => reshape(toFloat(arange(0, length)), [1, length]);
/** u in [0, 1) as a whole number in [0, count); float32 may round u · count up to count. */
const whole = (u: Tensor, count: number) => minimum(floor(mul(u, count)), count - 1);

/**
 * Random brightness, saturation and contrast:
 *
 *     x + U[−½, ½),   (x − x̄_channels) U[0, 2) + x̄_channels,   (x − x̄_image) U[½, 1½) + x̄_image
 */
export const color: Policy = (images, draw) => {
  const u = draw('uniform', ['brightness', 'saturation', 'contrast']);
  const around = (x: Tensor, axes: readonly number[], factor: Tensor) => {
    const center = mean(x, axes, true);
    return add(mul(sub(x, center), perImage(factor)), center);
  };
  const brighter = add(images, perImage(sub(u.brightness, 0.5)));
  // grey images have no saturation
  const saturated = images.shape[3] === 1 ? brighter : around(brighter, [3], mul(u.saturation, 2));
  return around(saturated, [1, 2, 3], add(u.contrast, 0.5));
};

/**
 * A shift by whole pixels, up to `ratio` of the height and width to either side, with zeros from outside: out[y, x] =
 * image[y + dy, x + dx].
 *
 * A shift of rows is the product with a matrix that has ones where column = row + dy, and of columns alike: on the CPU
 * faster than reading at indices, above all backwards.
 */
export const translation =
  (ratio = 1 / 8): Policy =>
  (images, draw) => {
    const [n, h, w, c] = image('translation', images);
    const u = draw('uniform', ['x', 'y']);
    const shift = (amount: Tensor, length: number) => {
      const most = Math.floor(length * ratio + 0.5);
      const by = sub(whole(amount, 2 * most + 1), most);
      const source = add(ramp(length), reshape(by, [n, 1]));
      return toFloat(equal(reshape(source, [n, length, 1]), reshape(ramp(length), [1, 1, length])));
    };
    const rows = reshape(matmul(shift(u.y, h), reshape(images, [n, h, w * c])), [n, h, w, c]);
    const turned = reshape(transpose(rows, [0, 2, 1, 3]), [n, w, h * c]);
    return transpose(reshape(matmul(shift(u.x, w), turned), [n, w, h, c]), [0, 2, 1, 3]);
  };

/** Zeros in a rectangle of `ratio` times the height and width, whose centre is anywhere in the image. */
export const cutout =
  (ratio = 0.5): Policy =>
  (images, draw) => {
    const [n, h, w] = image('cutout', images);
    const u = draw('uniform', ['x', 'y']);
    const cut = (at: Tensor, length: number) => {
      const size = Math.floor(length * ratio + 0.5);
      const start = sub(whole(at, length + 1 - (size % 2)), Math.floor(size / 2));
      const from = reshape(start, [n, 1]);
      return toFloat(logicalAnd(greaterEqual(ramp(length), from), less(ramp(length), add(from, size))));
    };
    const hole = mul(reshape(cut(u.y, h), [n, h, 1, 1]), reshape(cut(u.x, w), [n, 1, w, 1]));
    return mul(images, sub(1, hole));
  };

/** The policies of DiffAugment by name. */
export const policies = { color, translation: translation(), cutout: cutout() } as const;
export type PolicyName = keyof typeof policies;

/** The policies one after the other. */
export const diffAugmented = (images: Tensor, names: readonly PolicyName[], draw: DrawNumbers): Tensor =>
  names.reduce((x, name) => policies[name](x, draw), images);

const policyNames = Object.keys(policies) as PolicyName[];
const schema = z.strictObject({
  type: z.literal('diffAugment'),
  /** Default: all, in the order color, translation, cutout. */
  policies: z.array(z.enum(policyNames)).min(1).default(policyNames),
});

export const diffAugmentation = defineAugmentation({
  schema,
  augmented: ({ policies: names }, images, draw) => diffAugmented(images, names, draw),
});

/**
 * Differentiable augmentation (Zhao et al. 2020, https://arxiv.org/abs/2006.10738): D is shown every example, real or
 * generated, after random transformations, and G learns through them.
 *
 * - `color`: brightness ± ½, saturation × [0, 2), contrast × [½, 1½)
 * - `translation`: up to an eighth to each side, zeros from outside
 * - `cutout`: a square of half the height and width becomes 0
 *
 * For images [h, w, c] in [−1, 1], where 0 is grey. With few examples take all three; with more, leave `color` out.
 */
export const diffAugment = (options: AugmentOptions<typeof schema> = {}) => constructed(schema, 'diffAugment', options);
