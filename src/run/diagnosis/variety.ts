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

export const variety = async (samples: Rows, reals: Rows): Promise<Variety> => ({
  spread: Math.sqrt(variance(samples) / variance(reals)),
  nearest: (await middleDistance(samples)) / (await middleDistance(reals)),
});

/** Examples as rows of their values. */
export function rowsOf({ shape: [n, ...shape], data }: Batch): Rows {
  return { n: n!, width: sizeOf(shape), data };
}

/** The sum of the variances of all columns. */
function variance(rows: Rows): number {
  const [sums, squares] = [new Float64Array(rows.width), new Float64Array(rows.width)];
  for (let i = 0; i < rows.n; i++)
    rowOf(rows, i).forEach((v, k) => {
      sums[k]! += v;
      squares[k]! += v * v;
    });
  return sums.reduce((all, sum, k) => all + squares[k]! / rows.n - (sum / rows.n) ** 2, 0);
}

/** The median of the distances from rows to their nearest others. */
async function middleDistance(rows: Rows): Promise<number> {
  const [squares] = await neighbourSquares(rows, [1]);
  return Math.sqrt(squares!.slice().sort()[rows.n >> 1]!);
}
