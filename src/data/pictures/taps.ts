/** Which pixels of a line, with which weights, make each pixel of the filtered line. Beyond its ends a line goes on as it ends. */
export interface Taps {
  /** First pixel of each output's window. */
  readonly first: Int32Array;
  /** `width` weights per output, adding up to 1. */
  readonly weights: Float64Array;
  readonly width: number;
}

/** A window of resampling: its weight at a distance from its centre, and where it ends; widened when shrinking. */
export interface Kernel {
  readonly reach: number;
  readonly at: (distance: number) => number;
}

/** Three lobes of sinc under the middle one of a wider sinc. */
export const lanczos: Kernel = {
  reach: 3,
  at(x) {
    if (x === 0) return 1;
    if (Math.abs(x) >= 3) return 0;
    const angle = Math.PI * x;
    return (3 * Math.sin(angle) * Math.sin(angle / 3)) / (angle * angle);
  },
};

/** Keys' cubic with a = −1/2 (1981, "Cubic convolution interpolation for digital image processing"). */
export const bicubic: Kernel = {
  reach: 2,
  at(x) {
    const d = Math.abs(x);
    if (d < 1) return (1.5 * d - 2.5) * d * d + 1;
    if (d < 2) return ((-0.5 * d + 2.5) * d - 4) * d + 2;
    return 0;
  },
};

/** Taps that bring `length` pixels from `begin` on, of a line of `n`, to `m`. */
export function resampling({ reach, at }: Kernel, n: number, begin: number, length: number, m: number): Taps {
  const step = length / m;
  const stretch = Math.max(step, 1);
  const width = Math.min(Math.ceil(2 * reach * stretch) + 1, 2 * n + 8);
  const first = new Int32Array(m);
  const weights = new Float64Array(m * width);
  for (let out = 0; out < m; out++) {
    const centre = begin + (out + 0.5) * step - 0.5;
    first[out] = Math.floor(centre - width / 2) + 1;
    let sum = 0;
    for (let t = 0; t < width; t++) {
      const weight = at((first[out]! + t - centre) / stretch);
      weights[out * width + t] = weight;
      sum += weight;
    }
    for (let t = 0; t < width; t++) weights[out * width + t]! /= sum;
  }
  return { first, weights, width };
}

/** The same taps where a line is cut off at its ends, as PIL does, instead of going on: what lies inside adds up to 1. */
export function within({ first, weights, width }: Taps, n: number): Taps {
  const cut = weights.slice();
  for (let out = 0; out < first.length; out++) {
    let sum = 0;
    for (let t = 0; t < width; t++) {
      const at = first[out]! + t;
      if (at < 0 || at >= n) cut[out * width + t] = 0;
      sum += cut[out * width + t]!;
    }
    for (let t = 0; t < width; t++) cut[out * width + t]! /= sum;
  }
  return { first, weights: cut, width };
}

/** Taps that draw a straight line between the two pixels nearest, of a line of n, to m; none are averaged in shrinking. */
export function interpolation(n: number, m: number): Taps {
  const first = new Int32Array(m);
  const weights = new Float64Array(2 * m);
  for (let out = 0; out < m; out++) {
    const centre = ((out + 0.5) * n) / m - 0.5;
    first[out] = Math.floor(centre);
    weights[2 * out + 1] = centre - first[out]!;
    weights[2 * out] = 1 - weights[2 * out + 1]!;
  }
  return { first, weights, width: 2 };
}

/** Taps of a Gaussian of deviation `sigma` in pixels, cut off at four deviations. */
export function gaussian(n: number, sigma: number): Taps {
  const reach = Math.floor(4 * sigma + 0.5);
  const width = 2 * reach + 1;
  const one = Float64Array.from({ length: width }, (_, t) => Math.exp(-0.5 * ((t - reach) / sigma) ** 2));
  const sum = one.reduce((total, weight) => total + weight, 0);
  const weights = new Float64Array(n * width);
  for (let out = 0; out < n; out++) for (let t = 0; t < width; t++) weights[out * width + t] = one[t]! / sum;
  return { first: Int32Array.from({ length: n }, (_, out) => out - reach), weights, width };
}

/** Height, width and channels. */
export type PictureShape = readonly [height: number, width: number, channels: number];

/** Filters the rows of a picture `[h, w, c]` into `out`, `[h, m, c]` for taps with m outputs. */
export function filterRows(
  pixels: ArrayLike<number>,
  [h, w, c]: PictureShape,
  { first, weights, width }: Taps,
  out: Float64Array,
): Float64Array {
  const m = first.length;
  for (let y = 0; y < h; y++)
    for (let x = 0; x < m; x++)
      for (let k = 0; k < c; k++) {
        let sum = 0;
        for (let t = 0; t < width; t++)
          sum += weights[x * width + t]! * pixels[(y * w + clamp(first[x]! + t, w - 1)) * c + k]!;
        out[(y * m + x) * c + k] = sum;
      }
  return out;
}

/** Filters the columns of a picture `[h, w, c]` into `out`, `[m, w, c]` for taps with m outputs. */
export function filterColumns(
  pixels: ArrayLike<number>,
  [h, w, c]: PictureShape,
  { first, weights, width }: Taps,
  out: Float64Array,
): Float64Array {
  const line = w * c;
  for (let y = 0; y < first.length; y++)
    for (let j = 0; j < line; j++) {
      let sum = 0;
      for (let t = 0; t < width; t++) sum += weights[y * width + t]! * pixels[clamp(first[y]! + t, h - 1) * line + j]!;
      out[y * line + j] = sum;
    }
  return out;
}

function clamp(value: number, high: number): number {
  return Math.max(0, Math.min(high, value));
}
