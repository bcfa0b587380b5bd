import type { Channels } from './channels.ts';

/** The binomial filter of Burt and Adelson's pyramids (1983), as OpenCV's pyrDown and pyrUp have it. */
const taps = [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16] as const;

/** The smallest side of a level below the first. */
const smallest = 16;

/** Sides [height, width] of the levels of a picture, finest first: halved, rounded up, while the shorter is at least 16. */
export function levelsOf(height: number, width: number): readonly (readonly [number, number])[] {
  const sizes: [number, number][] = [[height, width]];
  // halves are rounded down for this, as the authors' code does: 28 has no level of 14, and 31 none of 16
  for (let side = Math.min(height, width) >> 1; side >= smallest; side >>= 1) {
    const [h, w] = sizes.at(-1)!;
    sizes.push([(h + 1) >> 1, (w + 1) >> 1]);
  }
  return sizes;
}

/** The Laplacian pyramid of a picture: what each level has that the next does not show, and the coarsest as it is. */
export function laplacianPyramid(picture: Channels): readonly Channels[] {
  const sizes = levelsOf(picture.height, picture.width);
  const levels = sizes.map(([height, width]) => ({ height, width, channels: [] as Float64Array[] }));
  for (const channel of picture.channels) {
    let current = channel;
    for (const { height, width, channels } of levels.slice(0, -1)) {
      const coarse = halved(current, height, width);
      const shown = doubled(coarse, (width + 1) >> 1, height, width);
      channels.push(current.map((x, i) => x - shown[i]!));
      current = coarse;
    }
    levels.at(-1)!.channels.push(current);
  }
  return levels;
}

/** Every other pixel of the filtered picture. */
function halved(values: Float64Array, height: number, width: number): Float64Array {
  const smooth = filtered(values, height, width);
  const [h, w] = [(height + 1) >> 1, (width + 1) >> 1];
  const out = new Float64Array(h * w);
  for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) out[y * w + x] = smooth[2 * y * width + 2 * x]!;
  return out;
}

/** A picture [height, width] of one with half as many pixels each way: set with zeros between, filtered, times 4. */
function doubled(values: Float64Array, columns: number, height: number, width: number): Float64Array {
  const sparse = new Float64Array(height * width);
  for (let y = 0; y < height; y += 2)
    for (let x = 0; x < width; x += 2) sparse[y * width + x] = 4 * values[(y >> 1) * columns + (x >> 1)]!;
  return filtered(sparse, height, width);
}

/** Beyond the border the picture is mirrored, the pixels on it not being repeated. */
function filtered(values: Float64Array, height: number, width: number): Float64Array {
  return along(along(values, height, width, 1, width), width, height, width, 1);
}

/** Filters each of `lines` lines of `n` pixels that lie `step` apart. */
function along(values: Float64Array, lines: number, n: number, step: number, stride: number): Float64Array {
  const out = new Float64Array(values.length);
  const at = (i: number) => {
    const k = Math.abs(i);
    return k < n ? k : 2 * (n - 1) - k;
  };
  const places = Array.from({ length: n }, (_, i) => [-2, -1, 0, 1, 2].map((d) => at(i + d) * step));
  for (let line = 0; line < lines; line++) {
    const from = line * stride;
    for (let i = 0; i < n; i++) {
      const [a, b, c, d, e] = places[i] as [number, number, number, number, number];
      out[from + i * step] =
        taps[0] * (values[from + a]! + values[from + e]!) +
        taps[1] * (values[from + b]! + values[from + d]!) +
        taps[2] * values[from + c]!;
    }
  }
  return out;
}
