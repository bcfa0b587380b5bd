import { loadSharp } from '../../data/pictures/sharp.ts';
import { asChannels, type Raster } from './raster.ts';

/** A raster as a PNG; grey stays grey. In a page `encodePng.page.ts` takes its place. */
export async function encodePng({ data, width, height, channels }: Raster): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const image = sharp(data, { raw: { width, height, channels: asChannels(channels) } });
  return (channels === 1 ? image.toColourspace('b-w') : image).png({ compressionLevel: 9 }).toBuffer();
}
