import { sizeOf } from '../../../dist/tensor/index.js';

/** Noise that Duel and PyTorch make alike: a hash of each place, from −0.5 to 0.5. `peer.py` has the same. */
export function noise(shape, seed) {
  const data = new Float32Array(sizeOf(shape));
  for (let i = 0; i < data.length; i++) {
    let x = Math.imul(i + seed, 0x9e3779b1) >>> 0;
    x ^= x >>> 15;
    x = Math.imul(x, 0x85ebca77);
    x ^= x >>> 13;
    data[i] = (x >>> 8) / 2 ** 24 - 0.5;
  }
  return { shape, data };
}

/** The operands of a convolution. */
export const operandsOf = (node) => node.inputs.map((t, i) => noise(t.shape, 7 + 1_000_003 * i));

/** Places of a result that are compared: at most so many, all over it. */
export function placesOf(size, most = 4096) {
  if (size <= most) return Array.from({ length: size }, (_, i) => i);
  // a prime step, so that every channel and every border has some
  return Array.from({ length: most }, (_, k) => (k * 1_000_003) % size);
}

/** The values of a result at places, and the root mean square of all. */
export function sampleOf(data, places) {
  let squares = 0;
  for (const v of data) squares += v * v;
  return { values: places.map((i) => data[i]), size: Math.sqrt(squares / data.length) };
}

/** By how much two results differ, as a share of their size: the greatest difference of a value, or that of the sizes. */
export function differenceOf(a, b) {
  const apart = a.values.map((v, i) => Math.abs(v - b.values[i]));
  return Math.max(Math.abs(a.size - b.size), ...apart) / Math.max(a.size, b.size);
}
