/** Which pixels of a line, with which weights, make each pixel of the resampled line. */
interface Taps {
  /** First pixel of each output's window. */
  first: Int32Array;
  /** `width` weights per output, adding up to 1. */
  weights: Float64Array;
  width: number;
}

/**
 * Resamples bytes `[h, w, c]` with Lanczos windows of three lobes, widened when shrinking, edges repeated; made once
 * for a size and used for many pictures. Channels, of any number, stay, or are changed between grey and RGB. `fit` says what happens when the proportions differ, as for picture files.
 */
export function resampler(
  from: { height: number; width: number; channels: number },
  to: { height: number; width: number; channels: number },
  fit: 'crop' | 'pad' | 'stretch',
): (bytes: Uint8Array) => Uint8Array {
  const { source, target } = regions(from, to, fit);
  const across = lanczos(from.width, (from.width - source.width) / 2, source.width, target.width);
  const down = lanczos(from.height, (from.height - source.height) / 2, source.height, target.height);
  const left = Math.floor((to.width - target.width) / 2);
  const top = Math.floor((to.height - target.height) / 2);
  const c = from.channels;
  const lines = new Float64Array(from.height * target.width * c);

  return (bytes) => {
    for (let y = 0; y < from.height; y++)
      for (let x = 0; x < target.width; x++)
        for (let k = 0; k < c; k++) {
          let sum = 0;
          for (let t = 0; t < across.width; t++) {
            const sx = clamp(across.first[x]! + t, from.width - 1);
            sum += across.weights[x * across.width + t]! * bytes[(y * from.width + sx) * c + k]!;
          }
          lines[(y * target.width + x) * c + k] = sum;
        }
    const result = new Uint8Array(to.height * to.width * to.channels);
    const pixel = new Float64Array(c);
    for (let y = 0; y < target.height; y++)
      for (let x = 0; x < target.width; x++) {
        for (let k = 0; k < c; k++) {
          let sum = 0;
          for (let t = 0; t < down.width; t++) {
            const sy = clamp(down.first[y]! + t, from.height - 1);
            sum += down.weights[y * down.width + t]! * lines[(sy * target.width + x) * c + k]!;
          }
          pixel[k] = sum;
        }
        writePixel(pixel, c, result, ((y + top) * to.width + x + left) * to.channels, to.channels);
      }
    return result;
  };
}

/** The part of the source that is used, in its middle, and the size that it takes in the result. */
function regions(from: Size, to: Size, fit: 'crop' | 'pad' | 'stretch'): { source: Size; target: Size } {
  const scales = [to.width / from.width, to.height / from.height] as const;
  if (fit === 'stretch' || scales[0] === scales[1]) return { source: from, target: to };
  if (fit === 'crop') {
    const scale = Math.max(...scales);
    return { source: { width: to.width / scale, height: to.height / scale }, target: to };
  }
  const scale = Math.min(...scales);
  const width = Math.max(1, Math.round(from.width * scale));
  return { source: from, target: { width, height: Math.max(1, Math.round(from.height * scale)) } };
}

type Size = { height: number; width: number };

/** Weights that bring `length` pixels from `begin` on, of a line of `n`, to `m`. */
function lanczos(n: number, begin: number, length: number, m: number): Taps {
  const step = length / m;
  const stretch = Math.max(step, 1);
  const width = Math.min(Math.ceil(6 * stretch) + 1, 2 * n + 8);
  const first = new Int32Array(m);
  const weights = new Float64Array(m * width);
  for (let out = 0; out < m; out++) {
    const centre = begin + (out + 0.5) * step - 0.5;
    first[out] = Math.floor(centre - width / 2) + 1;
    let sum = 0;
    for (let t = 0; t < width; t++) {
      const weight = window((first[out]! + t - centre) / stretch);
      weights[out * width + t] = weight;
      sum += weight;
    }
    for (let t = 0; t < width; t++) weights[out * width + t]! /= sum;
  }
  return { first, weights, width };
}

function window(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= 3) return 0;
  const angle = Math.PI * x;
  return (3 * Math.sin(angle) * Math.sin(angle / 3)) / (angle * angle);
}

/** Writes a pixel of `c` channels as one of as many, or grey (Rec. 601 luma) for colours and colours for grey. */
function writePixel(pixel: Float64Array, c: number, out: Uint8Array, at: number, channels: number): void {
  if (c === 3 && channels === 1) {
    out[at] = toByte(0.299 * pixel[0]! + 0.587 * pixel[1]! + 0.114 * pixel[2]!);
    return;
  }
  for (let k = 0; k < channels; k++) out[at + k] = toByte(pixel[c === 1 ? 0 : k]!);
}

function toByte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}

function clamp(value: number, high: number): number {
  return Math.max(0, Math.min(high, value));
}
