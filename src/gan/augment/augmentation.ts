import { z } from 'zod';
import type { Tensor } from '../../tensor/index.ts';
import { type AdaTransform, adaAugmented, adaTransforms } from './ada.ts';
import { diffAugmented, type PolicyName, policies } from './diffAugment.ts';
import type { DrawNumbers } from './draw.ts';

const policyNames = Object.keys(policies) as PolicyName[];
const diffAugmentSchema = z.strictObject({
  type: z.literal('diffAugment'),
  /** Default: all, in the order color, translation, cutout. */
  policies: z.array(z.enum(policyNames)).min(1).default(policyNames),
});

const adaSchema = z.strictObject({
  type: z.literal('ada'),
  /** p moves so that E[sign D(real)] comes to this; null: p stays as it is. */
  target: z.number().gt(-1).lt(1).nullable().default(0.6),
  /** The probability of each transformation at the beginning. */
  p: z.number().min(0).max(1).default(0),
  /** Steps between changes of p. */
  every: z.int().positive().default(4),
  /** Real images that D sees while p goes from 0 to 1 at the most. */
  images: z.number().positive().default(500_000),
  /** How many times as fine as the images the grid is that they are warped on; 1 costs less and blurs. Default 2. */
  oversampling: z.union([z.literal(1), z.literal(2)]).default(2),
  /** Default: all of them. */
  transforms: z
    .array(z.enum(adaTransforms as readonly AdaTransform[]))
    .min(1)
    .default(adaTransforms),
});

/** The schema of an augmentation in JSON. */
export const augmentSchema = z.discriminatedUnion('type', [diffAugmentSchema, adaSchema]);
export type Augment = z.output<typeof augmentSchema>;

type Options<S extends z.ZodType> = Omit<z.input<S>, 'type'>;

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
export const diffAugment = (options: Options<typeof diffAugmentSchema> = {}) =>
  diffAugmentSchema.parse({ type: 'diffAugment', ...options });

/**
 * Adaptive discriminator augmentation (Karras et al. 2020, https://arxiv.org/abs/2006.06676): flips, turns, shifts,
 * scaling, rotation and changes of colour, each with probability p for each example that D is shown. D that tells real
 * examples apart too surely has learned them by heart, and gets a higher p:
 *
 *     r = E[sign D(real)];   every 4 steps  p ← p ± (real images since) / 500 000,  up where r > target
 *
 * For images [h, w, c] in [−1, 1], c = 1 or 3. They are turned and scaled at twice their resolution, as in the paper;
 * unlike there, p ends at 1, and beyond the borders images are mirrored without end.
 */
export const ada = (options: Options<typeof adaSchema> = {}) => adaSchema.parse({ type: 'ada', ...options });

/** Images [n, h, w, c] as an augmentation shows them to D, with numbers from `draw`; `p` is for ADA. */
export function augmented(images: Tensor, augment: Augment, draw: DrawNumbers, p: Tensor): Tensor {
  switch (augment.type) {
    case 'diffAugment':
      return diffAugmented(images, augment.policies, draw);
    case 'ada':
      return adaAugmented(images, augment, draw, p);
    default:
      return augment satisfies never;
  }
}
