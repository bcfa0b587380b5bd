import { RandomStream } from '../../random/stream.ts';
import { DrawnFrom, type Moments, momentsOf } from '../linear/moments.ts';
import { type Products, plainProducts } from '../linear/products.ts';
import { checkRows, type Rows, tooFew } from '../linear/rows.ts';
import { frechetFrom } from './frechet.ts';

/** How long computations tell how far they are. */
export interface Ongoing {
  /** Default: plain JavaScript. */
  readonly products?: Products | undefined;
  /** Called with what is done and what is to be done. */
  readonly onProgress?: ((done: number, of: number) => void) | undefined;
}

export interface InfinityOptions extends Ongoing {
  readonly seed: number;
  /** How many sizes of subsets are taken, evenly spaced, all samples among them. Default 15, as the authors; at least 2. */
  readonly points?: number | undefined;
  /** The smallest size. Default: a tenth of the samples, but 2.5 times the features, and never more than half the samples. */
  readonly from?: number | undefined;
}

export interface AtInfinity {
  /** What the distance tends to with ever more samples; below 0 by chance where it is near 0. */
  readonly value: number;
  /** How much more it is for n samples: `value + slope / n`. */
  readonly slope: number;
  readonly at: readonly { readonly n: number; readonly distance: number }[];
}

/**
 * FID∞ (Chong and Forsyth 2020, https://arxiv.org/abs/1911.07023): the Fréchet distance is too large by about c/N for N
 * samples, with c another for each generator. It is measured for subsets of several sizes, drawn without replacement, and
 * the line through them over 1/N gives the value at 1/N = 0. The bias of the reference, which stays as it is, remains.
 *
 * Each size costs one covariance and one distance: with 2,048 features some 15 s each.
 */
export async function frechetAtInfinity(
  samples: Rows,
  reference: Moments,
  options: InfinityOptions,
): Promise<AtInfinity> {
  const { seed, products = plainProducts, points = 15, onProgress } = options;
  const usual = Math.min(samples.n / 2, Math.max(samples.n / 10, 2.5 * samples.width));
  const from = Math.max(2, Math.floor(options.from ?? usual));
  checkRows('the distance at infinity', Math.max(4, from + 1), { what: 'samples', rows: samples });
  tooFew('a line', 'sizes of subsets', points, 2);
  const [drawn, distanceOf] = [new DrawnFrom(samples, products), frechetFrom(reference, products)];
  const at: { n: number; distance: number }[] = [];
  for (let k = 0; k < points; k++) {
    const n = Math.floor(from + ((samples.n - from) * k) / (points - 1));
    const order = new RandomStream(seed, 'metrics/infinity', k).permutation(samples.n).subarray(0, n);
    at.push({ n, distance: await distanceOf(await drawn.momentsAt(order)) });
    onProgress?.(k + 1, points);
  }
  return { ...line(at), at };
}

/** The line of least squares over 1/n. */
function line(at: readonly { n: number; distance: number }[]): { value: number; slope: number } {
  const mean = (of: (p: { n: number; distance: number }) => number) =>
    at.reduce((sum, p) => sum + of(p), 0) / at.length;
  const [x, y] = [mean((p) => 1 / p.n), mean((p) => p.distance)];
  const slope = mean((p) => (1 / p.n - x) * (p.distance - y)) / mean((p) => (1 / p.n - x) ** 2);
  return { value: y - slope * x, slope };
}

export interface BootstrapOptions extends Ongoing {
  readonly seed: number;
  /** Default 50: the deviation is then known to about a tenth. At least 2. */
  readonly resamples?: number | undefined;
}

/** How much a distance would differ with other samples of the same generator, as many. */
export interface Spread {
  /** Standard deviation. */
  readonly deviation: number;
  /** Of 95 of 100 such intervals the mean over draws of as many samples lies within: the value ± 1.96 deviations, not below 0. */
  readonly low: number;
  readonly high: number;
}

/**
 * The spread of a Fréchet distance by the bootstrap (Efron 1979): the deviation over samples drawn from the samples, with
 * replacement. The reference stays as it is. Resamples lie higher than the value, since drawing twice adds the bias of N
 * once more: so the interval is laid around the value, and says nothing of that bias; see `frechetAtInfinity`.
 */
export async function frechetSpread(samples: Rows, reference: Moments, options: BootstrapOptions): Promise<Spread> {
  const { seed, products = plainProducts, resamples = 50, onProgress } = options;
  checkRows('the spread of a distance', 2, { what: 'samples', rows: samples });
  tooFew('a deviation', 'resamples', resamples, 2);
  const [from, distanceOf] = [new DrawnFrom(samples, products), frechetFrom(reference, products)];
  const value = await distanceOf(await momentsOf(samples, products));
  const values: number[] = [];
  for (let k = 0; k < resamples; k++) {
    const random = new RandomStream(seed, 'metrics/bootstrap', k);
    const drawn = Uint32Array.from({ length: samples.n }, () => random.integer(samples.n));
    values.push(await distanceOf(await from.momentsAt(drawn)));
    onProgress?.(k + 1, resamples);
  }
  const mean = values.reduce((a, b) => a + b) / resamples;
  const deviation = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (resamples - 1));
  return { deviation, low: Math.max(0, value - 1.96 * deviation), high: value + 1.96 * deviation };
}
