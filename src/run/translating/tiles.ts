import type { Size } from './sizes.ts';

/** A picture of float32 values, `[height, width, channels]`. */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly data: Float32Array;
}

/** The part of a picture that begins at (top, left); beyond its sides it is mirrored, without the side itself. */
export function cutOut(picture: Picture, top: number, left: number, [height, width]: Size): Picture {
  const { channels, data } = picture;
  const out = new Float32Array(height * width * channels);
  const columns = Int32Array.from({ length: width }, (_, x) => mirrored(left + x, picture.width));
  for (let y = 0; y < height; y++) {
    const row = mirrored(top + y, picture.height) * picture.width;
    for (let x = 0; x < width; x++) {
      const from = (row + columns[x]!) * channels;
      for (let c = 0; c < channels; c++) out[(y * width + x) * channels + c] = data[from + c]!;
    }
  }
  return { height, width, channels, data: out };
}

function mirrored(at: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const k = ((at % period) + period) % period;
  return k < length ? k : period - k;
}

/** Where tiles of a side begin on a line, evenly, with at least `overlap` pixels in common; one that is longer than the line begins at 0. */
export function tileStarts(length: number, side: number, overlap: number): number[] {
  if (length <= side) return [0];
  const count = Math.ceil((length - overlap) / (side - overlap));
  return Array.from({ length: count }, (_, i) => Math.round((i * (length - side)) / (count - 1)));
}

/** A picture that is put together of tiles: where they overlap, each fades into the other, so that no seam shows. */
export class Mosaic {
  readonly #sum: Float32Array;
  readonly #weight: Float32Array;
  readonly #height: number;
  readonly #width: number;
  readonly #channels: number;

  constructor(height: number, width: number, channels: number) {
    this.#height = height;
    this.#width = width;
    this.#channels = channels;
    this.#sum = new Float32Array(height * width * channels);
    this.#weight = new Float32Array(height * width);
  }

  /** A tile at (top, left), which fades over `fade` pixels towards sides that are not the picture's. */
  add(tile: Picture, top: number, left: number, fade: number): void {
    const down = ramp(tile.height, fade, top > 0, top + tile.height < this.#height);
    const across = ramp(tile.width, fade, left > 0, left + tile.width < this.#width);
    const height = Math.min(tile.height, this.#height - top);
    const width = Math.min(tile.width, this.#width - left);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const to = (top + y) * this.#width + left + x;
        const from = (y * tile.width + x) * this.#channels;
        const weight = down[y]! * across[x]!;
        this.#weight[to]! += weight;
        for (let c = 0; c < this.#channels; c++) this.#sum[to * this.#channels + c]! += weight * tile.data[from + c]!;
      }
  }

  finish(): Picture {
    const [height, width, channels] = [this.#height, this.#width, this.#channels];
    for (let p = 0; p < height * width; p++)
      for (let c = 0; c < channels; c++) this.#sum[p * channels + c]! /= this.#weight[p]!;
    return { height, width, channels, data: this.#sum };
  }
}

/** Weights along a side: 1 in the middle, falling evenly to the ends that fade, and never to 0. */
function ramp(length: number, fade: number, begins: boolean, ends: boolean): Float32Array {
  return Float32Array.from({ length }, (_, i) => {
    const from = begins ? (i + 1) / (fade + 1) : 1;
    const to = ends ? (length - i) / (fade + 1) : 1;
    return Math.min(1, from, to);
  });
}
