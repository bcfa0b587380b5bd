import { type Batch, decimal, type Values } from './metric.ts';
import { similarity } from './pictures/ssim.ts';

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
/**
 * Structural similarity of two pictures [h, w, c] of values in [0, 1] (Wang et al. 2004): the mean over all windows that lie
 * within the picture, and over its channels. NaN for pictures smaller than the window.
 */
export function ssim(a: Float64Array, b: Float64Array, height: number, width: number, channels: number): number {
  const channel = (of: Float64Array, c: number) =>
    Float64Array.from({ length: height * width }, (_, k) => of[k * channels + c]!);
  let sum = 0;
  for (let c = 0; c < channels; c++) sum += similarity(channel(a, c), channel(b, c), height, width).ssim;
  return sum / channels;
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
