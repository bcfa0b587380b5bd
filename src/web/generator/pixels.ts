import type { Batch } from '../../gan/latents.ts';
import { gridRaster, type Images, type Raster } from '../../run/pictures/raster.ts';
import { shownChannels } from '../../run/pictures/shownChannels.ts';
import type { Facts } from './facts.ts';

/** Samples as pictures to be looked at, as the command line shows them. */
export function imagesOf({ shape, data }: Batch, { range }: Pick<Facts, 'range'>): Images {
  const [count, height, width, channels] = shape as [number, number, number, number];
  return shownChannels({ data, count, height, width, channels, range });
}

/** One picture of a batch, a pixel per pixel. */
export function pictureAt(images: Images, index: number): ImageData {
  const size = images.height * images.width * images.channels;
  const data = images.data.subarray(index * size, (index + 1) * size);
  return imageData(gridRaster({ ...images, data, count: 1, padding: 0, scale: 1 }));
}

/** Pixels of 1, 3 or 4 channels as a canvas takes them. */
export function imageData({ data, width, height, channels }: Raster): ImageData {
  const pixels = new Uint8ClampedArray(4 * width * height);
  for (let p = 0; p < width * height; p++) {
    for (let c = 0; c < 3; c++) pixels[4 * p + c] = data[p * channels + (channels < 3 ? 0 : c)]!;
    pixels[4 * p + 3] = channels === 4 ? data[p * channels + 3]! : 255;
  }
  return new ImageData(pixels, width, height);
}

/** Puts a picture on a canvas, which takes its size. */
export function show(canvas: HTMLCanvasElement, picture: ImageData): void {
  if (canvas.width !== picture.width) canvas.width = picture.width;
  if (canvas.height !== picture.height) canvas.height = picture.height;
  canvas.getContext('2d')!.putImageData(picture, 0, 0);
}

/** A picture so small that its pixels are shown as squares. */
export const isSmall = (height: number, width: number): boolean => Math.max(height, width) <= 96;

/** Has the browser save a file. */
export function save(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Has the browser save pixels as a PNG. */
export async function savePng(name: string, picture: ImageData): Promise<void> {
  const canvas = document.createElement('canvas');
  show(canvas, picture);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('this browser could not make a PNG of it');
  save(name, blob);
}
