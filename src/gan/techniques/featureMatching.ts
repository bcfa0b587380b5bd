import { z } from 'zod';
import { scheduleSchema } from '../../nn/index.ts';
import { mean, square, sub, sum, type Tensor } from '../../tensor/index.ts';

/**
 * Feature matching (Salimans et al. 2016, section 3.1): G is to give the features of a layer of D the mean that real
 * examples give them.
 */
export const featureMatchingSchema = z.strictObject({
  /** The layer: one of the outputs of D's network, beside its score. */
  layer: z.string(),
  /** A dial, 'featureMatching/weight'. Default 1. */
  weight: scheduleSchema.default(1),
  /** What G's usual loss is multiplied with before it is added. Default 0: features take its place. */
  adversarial: z.number().nonnegative().default(0),
});
export type FeatureMatching = z.output<typeof featureMatchingSchema>;

/** ‖E f(x) − E f(G(z))‖², for features [n, …]. */
export const featureDistance = (real: Tensor, fake: Tensor): Tensor =>
  sum(square(sub(mean(real, [0]), mean(fake, [0]))));
