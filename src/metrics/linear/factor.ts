/** `rows` `[rank, width]` with rowsᵀ·rows = the matrix that was factored. */
export interface Factor {
  readonly rank: number;
  readonly width: number;
  readonly rows: Float64Array;
}

/**
 * Factors a covariance by Cholesky's method with pivots, which goes on for as many rows as the matrix has rank: that of
 * fewer rows than columns, or with columns that are constant, is as good as any. What is left over below
 * `width` · ε · the largest variance is rounding (LAPACK's dpstrf stops there too).
 *
 * @param matrix symmetric, positive semidefinite `[width, width]`
 */
export function factorOf(matrix: Float64Array, width: number): Factor {
  const left = Float64Array.from({ length: width }, (_, j) => matrix[j * width + j]!);
  const tolerance = width * Number.EPSILON * left.reduce((a, b) => Math.max(a, b), 0);
  // column j of the factor is column order[j] of the matrix
  const order = Uint32Array.from(left, (_, j) => j);
  const factor = new Float64Array(width * width);
  let rank = 0;
  for (; rank < width; rank++) {
    let pivot = rank;
    for (let j = rank + 1; j < width; j++) if (left[j]! > left[pivot]!) pivot = j;
    if (!(left[pivot]! > tolerance)) break;
    if (pivot !== rank) exchange(factor, left, order, width, rank, pivot);
    const row = factor.subarray(rank * width, (rank + 1) * width);
    const from = order[rank]! * width;
    for (let j = rank; j < width; j++) row[j] = matrix[from + order[j]!]!;
    subtractEarlier(factor, width, rank);
    const root = Math.sqrt(left[rank]!);
    row[rank] = root;
    for (let j = rank + 1; j < width; j++) {
      const x = row[j]! / root;
      row[j] = x;
      left[j]! -= x * x;
    }
  }
  const rows = new Float64Array(rank * width);
  for (let i = 0; i < rank; i++) for (let j = i; j < width; j++) rows[i * width + order[j]!] = factor[i * width + j]!;
  return { rank, width, rows };
}

function exchange(
  factor: Float64Array,
  left: Float64Array,
  order: Uint32Array,
  width: number,
  rank: number,
  pivot: number,
): void {
  for (let i = 0; i < rank; i++) {
    const [a, b] = [i * width + rank, i * width + pivot];
    [factor[a], factor[b]] = [factor[b]!, factor[a]!];
  }
  [left[rank], left[pivot]] = [left[pivot]!, left[rank]!];
  [order[rank], order[pivot]] = [order[pivot]!, order[rank]!];
}

/** Takes from row `rank` the multiples of the rows before it, four at a time. */
function subtractEarlier(factor: Float64Array, width: number, rank: number): void {
  const row = rank * width;
  let i = 0;
  for (; i + 4 <= rank; i += 4) {
    const r0 = i * width;
    const r1 = r0 + width;
    const r2 = r1 + width;
    const r3 = r2 + width;
    const f0 = factor[r0 + rank]!;
    const f1 = factor[r1 + rank]!;
    const f2 = factor[r2 + rank]!;
    const f3 = factor[r3 + rank]!;
    for (let j = rank + 1; j < width; j++)
      factor[row + j]! -= f0 * factor[r0 + j]! + f1 * factor[r1 + j]! + f2 * factor[r2 + j]! + f3 * factor[r3 + j]!;
  }
  for (; i < rank; i++) {
    const f = factor[i * width + rank]!;
    for (let j = rank + 1; j < width; j++) factor[row + j]! -= f * factor[i * width + j]!;
  }
}
