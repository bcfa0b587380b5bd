import { writeScaled } from '../../data/dataset.ts';
import { writePixel } from '../../data/pairs/makers/covered.ts';
import type { SizedPicture } from '../../data/pictures/any-size.ts';
import { luma } from '../../data/pictures/luma.ts';
import type { Picture } from './tiles.ts';

/** A picture as it is, in the range of a network's data. */
export function scaled({ height, width, channels, pixels }: SizedPicture, range: readonly [number, number]): Picture {
  const data = new Float32Array(pixels.length);
  writeScaled(pixels, 0, data, 0, pixels.length, range);
  return { height, width, channels, data };
}

/** A picture with alpha as an input of `mask`: mid-grey where it is transparent, and a channel that says where. */
export function withHoles(
  { height, width, pixels }: SizedPicture,
  channels: number,
  range: readonly [number, number],
): Picture {
  const [low, high] = range;
  const data = new Float32Array(height * width * (channels + 1));
  const colours = new Float32Array(channels);
  for (let p = 0; p < height * width; p++) {
    for (let c = 0; c < channels; c++) colours[c] = low + (shade(pixels, p, c, channels) * (high - low)) / 255;
    writePixel(colours, 0, data, p * (channels + 1), channels, pixels[p * 4 + 3]! < 128, range);
  }
  return { height, width, channels: channels + 1, data };
}

/** Of RGB as it is; of grey by its luma. */
function shade(pixels: Uint8Array, p: number, c: number, channels: number): number {
  if (channels === 3) return pixels[p * 4 + c]!;
  return luma(pixels[p * 4]!, pixels[p * 4 + 1]!, pixels[p * 4 + 2]!);
}
