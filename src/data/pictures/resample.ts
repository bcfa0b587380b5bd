import { luma } from './luma.ts';
import { filterColumns, filterRows, lanczos, resampling } from './taps.ts';

/**
 * Resamples bytes `[h, w, c]` with Lanczos windows of three lobes, widened when shrinking, edges repeated; made once
 * for a size and used for many pictures. Channels, of any number, stay, or are changed between grey and RGB. `fit` says
 * what happens when the proportions differ, as for picture files.
 */
export function resampler(
  from: { height: number; width: number; channels: number },
  to: { height: number; width: number; channels: number },
  fit: 'crop' | 'pad' | 'stretch',
): (bytes: Uint8Array) => Uint8Array {
  const { source, target } = regions(from, to, fit);
  const across = resampling(lanczos, from.width, (from.width - source.width) / 2, source.width, target.width);
  const down = resampling(lanczos, from.height, (from.height - source.height) / 2, source.height, target.height);
  const left = Math.floor((to.width - target.width) / 2);
  const top = Math.floor((to.height - target.height) / 2);
  const c = from.channels;
  const rows = new Float64Array(from.height * target.width * c);
  const pixels = new Float64Array(target.height * target.width * c);

  return (bytes) => {
    filterRows(bytes, [from.height, from.width, c], across, rows);
    filterColumns(rows, [from.height, target.width, c], down, pixels);
    const result = new Uint8Array(to.height * to.width * to.channels);
    for (let y = 0; y < target.height; y++)
      for (let x = 0; x < target.width; x++) {
        const pixel = pixels.subarray((y * target.width + x) * c, (y * target.width + x + 1) * c);
        writePixel(pixel, c, result, ((y + top) * to.width + x + left) * to.channels, to.channels);
      }
    return result;
  };
}

/** The part of the source that is used, in its middle, and the size that it takes in the result. */
function regions(from: Size, to: Size, fit: 'crop' | 'pad' | 'stretch'): { source: Size; target: Size } {
  const scales = [to.width / from.width, to.height / from.height] as const;
  if (fit === 'stretch' || scales[0] === scales[1]) return { source: from, target: to };
  if (fit === 'crop') {
    const scale = Math.max(...scales);
    return { source: { width: to.width / scale, height: to.height / scale }, target: to };
  }
  const scale = Math.min(...scales);
  const width = Math.max(1, Math.round(from.width * scale));
  return { source: from, target: { width, height: Math.max(1, Math.round(from.height * scale)) } };
}

type Size = { height: number; width: number };

/** Writes a pixel of `c` channels as one of as many, or grey (Rec. 601 luma) for colours and colours for grey. */
function writePixel(pixel: Float64Array, c: number, out: Uint8Array, at: number, channels: number): void {
  if (c === 3 && channels === 1) {
    out[at] = toByte(luma(pixel[0]!, pixel[1]!, pixel[2]!));
    return;
  }
  for (let k = 0; k < channels; k++) out[at + k] = toByte(pixel[c === 1 ? 0 : k]!);
}

function toByte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}
