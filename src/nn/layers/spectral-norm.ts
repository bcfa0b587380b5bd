import {
  div,
  greater,
  matmul,
  maximum,
  mul,
  reshape,
  sizeOf,
  sqrt,
  square,
  stopGradient,
  sum,
  type Tensor,
  where,
} from '../../tensor/index.ts';
import type { LayerScope } from '../layer.ts';

const least = 1e-12;

/** A vector of length 1 in the direction of v; 0 where that is 0. */
const unit = (v: Tensor): Tensor => div(v, maximum(sqrt(sum(square(v))), least));

/**
 * A kernel [..., out] divided by its largest singular value (Miyato et al. 2018, algorithm 1), as a matrix with one
 * column per output.
 *
 * The singular vectors come from one power iteration per application, which starts from where the last training step
 * left the statistic `vector`; they count as constants in the gradient, as in the paper. A kernel of zeros, which has no
 * singular vector, is left as it is, and so is the statistic.
 */
export function spectrallyNormalized(kernel: Tensor, scope: LayerScope, vector = 'singularVector'): Tensor {
  const out = kernel.shape[kernel.rank - 1]!;
  const w = reshape(kernel, [sizeOf(kernel.shape) / out, out]);
  const fixed = stopGradient(w);
  // a row of equal numbers is orthogonal to no singular vector that chance has drawn
  const before = scope.statistic(vector, [out], 1);
  const left = unit(matmul(reshape(before, [1, out]), fixed, { transposeB: true }));
  const right = unit(matmul(left, fixed));
  const sigma = sum(mul(matmul(left, w), right));
  const isSome = greater(sigma, least);
  scope.update(vector, where(isSome, reshape(right, [out]), before));
  return div(kernel, where(isSome, sigma, 1));
}
