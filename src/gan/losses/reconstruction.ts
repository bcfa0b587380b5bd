import { mean, reshape, type Tensor } from '../../tensor/index.ts';

/** The mean of each example's values, [n, 1]: what an autoencoder's error is made of. */
export function meanOfEach(errors: Tensor): Tensor {
  const axes = Array.from({ length: errors.rank - 1 }, (_, i) => i + 1);
  return reshape(mean(errors, axes), [errors.shape[0]!, 1]);
}
