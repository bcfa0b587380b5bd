import { DuelError } from '../../errors.ts';
import type { Channels } from './channels.ts';
import { similarity, windowSize } from './ssim.ts';

/** Exponents of the five scales, finest first (Wang et al. 2003, section 3.2). */
const exponents = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333] as const;

/**
 * The exponents of a picture whose shorter side is `side`: of the authors' five those of the finest scales that the window of
 * 11 pixels fits into, each over their sum, so that they add up to 1. Five from 161 pixels on (as odd sides are rounded up),
 * 3 for 64, 2 for 32 and 28, 1 for 16, where it is SSIM. Throws `metrics/too-small` below 11 pixels.
 */
export function scalesOf(side: number): readonly number[] {
  const fitting = exponents.filter((_, k) => Math.ceil(side / 2 ** k) >= windowSize);
  if (fitting.length === 0)
    throw new DuelError('usage', 'metrics/too-small', `MS-SSIM needs pictures of ${windowSize} pixels or more`, {
      where: `pictures of ${side} pixels`,
      fix: 'enlarge them first, or take another metric',
    });
  const sum = fitting.reduce((a: number, b) => a + b, 0);
  return fitting.map((x) => x / sum);
}

/**
 * MS-SSIM of two pictures (Wang, Simoncelli and Bovik 2003): contrast and structure of each scale, and luminance of the
 * coarsest, to the powers of `scalesOf`, multiplied; the mean over channels. What is negative counts as 0, as in TensorFlow
 * and pytorch-msssim. Between scales pictures are halved by means of 2 × 2 pixels, an odd side's last pixel being repeated.
 *
 * @param a values in [0, 1]
 * @param b of the same shape
 * @returns 0 to 1, and 1 for equal pictures
 */
export function msSsim(a: Channels, b: Channels): number {
  const powers = scalesOf(Math.min(a.height, a.width));
  const values = a.channels.map((channel, c) => {
    let [x, y, height, width] = [channel, b.channels[c]!, a.height, a.width];
    return powers.reduce((product, power, k) => {
      if (k > 0) {
        [x, y] = [halved(x, height, width), halved(y, height, width)];
        [height, width] = [Math.ceil(height / 2), Math.ceil(width / 2)];
      }
      const { ssim, contrast } = similarity(x, y, height, width);
      return product * Math.max(0, k === powers.length - 1 ? ssim : contrast) ** power;
    }, 1);
  });
  return values.reduce((s, v) => s + v, 0) / values.length;
}

function halved(values: Float64Array, height: number, width: number): Float64Array {
  const [h, w] = [Math.ceil(height / 2), Math.ceil(width / 2)];
  const out = new Float64Array(h * w);
  for (let y = 0; y < h; y++) {
    const [up, down] = [2 * y * width, Math.min(2 * y + 1, height - 1) * width];
    for (let x = 0; x < w; x++) {
      const [left, right] = [2 * x, Math.min(2 * x + 1, width - 1)];
      out[y * w + x] = (values[up + left]! + values[up + right]! + values[down + left]! + values[down + right]!) / 4;
    }
  }
  return out;
}
