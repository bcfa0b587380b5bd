/** A decoded BMP: bytes `[h, w, c]`, grey, RGB or RGB with alpha. */
export interface BmpPixels {
  data: Uint8Array;
  width: number;
  height: number;
  channels: 1 | 3 | 4;
}

/** What the two headers of a BMP say. */
interface BmpHead {
  width: number;
  height: number;
  isTopDown: boolean;
  bits: number;
  /** Where the rows begin, and the bytes from one to the next. */
  begin: number;
  stride: number;
  /** Colours as grey or RGB, three bytes each; empty where pixels hold their own. */
  palette: Uint8Array;
  /** Which bits of a pixel are red, green, blue and alpha. */
  masks: readonly [number, number, number, number];
}

/** Masks of 16 and 32 bits without masks of their own. */
const usualMasks = { 16: [0x7c00, 0x03e0, 0x001f, 0], 32: [0xff0000, 0x00ff00, 0x0000ff, 0] } as const;

/**
 * Decodes a BMP of 1, 4, 8, 16, 24 or 32 bits a pixel, as Windows and OS/2 write them: with a palette, with masks, from
 * the bottom up or from the top down. A picture whose palette is grey is grey.
 *
 * Throws an Error that says what is wrong, and refuses run lengths and embedded JPEG or PNG, which hardly any program
 * writes, and more than `pixelLimit` pixels.
 */
export function decodeBmp(file: Uint8Array, pixelLimit: number): BmpPixels {
  const head = readHead(file, pixelLimit);
  const { width, height, isTopDown, begin, stride, bits } = head;
  if (begin + stride * (height - 1) + Math.ceil((width * bits) / 8) > file.length)
    throw new Error(`the file ends within its ${width} × ${height} pixels`);
  const channels = channelsOf(head);
  const data = new Uint8Array(width * height * channels);
  const write = bits <= 8 ? paletteRow : bits === 24 ? rgbRow : maskedRow;
  for (let y = 0; y < height; y++) {
    const from = begin + stride * (isTopDown ? y : height - 1 - y);
    write(head, file.subarray(from, from + stride), data.subarray(y * width * channels, (y + 1) * width * channels));
  }
  return { data, width, height, channels };
}

/** What the beginning of a BMP says of it. */
export function bmpFacts(file: Uint8Array): { width: number; height: number; channels: 1 | 3 | 4 } {
  const head = readHead(file, Number.POSITIVE_INFINITY);
  return { width: head.width, height: head.height, channels: channelsOf(head) };
}

function readHead(file: Uint8Array, pixelLimit: number): BmpHead {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 26) throw new Error('the file ends within its header');
  const size = view.getUint32(14, true);
  const isOs2 = size === 12;
  // whatever a header says of its own length, this much of it is read
  if (file.length < 14 + Math.max(size, isOs2 ? 12 : 40)) throw new Error('the file ends within its header');
  const width = isOs2 ? view.getUint16(18, true) : view.getInt32(18, true);
  const signedHeight = isOs2 ? view.getUint16(20, true) : view.getInt32(22, true);
  const height = Math.abs(signedHeight);
  const bits = view.getUint16(isOs2 ? 24 : 28, true);
  const compression = isOs2 ? 0 : view.getUint32(30, true);
  const isMasked = compression === 3 || compression === 6;
  if (compression !== 0 && !isMasked) throw new Error(`BMP compressed by method ${compression} is not read`);
  if (width < 1 || height < 1) throw new Error(`${width} × ${height} pixels`);
  if (width * height > pixelLimit) throw new Error(`${width} × ${height} pixels exceed the pixel limit`);
  if (![1, 4, 8, 16, 24, 32].includes(bits) || (isMasked && bits !== 16 && bits !== 32))
    throw new Error(`BMP of ${bits} bits a pixel is not read`);
  return {
    width,
    height,
    isTopDown: signedHeight < 0,
    bits,
    begin: view.getUint32(10, true),
    stride: 4 * Math.ceil((width * bits) / 32),
    palette: bits <= 8 ? readPalette(file, { size, bits, isOs2, used: isOs2 ? 0 : view.getUint32(46, true) }) : none,
    masks: isMasked ? readMasks(view, size) : bits === 16 || bits === 32 ? usualMasks[bits] : [0, 0, 0, 0],
  };
}

const none = new Uint8Array(0);

function readPalette(file: Uint8Array, head: { size: number; bits: number; isOs2: boolean; used: number }): Uint8Array {
  const most = 1 << head.bits;
  const entry = head.isOs2 ? 3 : 4;
  const count = head.used > 0 && head.used < most ? head.used : most;
  const from = 14 + head.size;
  // A pixel beyond the palette's end is black, as elsewhere.
  const palette = new Uint8Array(3 * most);
  for (let k = 0; k < count && from + entry * k + 2 < file.length; k++)
    for (let c = 0; c < 3; c++) palette[3 * k + c] = file[from + entry * k + 2 - c]!;
  return palette;
}

/** Masks follow a header of 40 bytes, and are in longer ones, alpha from 56 bytes on. */
function readMasks(view: DataView, size: number): BmpHead['masks'] {
  const at = (k: number) => (54 + 4 * k + 4 <= view.byteLength ? view.getUint32(54 + 4 * k, true) : 0);
  return [at(0), at(1), at(2), size >= 56 ? at(3) : 0];
}

function channelsOf({ bits, palette, masks }: BmpHead): 1 | 3 | 4 {
  if (bits > 8) return masks[3] !== 0 ? 4 : 3;
  for (let k = 0; k < palette.length; k += 3)
    if (palette[k] !== palette[k + 1] || palette[k] !== palette[k + 2]) return 3;
  return 1;
}

type WriteRow = (head: BmpHead, row: Uint8Array, out: Uint8Array) => void;

const paletteRow: WriteRow = ({ width, bits, palette }, row, out) => {
  const channels = out.length / width;
  for (let x = 0; x < width; x++) {
    const at = x * bits;
    const index = (row[at >> 3]! >> (8 - bits - (at & 7))) & ((1 << bits) - 1);
    for (let c = 0; c < channels; c++) out[x * channels + c] = palette[3 * index + c]!;
  }
};

const rgbRow: WriteRow = ({ width }, row, out) => {
  for (let k = 0; k < 3 * width; k += 3) {
    out[k] = row[k + 2]!;
    out[k + 1] = row[k + 1]!;
    out[k + 2] = row[k]!;
  }
};

const maskedRow: WriteRow = ({ width, bits, masks }, row, out) => {
  const channels = out.length / width;
  const bytes = bits / 8;
  for (let x = 0; x < width; x++) {
    let pixel = 0;
    for (let b = bytes - 1; b >= 0; b--) pixel = pixel * 256 + row[x * bytes + b]!;
    for (let c = 0; c < channels; c++) out[x * channels + c] = channelOf(pixel, masks[c]!);
  }
};

/** The bits of a pixel that a mask selects, as 0 … 255. */
function channelOf(pixel: number, mask: number): number {
  if (mask === 0) return 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const most = mask >>> shift;
  return Math.round((((pixel & mask) >>> shift) / most) * 255);
}
