/** How a classifier reads samples: which classes appear, and how sure it is. */
export interface Coverage {
  /** Share of samples read as each class. */
  readonly shares: readonly number[];
  /** Classes with at least `threshold` of the samples. */
  readonly covered: number;
  /** Mean of the highest class probability. */
  readonly confidence: number;
}

/**
 * Class coverage from a classifier's probabilities, row-major [n, classes].
 *
 * @param threshold share of the samples from which a class counts as covered; default 0.03
 */
export function coverage(probabilities: Float32Array, classes: number, threshold = 0.03): Coverage {
  const n = probabilities.length / classes;
  const counts = new Array<number>(classes).fill(0);
  let confidence = 0;
  for (let i = 0; i < n; i++) {
    const row = probabilities.subarray(i * classes, (i + 1) * classes);
    let best = 0;
    for (let k = 1; k < classes; k++) if (row[k]! > row[best]!) best = k;
    counts[best]!++;
    confidence += row[best]!;
  }
  const shares = counts.map((c) => c / n);
  return { shares, covered: shares.filter((s) => s >= threshold).length, confidence: confidence / n };
}
