import type { ValueRange } from '../../scaling.ts';

/** A pixel of an input: mid-grey where it is covered, and behind its channels one that says whether it is. */
export function writePixel(
  picture: Float32Array,
  from: number,
  input: Float32Array,
  to: number,
  channels: number,
  isCovered: boolean,
  [low, high]: ValueRange,
): void {
  for (let c = 0; c < channels; c++) input[to + c] = isCovered ? (low + high) / 2 : picture[from + c]!;
  input[to + channels] = isCovered ? high : low;
}
