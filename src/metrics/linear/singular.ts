import { transposed } from './products.ts';
import { tridiagonalValues } from './tridiagonal.ts';

/**
 * The singular values of a matrix `[n, width]`, unordered, in float64: Householder's reduction to two diagonals (Golub and
 * Kahan 1965), whose singular values are the positive eigenvalues of the tridiagonal matrix with zeros on its diagonal and
 * theirs, by turns, beside it. Each is right to rounding of the largest. O(n·width·min): about 15 s for 2,048 × 2,048.
 */
export function singularValues(matrix: Float64Array, width: number): Float64Array {
  if (matrix.length === 0) return new Float64Array(0);
  const n = matrix.length / width;
  const { diagonal, beside } = n < width ? bidiagonal(transposed(matrix, width), n) : bidiagonal(matrix.slice(), width);
  const steps = new Float64Array(2 * diagonal.length - 1);
  diagonal.forEach((x, k) => {
    steps[2 * k] = x;
  });
  beside.forEach((x, k) => {
    steps[2 * k + 1] = x;
  });
  // they come in pairs ±σ, and in order the upper half is that of the singular values
  const values = tridiagonalValues(new Float64Array(steps.length + 1), steps).sort();
  return values.subarray(diagonal.length).map((x) => Math.max(0, x));
}

/**
 * The diagonal, and what stands right of it, of UᵀAV for a matrix a `[n, width]` with n ≥ width, which is overwritten.
 *
 * Each step reflects a column and then a row to zero. Both changes of a step wait until the next one's column is known, so
 * that a step goes through the matrix twice: once to change it and multiply it by that column, once to multiply it by the row.
 */
function bidiagonal(a: Float64Array, width: number): { diagonal: Float64Array; beside: Float64Array } {
  const n = a.length / width;
  const diagonal = new Float64Array(width);
  const beside = new Float64Array(width - 1);
  let [column, columnNext] = [new Float64Array(n), new Float64Array(n)];
  // of the last step, whose changes wait: a −= column·across + down·row
  let [across, acrossNext] = [new Float64Array(width), new Float64Array(width)];
  const down = new Float64Array(n);
  const row = new Float64Array(width);
  for (let k = 0; k < width; k++) {
    for (let i = k; i < n; i++) columnNext[i] = a[i * width + k]! - column[i]! * across[k]! - down[i]! * row[k]!;
    const first = reflector(columnNext, k, n);
    diagonal[k] = first.length;
    acrossNext.fill(0);
    change(a, width, k, n, column, across, down, row, columnNext, acrossNext);
    [column, columnNext] = [columnNext, column];
    [across, acrossNext] = [acrossNext, across];
    for (let j = k + 1; j < width; j++) across[j]! *= first.scale;
    if (k + 1 === width) break;
    for (let j = k + 1; j < width; j++) row[j] = a[k * width + j]! - column[k]! * across[j]!;
    const second = reflector(row, k + 1, width);
    beside[k] = second.length;
    let overlap = 0;
    for (let j = k + 1; j < width; j++) overlap += across[j]! * row[j]!;
    multiply(a, width, k + 1, n, row, down);
    for (let i = k + 1; i < n; i++) down[i] = (down[i]! - column[i]! * overlap) * second.scale;
  }
  return { diagonal, beside };
}

/**
 * Makes of x[from … to) the vector v of the reflection 1 − scale·vvᵀ, which leaves of x its length alone, in the first place,
 * with either sign.
 */
function reflector(x: Float64Array, from: number, to: number): { length: number; scale: number } {
  let largest = 0;
  for (let i = from; i < to; i++) largest = Math.max(largest, Math.abs(x[i]!));
  if (largest === 0) return { length: 0, scale: 0 };
  let squares = 0;
  for (let i = from; i < to; i++) squares += (x[i]! / largest) ** 2;
  const length = Math.sqrt(squares) * largest;
  const head = x[from]! + (x[from]! < 0 ? -length : length);
  // v is scaled so that its first number is 1
  for (let i = from + 1; i < to; i++) x[i]! /= head;
  x[from] = 1;
  return { length, scale: Math.abs(head) / length };
}

/** a −= column·across + down·row right of column k from row k on, and sums += next·a of what it has become, two rows at a time. */
function change(
  a: Float64Array,
  width: number,
  k: number,
  n: number,
  column: Float64Array,
  across: Float64Array,
  down: Float64Array,
  row: Float64Array,
  next: Float64Array,
  sums: Float64Array,
): void {
  let i = k;
  for (; i + 2 <= n; i += 2) {
    const at = i * width;
    const below = at + width;
    const [c0, c1, d0, d1] = [column[i]!, column[i + 1]!, down[i]!, down[i + 1]!];
    const [u0, u1] = [next[i]!, next[i + 1]!];
    for (let j = k + 1; j < width; j++) {
      const x = across[j]!;
      const y = row[j]!;
      const s = a[at + j]! - c0 * x - d0 * y;
      const t = a[below + j]! - c1 * x - d1 * y;
      a[at + j] = s;
      a[below + j] = t;
      sums[j]! += u0 * s + u1 * t;
    }
  }
  for (; i < n; i++) {
    const at = i * width;
    const [c, d, u] = [column[i]!, down[i]!, next[i]!];
    for (let j = k + 1; j < width; j++) {
      const s = a[at + j]! - c * across[j]! - d * row[j]!;
      a[at + j] = s;
      sums[j]! += u * s;
    }
  }
}

/** out[i] = row i of a · x from column `from` and row `from` on, two rows at a time. */
function multiply(a: Float64Array, width: number, from: number, n: number, x: Float64Array, out: Float64Array): void {
  let i = from;
  for (; i + 2 <= n; i += 2) {
    const at = i * width;
    const below = at + width;
    let [s, t] = [0, 0];
    for (let j = from; j < width; j++) {
      const y = x[j]!;
      s += a[at + j]! * y;
      t += a[below + j]! * y;
    }
    out[i] = s;
    out[i + 1] = t;
  }
  for (; i < n; i++) {
    let s = 0;
    for (let j = from; j < width; j++) s += a[i * width + j]! * x[j]!;
    out[i] = s;
  }
}
