/**
 * The eigenvalues of a symmetric tridiagonal matrix, unordered, by the implicit QL method (Bowdler, Martin, Reinsch and
 * Wilkinson 1968). Each is right to rounding of the largest. Both arrays are overwritten.
 *
 * @param diagonal n numbers, at least one
 * @param beside the n − 1 beside them
 */
export function tridiagonalValues(diagonal: Float64Array, beside: Float64Array): Float64Array {
  const [d, n] = [diagonal, diagonal.length];
  const e = new Float64Array(n);
  e.set(beside);
  let norm = 0;
  for (let i = 0; i < n; i++) norm = Math.max(norm, Math.abs(d[i]!) + Math.abs(e[i]!));
  const small = norm * Number.EPSILON;
  for (let l = 0; l < n; l++) {
    // each value takes some two turns; many more only where numbers are not finite
    for (let turns = 0; turns < 60; turns++) {
      let m = l;
      while (m < n - 1 && Math.abs(e[m]!) > small) m++;
      if (m === l) break;
      turn(d, e, l, m);
    }
  }
  return d;
}

/** One turn of rotations from row m up to row l, with Wilkinson's shift. */
function turn(d: Float64Array, e: Float64Array, l: number, m: number): void {
  const half = (d[l + 1]! - d[l]!) / (2 * e[l]!);
  const root = Math.sqrt(half * half + 1);
  let g = d[m]! - d[l]! + e[l]! / (half + (half < 0 ? -root : root));
  let [s, c, p] = [1, 1, 0];
  for (let i = m - 1; i >= l; i--) {
    const f = s * e[i]!;
    const b = c * e[i]!;
    const r = Math.sqrt(f * f + g * g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1]! -= p;
      e[m] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1]! - p;
    const t = (d[i]! - g) * s + 2 * c * b;
    p = s * t;
    d[i + 1] = g + p;
    g = c * t - b;
  }
  d[l]! -= p;
  e[l] = g;
  e[m] = 0;
}
