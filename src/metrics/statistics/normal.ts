/** P(X ≤ z) of a standard normal X, in float64, to some 1e-14 of itself in the lower tail too. */
export function normalBelow(z: number): number {
  return z < 0 ? tail(-z) : 1 - tail(z);
}

/** P(X ≥ z) for z ≥ 0: by erf's series of positive terms, and farther out by the continued fraction of erfc. */
function tail(z: number): number {
  if (z === Number.POSITIVE_INFINITY) return 0;
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z < 2.5) {
    let [term, sum] = [z, z];
    for (let k = 1; term > sum * 1e-17; k++) {
      term *= (z * z) / (2 * k + 1);
      sum += term;
    }
    return 0.5 - density * sum;
  }
  // z + 1/(z + 2/(z + 3/(…)))
  let fraction = z;
  for (let k = 200; k >= 1; k--) fraction = z + k / fraction;
  return density / fraction;
}
