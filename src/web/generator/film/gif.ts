import { type Pixels, paletteOf } from './palette.ts';

/**
 * A GIF that goes round for ever (GIF89a with Netscape's extension), all pictures with one palette.
 *
 * @param delay of each picture, in hundredths of a second
 */
export function encodeGif(frames: readonly Pixels[], width: number, height: number, delay: number): Uint8Array {
  const palette = paletteOf(frames);
  const bits = Math.max(2, Math.ceil(Math.log2(Math.max(2, palette.colours.length))));
  const table = new Uint8Array(3 * 2 ** bits);
  palette.colours.forEach((colour, i) => {
    table.set(colour, 3 * i);
  });
  const out: (Uint8Array | readonly number[])[] = [
    [...'GIF89a'].map((letter) => letter.charCodeAt(0)),
    [...short(width), ...short(height), 0x80 | (bits - 1), 0, 0],
    table,
    [0x21, 0xff, 11, ...[...'NETSCAPE2.0'].map((letter) => letter.charCodeAt(0)), 3, 1, 0, 0, 0],
  ];
  for (const pixels of frames) {
    const indices = new Uint8Array(width * height);
    for (let p = 0; p < indices.length; p++)
      indices[p] = palette.of(pixels[4 * p]!, pixels[4 * p + 1]!, pixels[4 * p + 2]!);
    out.push(
      [0x21, 0xf9, 4, 0, ...short(delay), 0, 0],
      [0x2c, 0, 0, 0, 0, ...short(width), ...short(height), 0],
      [bits],
      blocks(lzw(indices, bits)),
    );
  }
  return joined([...out, [0x3b]]);
}

const short = (value: number): [number, number] => [value & 255, value >> 8];

/** Indices compressed by LZW with codes of growing length, at most 12 bits; `bits` of an index. */
function lzw(indices: Uint8Array, bits: number): Uint8Array {
  const [clear, end] = [2 ** bits, 2 ** bits + 1];
  const out: number[] = [];
  let [held, count] = [0, 0];
  let size = bits + 1;
  const put = (code: number) => {
    held |= code << count;
    count += size;
    for (; count >= 8; count -= 8, held >>>= 8) out.push(held & 255);
  };
  let known = new Map<number, number>();
  let next = end + 1;
  put(clear);
  let code = indices[0]!;
  for (let p = 1; p < indices.length; p++) {
    const longer = (code << 8) | indices[p]!;
    const found = known.get(longer);
    if (found !== undefined) {
      code = found;
      continue;
    }
    put(code);
    code = indices[p]!;
    if (next === 4096) {
      put(clear);
      [known, next, size] = [new Map(), end + 1, bits + 1];
      continue;
    }
    if (next === 2 ** size) size++;
    known.set(longer, next++);
  }
  put(code);
  if (next === 2 ** size && size < 12) size++;
  put(end);
  if (count > 0) out.push(held & 255);
  return Uint8Array.from(out);
}

/** In blocks of at most 255 bytes, the last of none. */
function blocks(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length + Math.ceil(bytes.length / 255) + 1);
  let to = 0;
  for (let at = 0; at < bytes.length; at += 255) {
    const part = bytes.subarray(at, at + 255);
    out[to] = part.length;
    out.set(part, to + 1);
    to += 1 + part.length;
  }
  return out;
}

/** Parts one after the other. */
export function joined(parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
