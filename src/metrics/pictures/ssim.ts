/** The window: a Gaussian of so many pixels to each side. */
const radius = 5;
const sigma = 1.5;
const window = (() => {
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma)),
  );
  const sum = weights.reduce((x, y) => x + y);
  return weights.map((w) => w / sum);
})();
const [c1, c2] = [0.01 ** 2, 0.03 ** 2];

/** The shortest side of a picture that the window fits into. */
export const windowSize = 2 * radius + 1;

/** How alike two pictures are in one channel: means over all windows that lie within. */
export interface Similarity {
  /** Structural similarity: luminance, contrast and structure. */
  readonly ssim: number;
  /** Contrast and structure alone. */
  readonly contrast: number;
}

/**
 * Structural similarity of one channel of two pictures [height, width] of values in [0, 1], equation 13 of Wang et al. 2004
 * with their Gaussian window of 11 × 11 pixels, K₁ = 0.01 and K₂ = 0.03. NaN where the window does not fit.
 */
export function similarity(a: Float64Array, b: Float64Array, height: number, width: number): Similarity {
  const [rows, columns] = [height - 2 * radius, width - 2 * radius];
  if (rows < 1 || columns < 1) return { ssim: Number.NaN, contrast: Number.NaN };
  const product = (x: Float64Array, y: Float64Array) => x.map((v, k) => v * y[k]!);
  const [ma, mb] = [blurred(a, height, width), blurred(b, height, width)];
  const aa = blurred(product(a, a), height, width);
  const bb = blurred(product(b, b), height, width);
  const ab = blurred(product(a, b), height, width);
  let [ssim, contrast] = [0, 0];
  for (let k = 0; k < rows * columns; k++) {
    const [x, y] = [ma[k]!, mb[k]!];
    const [vx, vy, vxy] = [aa[k]! - x * x, bb[k]! - y * y, ab[k]! - x * y];
    const cs = (2 * vxy + c2) / (vx + vy + c2);
    contrast += cs;
    ssim += (cs * (2 * x * y + c1)) / (x * x + y * y + c1);
  }
  return { ssim: ssim / (rows * columns), contrast: contrast / (rows * columns) };
}

/** The means under the window, at every place where it lies within the picture. */
function blurred(values: Float64Array, height: number, width: number): Float64Array {
  const [rows, columns] = [height - 2 * radius, width - 2 * radius];
  const across = new Float64Array(height * columns);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < columns; x++) {
      let sum = 0;
      for (let k = 0; k < window.length; k++) sum += window[k]! * values[y * width + x + k]!;
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
