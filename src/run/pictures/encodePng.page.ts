import { pngOfRows } from './png.ts';
import { asChannels, type Raster } from './raster.ts';

/** A raster as a PNG with the same pixels as Node's, in a page. */
export function encodePng({ data, width, height, channels }: Raster): Promise<Uint8Array> {
  const row = width * channels;
  const rows = new Uint8Array(height * (row + 1));
  for (let y = 0; y < height; y++) rows.set(data.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
  return pngOfRows(rows, width, height, asChannels(channels));
}
