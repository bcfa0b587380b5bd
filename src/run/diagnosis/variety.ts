import { neighbourSquares } from '../../metrics/features/manifold.ts';
import { type Rows, rowOf } from '../../metrics/linear/rows.ts';
import type { Batch } from '../../metrics/metric.ts';
import { sizeOf } from '../../tensor/index.ts';

/** How varied samples are, by real examples. */
export interface Variety {
  /** Root of the samples' whole variance by that of real examples. */
  readonly spread: number;
  /** Half of the samples have another so near: the distance by that of real examples. */
  readonly nearest: number;
}

/** How far rows reach, and how close they lie: of real examples, beside which samples are held. */
export interface Extent {
  /** Of all columns together. */
  readonly variance: number;
  /** The median of the distances from rows to their nearest others. */
  readonly nearest: number;
}

/**
 * Distances of so many rows to so many at a time. A training measures at each of its pictures: what that takes is soon
 * free again in pieces that others can use.
 */
const tile = 128;

export async function extentOf(rows: Rows): Promise<Extent> {
  const [squares] = await neighbourSquares(rows, [1], { size: tile });
  return { variance: varianceOf(rows), nearest: Math.sqrt(squares!.slice().sort()[rows.n >> 1]!) };
}

export const variety = (samples: Extent, reals: Extent): Variety => ({
  spread: Math.sqrt(samples.variance / reals.variance),
  nearest: samples.nearest / reals.nearest,
});

/** Examples as rows of their values. */
export function rowsOf({ shape: [n, ...shape], data }: Batch): Rows {
  return { n: n!, width: sizeOf(shape), data };
}

/** The sum of the variances of all columns. */
function varianceOf(rows: Rows): number {
  const [sums, squares] = [new Float64Array(rows.width), new Float64Array(rows.width)];
  for (let i = 0; i < rows.n; i++)
    rowOf(rows, i).forEach((v, k) => {
      sums[k]! += v;
      squares[k]! += v * v;
    });
  return sums.reduce((all, sum, k) => all + squares[k]! / rows.n - (sum / rows.n) ** 2, 0);
}
