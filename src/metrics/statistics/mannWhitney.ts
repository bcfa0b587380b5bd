import { tooFew } from '../linear/rows.ts';
import { normalBelow } from './normal.ts';

export interface MannWhitney {
  /** Pairs (x, y) with x > y, and half of those with x = y. */
  readonly u: number;
  /** U in standard deviations from what it is on average where both come from one distribution; 0 where all are equal. */
  readonly z: number;
  /** Probability of such a U, or a smaller one, where both come from one distribution: small where the x are smaller. */
  readonly p: number;
}

/**
 * Mann and Whitney's test (1947) of whether numbers `x` tend to be smaller than numbers `y`: by the normal approximation, with
 * the variance corrected for ties and without a correction for continuity (scipy's `mannwhitneyu` with
 * `alternative='less'`, `method='asymptotic'`, `use_continuity=False`). Throws `metrics/too-few` where either is empty.
 */
export function mannWhitney(x: Float64Array, y: Float64Array): MannWhitney {
  const [n, m] = [x.length, y.length];
  tooFew("Mann and Whitney's test", 'numbers', Math.min(n, m), 1);
  const [a, b] = [x.slice().sort(), y.slice().sort()];
  let [u, ties, below] = [0, 0, 0];
  for (let i = 0, j = 0; i < n || j < m; ) {
    const value = Math.min(a[i] ?? Number.POSITIVE_INFINITY, b[j] ?? Number.POSITIVE_INFINITY);
    let [ofA, ofB] = [0, 0];
    for (; i < n && a[i] === value; i++) ofA++;
    for (; j < m && b[j] === value; j++) ofB++;
    u += ofA * (below + ofB / 2);
    below += ofB;
    ties += (ofA + ofB) ** 3 - (ofA + ofB);
  }
  const total = n + m;
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)));
  const z = variance > 0 ? (u - (n * m) / 2) / Math.sqrt(variance) : 0;
  return { u, z, p: normalBelow(z) };
}
