import type { PictureFacts, PictureForm } from './picture.ts';

/** Rows of a picture that are decoded before those above them are let go, at most. */
const rows = 1024;

/** Bytes of memory that decoding a picture into a form takes, beside the file itself: an upper estimate. */
export function decodingCost(facts: PictureFacts, form: PictureForm): number {
  const { format, width, height, channels, depth, atOnce, turned } = facts;
  const pixels = width * height;
  const pixel = channels * depth;
  // JPEG keeps coefficients of two bytes, WebP pixels of four.
  const atOncePixel = format === 'jpeg' ? 2 * channels : format === 'webp' ? 4 : pixel;
  const source = atOnce ? pixels * atOncePixel : Math.min(pixels, rows * Math.max(width, height)) * pixel;
  // JPEG is decoded at an eighth of its size at the least, before it is turned.
  const shrink = format === 'jpeg' ? Math.min(8, width / form.width, height / form.height) : 1;
  const copy = turned ? (pixels * pixel) / Math.max(1, shrink) ** 2 : 0;
  return source + copy + 2 * form.width * form.height * form.channels;
}
