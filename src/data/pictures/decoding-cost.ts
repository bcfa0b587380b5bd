import type { PictureFacts, PictureForm } from './picture.ts';
import type { PictureFormat } from './picture-formats.ts';

/** Rows of a picture that are decoded before those above them are let go, at most. */
const rows = 1024;

/** Bytes of a pixel where all are decoded at once, if these are others than its own. */
const atOnceBytes: Partial<Record<PictureFormat, (channels: number) => number>> = {
  // coefficients of two bytes
  jpeg: (channels) => 2 * channels,
  webp: () => 4,
  gif: () => 4,
  // planes of two bytes, and the pixels made of them
  avif: () => 12,
  // once by Duel, once by sharp
  bmp: (channels) => 2 * channels,
};

/** Bytes of memory that decoding a picture into a form takes, beside the file itself: an upper estimate. */
export function decodingCost(facts: PictureFacts, form: PictureForm): number {
  const { format, width, height, channels, depth, atOnce, turned } = facts;
  const pixels = width * height;
  const pixel = channels * depth;
  const atOncePixel = atOnceBytes[format]?.(channels) ?? pixel;
  const source = atOnce ? pixels * atOncePixel : Math.min(pixels, rows * Math.max(width, height)) * pixel;
  // JPEG is decoded at an eighth of its size at the least, before it is turned; halves are cut from the whole.
  const shrink = format === 'jpeg' && !form.half ? Math.min(8, width / form.width, height / form.height) : 1;
  const copy = turned ? (pixels * pixel) / Math.max(1, shrink) ** 2 : 0;
  // all at once, once more as bytes
  const deep = form.white !== undefined && depth === 2 ? pixels * channels * 3 : 0;
  return source + copy + deep + 2 * form.width * form.height * form.channels;
}
