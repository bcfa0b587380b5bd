import { DuelError } from '../../errors.ts';
import { checkRows, type Rows, rowOf } from '../linear/rows.ts';

/** How far what a generator makes goes along short steps of its latents. */
export interface PathLength {
  /** Mean of the steps' lengths that lie within the percentiles. */
  readonly mean: number;
  /** Standard error of that mean. */
  readonly error: number;
  /** Lengths that lie within. */
  readonly kept: number;
}

export interface PathLengthOptions {
  /** How long the steps were, as a share of the way between two latents. */
  readonly epsilon: number;
  /** Percentiles below and above which lengths are left out. Default 1 and 99, as in StyleGAN's program. */
  readonly percentiles?: readonly [number, number] | undefined;
}

/**
 * Perceptual path length (Karras et al. 2019, https://arxiv.org/abs/1812.04948, equations 2 and 3): the mean of
 * ‖f(G(p(t))) − f(G(p(t + ε)))‖² / ε² over ways p between two latents and places t on them. As in the authors' program the
 * lowest and the highest hundredth of the lengths are left out, between that which is at the 1st percentile, rounded down to
 * one of them, and at the 99th, rounded up. f are the features given, where the paper takes a distance of VGG's that is
 * fitted to people's judgement: no number compares with the paper's.
 *
 * @param pairs features of both ends of each step, one after the other: rows 2i and 2i + 1
 */
export function perceptualPathLength(pairs: Rows, { epsilon, percentiles = [1, 99] }: PathLengthOptions): PathLength {
  checkRows('the path length', 2, { what: 'ends of steps', rows: pairs });
  if (pairs.n % 2 !== 0)
    throw new DuelError('usage', 'metrics/half-pair', `${pairs.n} rows are no pairs`, {
      where: 'ends of steps',
      fix: 'give both ends of each step, one after the other',
    });
  const lengths = Float64Array.from({ length: pairs.n / 2 }, (_, i) => {
    const [a, b] = [rowOf(pairs, 2 * i), rowOf(pairs, 2 * i + 1)];
    let squared = 0;
    for (let j = 0; j < a.length; j++) squared += (a[j]! - b[j]!) ** 2;
    return squared / epsilon ** 2;
  });
  const sorted = lengths.toSorted();
  const place = (percentile: number) => ((sorted.length - 1) * percentile) / 100;
  const [low, high] = [sorted[Math.floor(place(percentiles[0]))]!, sorted[Math.ceil(place(percentiles[1]))]!];
  const within = lengths.filter((length) => length >= low && length <= high);
  const mean = within.reduce((a, b) => a + b) / within.length;
  const squares = within.reduce((sum, length) => sum + (length - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / Math.max(1, within.length - 1) / within.length), kept: within.length };
}
