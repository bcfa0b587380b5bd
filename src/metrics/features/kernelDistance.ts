import { RandomStream } from '../../random/stream.ts';
import { plainProducts } from '../linear/products.ts';
import { checkRows, type Rows, rowsAt } from '../linear/rows.ts';
import type { Ongoing } from './uncertainty.ts';

export interface KernelOptions extends Ongoing {
  readonly seed: number;
  /** Default 100; fewer where each is the whole of both sets. */
  readonly subsets?: number | undefined;
  /** Rows of a subset. Default 1000, and never more than either set has. */
  readonly size?: number | undefined;
}

export interface KernelDistance {
  /** Mean over the subsets; below 0 by chance where the sets are alike. */
  readonly mean: number;
  /** Standard deviation over the subsets (divisor: their number), not of their mean. 0 for one subset. */
  readonly deviation: number;
  readonly subsets: number;
  readonly size: number;
}

/**
 * Kernel distance as KID is defined (Bińkowski et al. 2018, https://arxiv.org/abs/1801.01401): the unbiased estimate of the
 * squared MMD with the kernel (x·y/d + 1)³, d being the number of features, of subsets of both sets, drawn without
 * replacement. No bias falls with N, as FID's does.
 */
export async function kernelDistance(samples: Rows, reals: Rows, options: KernelOptions): Promise<KernelDistance> {
  const { seed, products = plainProducts, onProgress } = options;
  checkRows('the kernel distance', 2, { what: 'samples', rows: samples }, { what: 'real examples', rows: reals });
  const size = Math.min(options.size ?? 1000, samples.n, reals.n);
  // the same rows in another order give the same value
  const subsets = size === samples.n && size === reals.n ? 1 : (options.subsets ?? 100);
  const { width } = samples;
  const values: number[] = [];
  for (let k = 0; k < subsets; k++) {
    const random = new RandomStream(seed, 'metrics/subsets', k);
    const x = rowsAt(samples, random.permutation(samples.n).subarray(0, size)).data;
    const y = rowsAt(reals, random.permutation(reals.n).subarray(0, size)).data;
    const within =
      kernelSum(await products.rows(x, x, width), width, size) +
      kernelSum(await products.rows(y, y, width), width, size);
    const between = kernelSum(await products.rows(x, y, width), width);
    values.push(within / (size * (size - 1)) - (2 * between) / (size * size));
    onProgress?.(k + 1, subsets);
  }
  const mean = values.reduce((a, b) => a + b) / subsets;
  const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / subsets);
  return { mean, deviation, subsets, size };
}

/** Sum of the kernel over inner products; without those on the diagonal of `without` rows, where given. */
function kernelSum(products: Float64Array, width: number, without = 0): number {
  let sum = 0;
  for (let i = 0; i < products.length; i++) {
    const x = products[i]! / width + 1;
    sum += x * x * x;
  }
  for (let i = 0; i < without; i++) {
    const x = products[i * without + i]! / width + 1;
    sum -= x * x * x;
  }
  return sum;
}
