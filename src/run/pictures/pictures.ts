import { loadSharp } from '../../data/pictures/sharp.ts';
import { encodePng } from './encodePng.ts';
import { asChannels, type GridOptions, gridRaster, type Images } from './raster.ts';

export { encodePng };

export interface GridFileOptions extends GridOptions {
  /** The format of the file. Default PNG. */
  ending?: 'png' | 'jpg' | 'jpeg' | 'webp';
}

/** A grid of images as a file; as a PNG grey stays grey. Equal input gives equal bytes. */
export async function imageGrid(options: GridFileOptions): Promise<Uint8Array> {
  const raster = gridRaster(options);
  const { ending = 'png' } = options;
  if (ending === 'png') return encodePng(raster);
  const { data, width, height, channels } = raster;
  const sharp = await loadSharp();
  const image = sharp(data, { raw: { width, height, channels: asChannels(channels) } });
  return ending === 'webp' ? image.webp({ quality: 95 }).toBuffer() : image.jpeg({ quality: 95 }).toBuffer();
}

/** One image of a batch as a PNG, a pixel per pixel unless `scale` says otherwise. */
export function singleImage(images: Images, index: number, scale = 1): Promise<Uint8Array> {
  const size = images.height * images.width * images.channels;
  const data = images.data.subarray(index * size, (index + 1) * size);
  return encodePng(gridRaster({ ...images, data, count: 1, padding: 0, scale }));
}
