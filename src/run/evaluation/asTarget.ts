import { bicubic, filterColumns, filterRows, type PictureShape, resampling } from '../../data/pictures/taps.ts';

/**
 * An input as it would stand in the place of its target, which is what a translation has to be better than: enlarged by a
 * cubic, grey as grey of three channels, without the channels that a picture does not have (a mask).
 */
export function asTarget(input: Float32Array, from: PictureShape, to: PictureShape): Float32Array {
  const [height, width, channels] = to;
  const [h, w] = from;
  const coloured = withChannels(input, from, channels);
  if (h === height && w === width) return coloured;
  const rows = new Float64Array(h * width * channels);
  filterRows(coloured, [h, w, channels], resampling(bicubic, w, 0, w, width), rows);
  const pixels = new Float64Array(height * width * channels);
  return Float32Array.from(filterColumns(rows, [h, width, channels], resampling(bicubic, h, 0, h, height), pixels));
}

function withChannels(input: Float32Array, [h, w, c]: PictureShape, channels: number): Float32Array {
  if (c === channels) return input;
  const out = new Float32Array(h * w * channels);
  for (let p = 0; p < h * w; p++)
    for (let k = 0; k < channels; k++) out[p * channels + k] = input[p * c + Math.min(k, c - 1)]!;
  return out;
}
