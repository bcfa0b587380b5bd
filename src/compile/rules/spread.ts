import { anyBatch, constant, gather, matmul, ndarray, pad, reshape, slice, type Tensor } from '../../tensor/index.ts';
import { sumOfProducts } from './bias.ts';

/** For each output position and each tap, where to read in a flattened image; −1 outside. */
export interface Table {
  readonly rows: number;
  readonly taps: number;
  readonly at: Int32Array;
}

export function table(rows: number, taps: number, at: (row: number, tap: number) => number): Table {
  const out = new Int32Array(rows * taps);
  for (let r = 0; r < rows; r++) for (let t = 0; t < taps; t++) out[r * taps + t] = at(r, t);
  return { rows, taps, at: out };
}

/**
 * What a spread is made for. The forward pass and the kernel's gradient often need the same one. A small one is made
 * once and kept in between; where it is large that would keep gigabytes, and each makes its own, a part at a time.
 */
type Use = 'image' | 'kernel';

/** [n, p, c] read by a table: [n, rows · taps, c]. */
export function read(x: Tensor, { rows, taps, at }: Table, use: Use = 'image'): Tensor {
  const p = x.shape[1]!;
  const outside = at.includes(-1);
  const source = outside ? pad(x, [1], [0], [1]) : x;
  // equal nodes become one; an index of another shape makes another node
  const index = ndarray(
    use === 'image' ? [at.length] : [rows, taps],
    at.map((i) => (i < 0 ? p : i)),
  );
  return gather(source, constant(index, 'int32'), 1);
}

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
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = [i, i + 1].map((k) => Math.round((k * t.taps) / count)) as [number, number];
    const part = table(t.rows, to - from, (row, tap) => t.at[row * t.taps + from + tap]!);
    return { table: count === 1 ? t : part, from, to };
  });
}

/** Rows of a batch: n · rows, or the symbolic batch. */
export const rowsOf = (n: number, rows: number) => (n === anyBatch ? anyBatch : n * rows);
const flat = (x: Tensor): Tensor => reshape(x, [x.shape[0]!, x.shape[1]! * x.shape[2]!, x.shape[3]!]);

/** im2col: [n, h, w, c] to [n · rows, taps · c]. */
function spread(x: Tensor, t: Table, use: Use = 'image'): Tensor {
  const [n, , , c] = x.shape as [number, number, number, number];
  return reshape(read(flat(x), t, use), [rowsOf(n, t.rows), t.taps * c]);
}

/** spread(x) · w, w being [taps · c, o]; at most `largest` numbers are spread at once. */
export function spreadTimes(x: Tensor, t: Table, w: Tensor, largest: number): Tensor {
  const c = x.shape[3]!;
  const ranges = tapRanges(x, t, largest);
  if (ranges.length === 1) return matmul(spread(x, t), w);
  return sumOfProducts(
    ranges.map(({ table, from, to }) => [spread(x, table), slice(w, [0], [from * c], [to * c])] as const),
  );
}

/** The spread x, whole or in parts, for a product of which each part gives its own columns or rows. */
export function kernelSpreads(x: Tensor, t: Table, largest: number): Tensor[] {
  const ranges = tapRanges(x, t, largest);
  return ranges.map(({ table }) => spread(x, table, ranges.length === 1 ? 'image' : 'kernel'));
}

/** The image as a matrix with a row for each pixel: [n · h · w, c]. */
export const pixels = (x: Tensor): Tensor => reshape(x, [rowsOf(x.shape[0]!, x.shape[1]! * x.shape[2]!), x.shape[3]!]);
