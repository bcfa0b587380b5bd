import { DuelError } from '../../errors.ts';
import { visitSquares } from '../features/distances.ts';
import type { Products } from '../linear/products.ts';
import { checkRows, type Rows, rowsFrom } from '../linear/rows.ts';

/** The widths of the kernels, in the median distance of real points: each is half of the next. */
const widths = [4, 2, 1, 1 / 2, 1 / 4] as const;

export interface MmdOptions {
  /** The width that kernels are multiples of. Default: the median distance of the first 1,000 real points. */
  readonly sigma?: number | undefined;
  /** Default: plain JavaScript. */
  readonly products?: Products | undefined;
}

export interface Mmd {
  /** The squared distance, below 0 by chance where both are alike; 2 at the most. */
  readonly squared: number;
  /** The width that kernels were multiples of: numbers of different ones do not compare. */
  readonly sigma: number;
}

/**
 * Maximum mean discrepancy (Gretton et al. 2012), squared, by the unbiased estimate (their equation 3), with the mean of five
 * Gaussian kernels exp(−‖x − y‖²/2s²), s being ¼, ½, 1, 2 and 4 times the median distance of real points, in float64.
 * All pairs are taken. Throws `metrics/constant` where all real points are the same and no `sigma` is given.
 */
export async function mmd(samples: Rows, reals: Rows, { sigma, products }: MmdOptions = {}): Promise<Mmd> {
  checkRows('MMD', 2, { what: 'samples', rows: samples }, { what: 'real points', rows: reals });
  const s = sigma ?? (await medianDistance(rowsFrom(reals, 0, 1000), products));
  if (!(s > 0))
    throw new DuelError('data', 'metrics/constant', 'most real points are the same, and kernels have no width', {
      where: 'the median distance of real points',
      fix: 'give a sigma',
    });
  const [n, m] = [samples.n, reals.n];
  const within =
    (await kernelSum(samples, samples, s, products)) / (n * (n - 1)) +
    (await kernelSum(reals, reals, s, products)) / (m * (m - 1));
  return { squared: within - (2 * (await kernelSum(samples, { ...reals }, s, products))) / (n * m), sigma: s };
}

/** Sum of the kernel over all pairs of two sets; over those of two rows where both are the same object. */
async function kernelSum(a: Rows, b: Rows, sigma: number, products?: Products): Promise<number> {
  const scale = -1 / (2 * (widths[0] * sigma) ** 2);
  let sum = 0;
  await visitSquares(
    a,
    b,
    ({ squares, fromA, countA, fromB, countB }) => {
      const diagonal = a === b && fromA === fromB;
      // tiles above the diagonal stand for those below as well
      const times = a === b && !diagonal ? 2 : 1;
      for (let i = 0, at = 0; i < countA; i++)
        for (let j = 0; j < countB; j++, at++) {
          if (diagonal && i === j) continue;
          // half the width is the fourth power
          let kernel = Math.exp(squares[at]! * scale);
          let all = kernel;
          for (let k = 1; k < widths.length; k++) {
            kernel *= kernel;
            kernel *= kernel;
            all += kernel;
          }
          sum += times * all;
        }
    },
    { products },
  );
  return sum / widths.length;
}

async function medianDistance(rows: Rows, products?: Products): Promise<number> {
  const all = new Float64Array((rows.n * (rows.n - 1)) / 2);
  let at = 0;
  await visitSquares(
    rows,
    rows,
    // so few rows are one tile
    ({ squares }) => {
      for (let i = 1; i < rows.n; i++) for (let j = 0; j < i; j++) all[at++] = squares[i * rows.n + j]!;
    },
    { products, size: rows.n },
  );
  all.sort();
  return (Math.sqrt(all[(all.length - 1) >> 1]!) + Math.sqrt(all[all.length >> 1]!)) / 2;
}
