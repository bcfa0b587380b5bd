import type { Images } from './raster.ts';

/**
 * Pictures in colours that can be shown: grey and RGB as they are; two channels as red and green; of more, the first
 * three as red, green and blue.
 */
export function shownChannels<I extends Images>(images: I): I {
  const { data, channels, range } = images;
  if (channels === 1 || channels === 3) return images;
  const pixels = data.length / channels;
  const shown = new Float32Array(3 * pixels).fill(range[0]);
  for (let p = 0; p < pixels; p++)
    for (let c = 0; c < Math.min(3, channels); c++) shown[3 * p + c] = data[p * channels + c]!;
  return { ...images, data: shown, channels: 3 };
}
