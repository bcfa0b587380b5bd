import { luma } from '../../data/pictures/luma.ts';
import {
  bicubic,
  filterColumns,
  filterRows,
  interpolation,
  type PictureShape,
  resampling,
  type Taps,
  within,
} from '../../data/pictures/taps.ts';

/** How a network takes its pictures. */
export interface Intake {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly layout: 'nchw' | 'nhwc';
  /** `bicubic` is that of PIL, which takes means where it shrinks; `bilinear` takes the pixels that lie nearest. */
  readonly resizer: 'bicubic' | 'bilinear';
  /** For each channel the numbers of black and of white. */
  readonly range: readonly (readonly [black: number, white: number])[];
  /** Whether blue comes first. */
  readonly isBgr?: boolean;
}

/**
 * Makes of pictures `[n, h, w, c]` of `range`, grey or RGB, what a network takes of them. Nothing is rounded or clipped.
 */
export function fitting(shape: PictureShape, range: readonly [number, number], intake: Intake) {
  const [h, w, c] = shape;
  const { height, width, channels, layout, isBgr = false } = intake;
  const across = tapsOf(intake, w, width);
  const down = tapsOf(intake, h, height);
  const rows = new Float64Array(h * width * c);
  const pixels = new Float64Array(height * width * c);
  const size = height * width;
  const [low, high] = range;
  const lines = intake.range.map(([black, white]) => {
    const slope = (white - black) / (high - low);
    return { slope, shift: black - low * slope };
  });

  return (data: Float32Array, n: number): Float32Array => {
    const out = new Float32Array(n * size * channels);
    for (let i = 0; i < n; i++) {
      const picture = data.subarray(i * h * w * c, (i + 1) * h * w * c);
      filterColumns(filterRows(picture, shape, across, rows), [h, width, c], down, pixels);
      for (let p = 0; p < size; p++)
        for (let k = 0; k < channels; k++) {
          const { slope, shift } = lines[k]!;
          const value = valueAt(pixels, p * c, c, channels, isBgr ? channels - 1 - k : k);
          const at = layout === 'nhwc' ? (i * size + p) * channels + k : (i * channels + k) * size + p;
          out[at] = value * slope + shift;
        }
    }
    return out;
  };
}

/** A channel of a pixel: grey in each channel, colours as the grey that they look like. */
function valueAt(pixels: Float64Array, at: number, from: number, to: number, k: number): number {
  if (from === 1) return pixels[at]!;
  return to === 1 ? luma(pixels[at]!, pixels[at + 1]!, pixels[at + 2]!) : pixels[at + k]!;
}

function tapsOf({ resizer }: Intake, from: number, to: number): Taps {
  return resizer === 'bilinear' ? interpolation(from, to) : within(resampling(bicubic, from, 0, from, to), from);
}
