import type { Latents } from '../../../gan/latents.ts';
import { walkLatents } from '../../../gan/walk.ts';
import { gridRaster } from '../../../run/pictures/raster.ts';
import { imageData, imagesOf, show } from '../pixels.ts';
import type { Sampler } from '../sampler.ts';
import { encodeGif } from './gif.ts';
import { joinWebp } from './webp.ts';

export const speeds = [10, 20, 25, 50] as const;

/** The latents of a closed way through all stops, one noise on all of it. */
export const loopLatents = (stops: Latents, frames: number): Latents => ({
  ...walkLatents(stops, frames, { closed: true }),
  seeds: Array<number>(frames).fill(0),
});

/** Pictures of latents as those of a film, as large as `duel walk` shows them. */
export async function framesOf(
  sampler: Sampler,
  latents: Latents,
  onMade: (done: number) => void,
  isWanted: () => boolean = () => true,
): Promise<ImageData[]> {
  const frames: ImageData[] = [];
  for await (const { batch } of sampler.parts(latents, isWanted)) {
    const images = imagesOf(batch, sampler.facts);
    const size = images.height * images.width * images.channels;
    for (let i = 0; i < images.count; i++) {
      const data = images.data.subarray(i * size, (i + 1) * size);
      frames.push(imageData(gridRaster({ ...images, data, count: 1, padding: 0 })));
    }
    onMade(frames.length);
  }
  return frames;
}

export const gifOf = (frames: readonly ImageData[], perSecond: number): Blob =>
  blobOf(
    encodeGif(
      frames.map(({ data }) => data),
      frames[0]!.width,
      frames[0]!.height,
      Math.round(100 / perSecond),
    ),
    'image/gif',
  );

/** Undefined where the browser writes no WebP. */
export async function webpOf(frames: readonly ImageData[], perSecond: number): Promise<Blob | undefined> {
  const canvas = document.createElement('canvas');
  const stills: Uint8Array[] = [];
  for (const frame of frames) {
    show(canvas, frame);
    // of quality 1 it is lossless in Chromium
    const still = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/webp', 1));
    if (still?.type !== 'image/webp') return undefined;
    stills.push(new Uint8Array(await still.arrayBuffer()));
  }
  const { width, height } = frames[0]!;
  return blobOf(joinWebp(stills, width, height, Math.round(1000 / perSecond)), 'image/webp');
}

const blobOf = (bytes: Uint8Array, type: string): Blob => new Blob([bytes as Uint8Array<ArrayBuffer>], { type });
