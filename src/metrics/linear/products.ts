/** Products of matrices in float64, row by row: what most of the time of large measurements goes into. */
export interface Products {
  /** a·bᵀ `[n, m]` of a `[n, width]` and b `[m, width]`. */
  rows(a: Float64Array, b: Float64Array, width: number): Promise<Float64Array>;
  /** aᵀ·a `[width, width]` of a `[n, width]`. */
  gram(a: Float64Array, width: number): Promise<Float64Array>;
}

/**
 * Products without a library: for small sets, and where there is no runtime. About a tenth as fast as
 * `productsOn(engine)`; the sums are the same but for rounding.
 */
export const plainProducts: Products = {
  rows: async (a, b, width) => timesTransposed(a, b, width),
  gram: async (a, width) => {
    const columns = transposed(a, width);
    return timesTransposed(columns, columns, a.length / width);
  },
};

/** aᵀ `[width, n]` of a `[n, width]`. */
export function transposed(a: Float64Array, width: number): Float64Array {
  const n = a.length / width;
  const out = new Float64Array(a.length);
  for (let i = 0; i < n; i++) for (let j = 0; j < width; j++) out[j * n + i] = a[i * width + j]!;
  return out;
}

/** a·bᵀ, in blocks of 4 × 4, whose 16 sums stay in registers; what is left over one by one. */
function timesTransposed(a: Float64Array, b: Float64Array, width: number): Float64Array {
  const [n, m] = width === 0 ? [0, 0] : [a.length / width, b.length / width];
  const out = new Float64Array(n * m);
  for (let i = 0; i < n; i += 4)
    for (let j = 0; j < m; j += 4) {
      if (i + 4 <= n && j + 4 <= m) block(a, b, out, i, j, width, m);
      else
        for (let y = i; y < Math.min(n, i + 4); y++)
          for (let x = j; x < Math.min(m, j + 4); x++) {
            let sum = 0;
            for (let k = 0; k < width; k++) sum += a[y * width + k]! * b[x * width + k]!;
            out[y * m + x] = sum;
          }
    }
  return out;
}

/** Rows i … i + 3 of a by rows j … j + 3 of b. */
function block(a: Float64Array, b: Float64Array, out: Float64Array, i: number, j: number, width: number, m: number) {
  let [s00, s01, s02, s03, s10, s11, s12, s13] = [0, 0, 0, 0, 0, 0, 0, 0];
  let [s20, s21, s22, s23, s30, s31, s32, s33] = [0, 0, 0, 0, 0, 0, 0, 0];
  const a0 = i * width;
  const a1 = a0 + width;
  const a2 = a1 + width;
  const a3 = a2 + width;
  const b0 = j * width;
  const b1 = b0 + width;
  const b2 = b1 + width;
  const b3 = b2 + width;
  for (let k = 0; k < width; k++) {
    const p0 = a[a0 + k]!;
    const p1 = a[a1 + k]!;
    const p2 = a[a2 + k]!;
    const p3 = a[a3 + k]!;
    const q0 = b[b0 + k]!;
    const q1 = b[b1 + k]!;
    const q2 = b[b2 + k]!;
    const q3 = b[b3 + k]!;
    s00 += p0 * q0;
    s01 += p0 * q1;
    s02 += p0 * q2;
    s03 += p0 * q3;
    s10 += p1 * q0;
    s11 += p1 * q1;
    s12 += p1 * q2;
    s13 += p1 * q3;
    s20 += p2 * q0;
    s21 += p2 * q1;
    s22 += p2 * q2;
    s23 += p2 * q3;
    s30 += p3 * q0;
    s31 += p3 * q1;
    s32 += p3 * q2;
    s33 += p3 * q3;
  }
  out.set([s00, s01, s02, s03], i * m + j);
  out.set([s10, s11, s12, s13], (i + 1) * m + j);
  out.set([s20, s21, s22, s23], (i + 2) * m + j);
  out.set([s30, s31, s32, s33], (i + 3) * m + j);
}
