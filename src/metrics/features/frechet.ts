import { DuelError } from '../../errors.ts';
import { type Factor, factorOf } from '../linear/factor.ts';
import type { Moments } from '../linear/moments.ts';
import { type Products, plainProducts } from '../linear/products.ts';
import { singularValues } from '../linear/singular.ts';

/**
 * Fréchet distance of two normal distributions, squared, as FID is defined (Heusel et al. 2017,
 * https://arxiv.org/abs/1706.08500, equation 6): ‖μ₁ − μ₂‖² + Tr(Σ₁ + Σ₂ − 2(Σ₁Σ₂)^½). With the features of InceptionV3 that
 * the authors took it is FID; with other features it is a number of the same form that no FID compares with.
 *
 * Σ₁ = R₁ᵀR₁ and Σ₂ = R₂ᵀR₂ are factored, and Tr (Σ₁Σ₂)^½ is the sum of the singular values of R₁R₂ᵀ. No square root of a
 * rounding error is taken, as where the eigenvalues of Σ₁Σ₂ are: so it holds for covariances of any rank (fewer rows than
 * features, constant features), nothing is added to diagonals, and equal moments give 0 to rounding (some 1e-13 of the variance).
 *
 * @returns at least 0
 */
export const frechetDistance = (a: Moments, b: Moments, products: Products = plainProducts): Promise<number> =>
  frechetFrom(b, products)(a);

/** The distances of many from the same: `frechetDistance` of each, with the one they have in common factored once. */
export function frechetFrom(b: Moments, products: Products = plainProducts): (a: Moments) => Promise<number> {
  const { width } = b;
  let factor: Factor | undefined;
  return async (a) => {
    if (a.width !== width)
      throw new DuelError(
        'usage',
        'metrics/widths',
        `features of ${width} numbers are compared with features of ${a.width}`,
        {
          where: 'the moments of the second set',
          fix: 'take the features of both from one extractor',
        },
      );
    factor ??= factorOf(b.covariance, width);
    const { rows } = factorOf(a.covariance, width);
    const common = singularValues(await products.rows(rows, factor.rows, width), factor.rank);
    const means = a.mean.reduce((sum, x, j) => sum + (x - b.mean[j]!) ** 2, 0);
    return Math.max(0, means + trace(a) + trace(b) - 2 * sumOf(common));
  };
}

const trace = ({ covariance, width }: Moments): number => {
  let sum = 0;
  for (let j = 0; j < width; j++) sum += covariance[j * width + j]!;
  return sum;
};

const sumOf = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);
