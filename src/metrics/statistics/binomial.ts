/**
 * P(X ≥ k) for the number X of heads of n even coins, exact to some 1e-11 of itself (scipy's `binomtest` with
 * `alternative='greater'`).
 */
export function headsAtLeast(k: number, n: number): number {
  if (k <= 0) return 1;
  if (2 * k <= n) return 1 - headsAtLeast(n - k + 1, n);
  // log of n over k, over 2ⁿ; what follows gets smaller and smaller
  let logarithm = -n * Math.LN2;
  for (let i = 1; i <= n - k; i++) logarithm += Math.log((n - i + 1) / i);
  let [term, sum] = [1, 0];
  for (let i = k; i <= n && term > sum * 1e-17; i++) {
    sum += term;
    term *= (n - i) / (i + 1);
  }
  return sum * Math.exp(logarithm);
}
