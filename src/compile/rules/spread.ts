import {
  anyBatch,
  concat,
  constant,
  gather,
  matmul,
  ndarray,
  pad,
  reshape,
  slice,
  sum,
  type Tensor,
} from '../../tensor/index.ts';
import { sumOfProducts } from './bias.ts';

/** One axis of a window: at which place an output's tap reads; −1 outside. */
export interface Axis {
  readonly outputs: number;
  readonly taps: number;
  at(output: number, tap: number): number;
}
/** What every output pixel (i, j) reads of an image under every tap (u, v): row y.at(i, u), column x.at(j, v). */
export interface Window {
  readonly y: Axis;
  readonly x: Axis;
}

/** For each output and each tap, where to read in a list of places; −1 outside. */
interface Table {
  readonly rows: number;
  readonly taps: number;
  readonly at: Int32Array;
}

function table(rows: number, taps: number, at: (row: number, tap: number) => number): Table {
  const out = new Int32Array(rows * taps);
  for (let r = 0; r < rows; r++) for (let t = 0; t < taps; t++) out[r * taps + t] = at(r, t);
  return { rows, taps, at: out };
}

/** A window over an image of `width` columns, as places in the flattened image. */
function flatTable({ y, x }: Window, width: number): Table {
  return table(y.outputs * x.outputs, y.taps * x.taps, (row, tap) => {
    const r = y.at(Math.floor(row / x.outputs), Math.floor(tap / x.taps));
    const s = x.at(row % x.outputs, tap % x.taps);
    return r < 0 || s < 0 ? -1 : r * width + s;
  });
}

/**
 * What a spread is made for. The forward pass and the kernel's gradient often need the same one. A small one is made
 * once and kept in between; where it is large that would keep gigabytes, and each makes its own, a part at a time.
 */
type Use = 'image' | 'kernel';

/** [n, p, c] read by a table: [n, rows · taps, c]. */
function read(x: Tensor, { rows, taps, at }: Table, use: Use = 'image'): Tensor {
  const p = x.shape[1]!;
  // under a single tap every pixel may be read where it lies: 1×1
  if (at.length === p && at.every((place, i) => place === i)) return x;
  const outside = at.includes(-1);
  const source = outside ? pad(x, [1], [0], [1]) : x;
  // equal nodes become one; an index of another shape makes another node
  const index = ndarray(
    use === 'image' ? [at.length] : [rows, taps],
    at.map((i) => (i < 0 ? p : i)),
  );
  return gather(source, constant(index, 'int32'), 1);
}

/** 0 … n cut into `count` ranges as equal as may be. */
export const rangesOf = (n: number, count: number): (readonly [number, number])[] =>
  Array.from({ length: count }, (_, i) => [Math.round((i * n) / count), Math.round(((i + 1) * n) / count)] as const);

/** A table's taps from `from` up to `to`. */
interface TapRange {
  readonly table: Table;
  readonly from: number;
  readonly to: number;
}

/** A table in parts whose spread x holds at most `largest` numbers, or one tap. */
function tapRanges(x: Tensor, t: Table, largest: number): TapRange[] {
  const n = x.shape[0] === anyBatch ? 1 : x.shape[0]!;
  const perTap = n * t.rows * x.shape[3]!;
  const count = Math.ceil(t.taps / Math.max(1, Math.floor(largest / perTap)));
  return rangesOf(t.taps, count).map(([from, to]) => {
    const part = table(t.rows, to - from, (row, tap) => t.at[row * t.taps + from + tap]!);
    return { table: count === 1 ? t : part, from, to };
  });
}

/** How many numbers are spread at once, and what decides between that and minimal filtering. */
export interface SpreadLimits {
  /** At most so many are made; more in parts of a few taps. */
  readonly largest: number;
  /** Of more, parts of the batch of half as many at most are made and multiplied one after the other. */
  readonly cached: number;
  /** Where convolutions are done by minimal filtering: where that is estimated to take clearly less time, or wherever it can be. */
  readonly filtering: 'estimated' | 'everywhere';
}

/**
 * A batch in parts whose spreads are multiplied while they are still in the processor's cache. Whole where its spread is
 * small, or too large to be kept.
 */
export function batchParts(
  x: Tensor,
  { y, x: across }: Window,
  { largest, cached }: SpreadLimits,
): (readonly [number, number])[] {
  const n = x.shape[0]!;
  const size = n * y.outputs * across.outputs * y.taps * across.taps * x.shape[3]!;
  if (n === anyBatch || size <= cached || size > largest) return [[0, n]];
  const count = Math.min(n, Math.ceil(size / (cached / 2)));
  return rangesOf(n, count);
}

/** The examples of a part. */
export const examplesOf = (x: Tensor, [from, to]: readonly [number, number]): Tensor =>
  to - from === x.shape[0] || x.shape[0] === anyBatch ? x : slice(x, [0], [from], [to]);

/** Rows of a batch: n · rows, or the symbolic batch. */
const rowsOf = (n: number, rows: number) => (n === anyBatch ? anyBatch : n * rows);
const flat = (x: Tensor): Tensor => reshape(x, [x.shape[0]!, x.shape[1]! * x.shape[2]!, x.shape[3]!]);

/** im2col: [n, h, w, c] to [n · rows, taps · c]. */
function spread(x: Tensor, t: Table, use: Use = 'image'): Tensor {
  const [n, , , c] = x.shape as [number, number, number, number];
  return reshape(read(flat(x), t, use), [rowsOf(n, t.rows), t.taps * c]);
}

/** A product does an operation in about this time. Nanoseconds. */
export const perOperation = 1 / 120;
/** `Gather` copies a block in about this time, however short it is. Nanoseconds. */
const perBlock = 6;

/** The matrix [from · c, outputs · taps · c] that lays out what each output's taps read along one axis. */
function band({ outputs, taps, at }: Axis, from: number, c: number) {
  const m = ndarray([from * c, outputs * taps * c]);
  const columns = outputs * taps * c;
  for (let j = 0; j < outputs; j++)
    for (let v = 0; v < taps; v++) {
      const s = at(j, v);
      if (s >= 0) for (let k = 0; k < c; k++) m.data[(s * c + k) * columns + (j * taps + v) * c + k] = 1;
    }
  return m;
}

/**
 * Two passes along the two axes copy blocks for as many taps as the kernel has rows and columns, one pass for their product.
 * They are made where they are clearly fewer: for 7×7.
 */
const fewer = 1 / 3;

/**
 * im2col of an image of few channels. `Gather` would copy a block of c numbers for each output and tap. In place of
 * that the windows along the image's rows are laid out first, by a product with a matrix of zeros and ones, exactly, or
 * read where kernels are large; then blocks of kernel rows are copied. undefined where that would take longer than it
 * saves.
 */
function spreadRows(x: Tensor, { y, x: across }: Window): Tensor | undefined {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  const columns = across.outputs * across.taps * c;
  const blocks = y.outputs * across.outputs * y.taps;
  const plain = blocks * across.taps * perBlock;
  const [inTwo, multiplied] = [
    (h * across.outputs * across.taps + blocks) * perBlock,
    2 * h * w * c * columns * perOperation + blocks * perBlock,
  ];
  const isRead = inTwo <= fewer * plain && inTwo < multiplied;
  if (!isRead && multiplied > 0.7 * plain) return undefined;
  const windows = isRead
    ? read(flat(x), rowTable(across, [h, w]))
    : matmul(reshape(x, [rowsOf(n, h), w * c]), constant(band(across, w, c)));
  const t = table(y.outputs * across.outputs, y.taps, (row, u) => {
    const r = y.at(Math.floor(row / across.outputs), u);
    return r < 0 ? -1 : r * across.outputs + (row % across.outputs);
  });
  const rows = read(reshape(windows, [n, h * across.outputs, across.taps * c]), t);
  return reshape(rows, [rowsOf(n, t.rows), y.taps * across.taps * c]);
}

/** What each output's taps read along one axis, in every row of a flattened image. */
const rowTable = ({ outputs, taps, at }: Axis, [height, width]: readonly [number, number]): Table =>
  table(height * outputs, taps, (row, v) => {
    const s = at(row % outputs, v);
    return s < 0 ? -1 : Math.floor(row / outputs) * width + s;
  });

/** spread(x) · w, w being [taps · c, o]. */
export function spreadTimes(x: Tensor, window: Window, w: Tensor, limits: SpreadLimits): Tensor {
  const c = x.shape[3]!;
  const t = flatTable(window, x.shape[2]!);
  const ranges = tapRanges(x, t, limits.largest);
  if (ranges.length === 1) {
    const parts = batchParts(x, window, limits).map((part) => examplesOf(x, part));
    return concat(
      parts.map((part) => matmul(spreadRows(part, window) ?? spread(part, t), w)),
      0,
    );
  }
  return sumOfProducts(
    ranges.map(({ table, from, to }) => [spread(x, table), slice(w, [0], [from * c], [to * c])] as const),
  );
}

/** The spread x, whole or in parts, for a product of which each part gives its own columns or rows. */
export function kernelSpreads(x: Tensor, window: Window, limits: SpreadLimits): Tensor[] {
  const t = flatTable(window, x.shape[2]!);
  const ranges = tapRanges(x, t, limits.largest);
  if (ranges.length === 1) return [spreadRows(x, window) ?? spread(x, t)];
  return ranges.map(({ table }) => spread(x, table, 'kernel'));
}

/** The image as a matrix with a row for each pixel: [n · h · w, c]. */
export const pixels = (x: Tensor): Tensor => reshape(x, [rowsOf(x.shape[0]!, x.shape[1]! * x.shape[2]!), x.shape[3]!]);

/** Which (position, tap) pairs of an image's axis add up to each output. */
export type Sources = readonly (readonly { readonly position: number; readonly tap: number }[])[];

const longest = (lists: Sources) => Math.max(1, ...lists.map((l) => l.length));

/**
 * Where the products of each pixel with each tap, [n · h · w, kernel rows · kernel columns · c], belong in an image, and
 * their sums: [n, outputs of y, outputs of x, c].
 */
export function sumTaps(
  each: Tensor,
  [n, h, w, c]: readonly [number, number, number, number],
  [kh, kw]: readonly [number, number],
  [y, x]: readonly [Sources, Sources],
): Tensor {
  const what = [each, [n, h, w, c], [kh, kw], [y, x]] as const;
  return sumAxes(...what) ?? sumRows(...what) ?? sumPlaces(...what);
}

/** One axis after the other: blocks of kernel rows are read and added up, then what meets along a row. */
function sumAxes(
  each: Tensor,
  [n, h, w, c]: readonly [number, number, number, number],
  [kh, kw]: readonly [number, number],
  [y, x]: readonly [Sources, Sources],
): Tensor | undefined {
  const [ty, tx] = [longest(y), longest(x)];
  const places = y.length * x.length;
  if (y.length * w * ty + places * tx > fewer * places * ty * tx) return undefined;
  const ofRows = table(ty, y.length * w, (k, place) => {
    const u = y[Math.floor(place / w)]![k];
    return u ? (u.position * w + (place % w)) * kh + u.tap : -1;
  });
  const ofColumns = table(tx, places, (k, place) => {
    const v = x[place % x.length]![k];
    return v ? (Math.floor(place / x.length) * w + v.position) * kw + v.tap : -1;
  });
  const rows = sumRead(reshape(each, [n, h * w * kh, kw * c]), ofRows);
  const sums = sumRead(reshape(rows, [n, y.length * w * kw, c]), ofColumns);
  return reshape(sums, [n, y.length, x.length, c]);
}

/**
 * What the rows of a table read, added up: [n, p, c] to [n, taps, c]. Tap by tap, so that whole images are added: ONNX
 * Runtime takes forty times as long to add nine neighbours.
 */
const sumRead = (x: Tensor, t: Table): Tensor =>
  t.rows === 1 ? read(x, t) : sum(reshape(read(x, t), [x.shape[0]!, t.rows, t.taps, x.shape[2]!]), [1]);

/** All taps at once. */
function sumPlaces(
  each: Tensor,
  [n, h, w, c]: readonly [number, number, number, number],
  [kh, kw]: readonly [number, number],
  [y, x]: readonly [Sources, Sources],
): Tensor {
  const [ty, tx] = [longest(y), longest(x)];
  const t = table(ty * tx, y.length * x.length, (tap, row) => {
    const u = y[Math.floor(row / x.length)]![Math.floor(tap / tx)];
    const v = x[row % x.length]![tap % tx];
    return u && v ? ((u.position * w + v.position) * kh + u.tap) * kw + v.tap : -1;
  });
  return reshape(sumRead(reshape(each, [n, h * w * kh * kw, c]), t), [n, y.length, x.length, c]);
}

/** For few channels: blocks of kernel rows are copied, and a product with zeros and ones adds up what meets in a row. */
function sumRows(
  each: Tensor,
  [n, h, w, c]: readonly [number, number, number, number],
  [kh, kw]: readonly [number, number],
  [y, x]: readonly [Sources, Sources],
): Tensor | undefined {
  const [ty, tx] = [longest(y), longest(x)];
  const blocks = y.length * ty * w;
  const terms = ty * w * kw * c;
  const plain = y.length * x.length * ty * tx * perBlock;
  if (2 * y.length * terms * x.length * c * perOperation + blocks * perBlock > 0.7 * plain) return undefined;
  const t = table(y.length, ty * w, (row, k) => {
    const u = y[row]![Math.floor(k / w)];
    return u ? (u.position * w + (k % w)) * kh + u.tap : -1;
  });
  const rows = read(reshape(each, [n, h * w * kh, kw * c]), t);
  const adds = ndarray([terms, x.length * c]);
  for (let k = 0; k < ty; k++)
    for (const [s, sources] of x.entries())
      for (const { position, tap } of sources)
        for (let ch = 0; ch < c; ch++)
          adds.data[(((k * w + position) * kw + tap) * c + ch) * x.length * c + s * c + ch] = 1;
  const sums = matmul(reshape(rows, [rowsOf(n, y.length), terms]), constant(adds));
  return reshape(sums, [n, y.length, x.length, c]);
}
