import { type Batch, decimal, type Values } from './metric.ts';

/** How like pictures are to those that they should be. */
export interface Likeness {
  /** Mean absolute difference, as a share of the range: 0 to 1. */
  readonly l1: number;
  /** Peak signal-to-noise ratio in dB: −10 log₁₀ of the mean squared difference, the range being 1; the mean over pictures. */
  readonly psnr: number;
  /** Structural similarity (Wang et al. 2004), the mean over channels and pictures: 1 for equal pictures. */
  readonly ssim: number;
}

/** Pictures that are compared one by one with those that they should be, batch by batch, in float64. */
export class LikenessTally {
  readonly #range: readonly [number, number];
  #l1 = 0;
  #psnr = 0;
  #ssim = 0;
  #count = 0;

  /** @param range of the values; what lies beyond is clipped, as where a picture is written */
  constructor(range: readonly [number, number]) {
    this.#range = range;
  }

  /** Pictures [n, h, w, c], and as many others of the same shape. */
  add(made: Batch, target: Batch): void {
    const [n, height, width, channels] = made.shape as [number, number, number, number];
    const size = height * width * channels;
    for (let i = 0; i < n; i++) {
      const a = this.#picture(made.data, i * size, size);
      const b = this.#picture(target.data, i * size, size);
      let [absolute, squared] = [0, 0];
      for (let k = 0; k < size; k++) {
        const difference = a[k]! - b[k]!;
        absolute += Math.abs(difference);
        squared += difference * difference;
      }
      this.#l1 += absolute / size;
      this.#psnr += Math.min(mostPsnr, -10 * Math.log10(squared / size));
      this.#ssim += ssim(a, b, height, width, channels);
      this.#count++;
    }
  }

  result(): Likeness {
    const mean = (sum: number) => (this.#count === 0 ? Number.NaN : sum / this.#count);
    return { l1: mean(this.#l1), psnr: mean(this.#psnr), ssim: mean(this.#ssim) };
  }

  #picture(data: Float32Array, from: number, size: number): Float64Array {
    const [low, high] = this.#range;
    return Float64Array.from({ length: size }, (_, k) =>
      Math.min(1, Math.max(0, (data[from + k]! - low) / (high - low))),
    );
  }
}

/** Of equal pictures it is infinite, and a mean would be. */
const mostPsnr = 100;
/** The window: a Gaussian of so many pixels to each side. */
const radius = 5;
const sigma = 1.5;
const window = (() => {
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const sum = weights.reduce((x, y) => x + y);
  return weights.map((w) => w / sum);
})();
const [c1, c2] = [0.01 ** 2, 0.03 ** 2];

/**
 * Structural similarity of two pictures [h, w, c] of values in [0, 1], equation 13 of Wang et al. 2004 with their Gaussian
 * window of 11 × 11 pixels, K₁ = 0.01 and K₂ = 0.03: the mean over all windows that lie within the picture, and over its
 * channels. NaN for pictures smaller than the window.
 */
export function ssim(a: Float64Array, b: Float64Array, height: number, width: number, channels: number): number {
  const [rows, columns] = [height - 2 * radius, width - 2 * radius];
  if (rows < 1 || columns < 1) return Number.NaN;
  let sum = 0;
  for (let c = 0; c < channels; c++) {
    const of = (value: (at: number) => number) => blurred(height, width, (pixel) => value(pixel * channels + c));
    const [ma, mb] = [of((k) => a[k]!), of((k) => b[k]!)];
    const [aa, bb, ab] = [of((k) => a[k]! ** 2), of((k) => b[k]! ** 2), of((k) => a[k]! * b[k]!)];
    for (let k = 0; k < rows * columns; k++) {
      const [x, y] = [ma[k]!, mb[k]!];
      const [vx, vy, vxy] = [aa[k]! - x * x, bb[k]! - y * y, ab[k]! - x * y];
      sum += ((2 * x * y + c1) * (2 * vxy + c2)) / ((x * x + y * y + c1) * (vx + vy + c2));
    }
  }
  return sum / (rows * columns * channels);
}

/** The means under the window, at every place where it lies within the picture. */
function blurred(height: number, width: number, value: (pixel: number) => number): Float64Array {
  const [rows, columns] = [height - 2 * radius, width - 2 * radius];
  const across = new Float64Array(height * columns);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < columns; x++) {
      let sum = 0;
      for (let k = 0; k < window.length; k++) sum += window[k]! * value(y * width + x + k);
      across[y * columns + x] = sum;
    }
  const out = new Float64Array(rows * columns);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      let sum = 0;
      for (let k = 0; k < window.length; k++) sum += window[k]! * across[(y + k) * columns + x]!;
      out[y * columns + x] = sum;
    }
  return out;
}

/** What translations are measured by, with what the same numbers are where nothing is done. */
export const translationValues = ['l1', 'psnr', 'ssim', 'inputL1', 'inputPsnr', 'inputSsim', 'wayBackL1'] as const;

/** The values for people. */
export function showTranslation(values: Values): readonly (readonly [string, string])[] {
  const number = (name: string) => values[name] as number | undefined;
  const decibels = (value: number) => (Number.isNaN(value) ? '-' : `${value.toFixed(2)} dB`);
  const row = (what: string, name: string, input: string, text: (value: number) => string): [string, string][] => {
    const [value, before] = [number(name), number(input)];
    if (value === undefined) return [];
    return [[what, `${text(value)}${before === undefined ? '' : ` (the input itself: ${text(before)})`}`]];
  };
  return [
    ...row('mean difference (L1, of the range)', 'l1', 'inputL1', decimal),
    ...row('PSNR', 'psnr', 'inputPsnr', decibels),
    ...row('structural similarity (SSIM)', 'ssim', 'inputSsim', decimal),
    ...row('difference after the way back (L1)', 'wayBackL1', '', decimal),
  ];
}
