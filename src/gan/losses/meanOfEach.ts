import { mean, reshape, sizeOf, type Tensor } from '../../tensor/index.ts';

/** The mean of each example's values, [n, 1]: what an autoencoder's error is made of. */
export function meanOfEach(errors: Tensor): Tensor {
  const axes = Array.from({ length: errors.rank - 1 }, (_, i) => i + 1);
  return reshape(mean(errors, axes), [errors.shape[0]!, 1]);
}

/**
 * One number for each decision of D's, [n, 1], from one for each or for each of its patches: what D says of a picture is the
 * average of what it says of the patches (Isola et al. 2017, section 3.2.2).
 */
export const ofDecisions = (scores: Tensor): Tensor =>
  sizeOf(scores.shape) === scores.shape[0] ? scores : meanOfEach(scores);
