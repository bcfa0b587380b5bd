import { centre } from '../linear/moments.ts';
import { type Products, plainProducts } from '../linear/products.ts';
import { type Rows, rowsFrom } from '../linear/rows.ts';
import { equalRows } from './equalRows.ts';

/** Squared distances of some rows of one set to some of another: `squares[i · countB + j]` is that of fromA + i and fromB + j. */
export interface Tile {
  readonly squares: Float64Array;
  readonly fromA: number;
  readonly countA: number;
  readonly fromB: number;
  readonly countB: number;
}

export interface TileOptions {
  readonly products?: Products | undefined;
  /** Rows of a tile, and its columns. Default 2048. */
  readonly size?: number | undefined;
}

/** Between closer rows than this share of their squared lengths, too few digits are left of ‖a‖² + ‖b‖² − 2a·b. */
const near = 1e-9;

/**
 * Visits the squared distances of all rows of `a` to all of `b`, tile by tile, in float64. Where both are the same object, the
 * tiles on and above the diagonal alone are visited: what lies below is their mirror.
 *
 * They are ‖a‖² + ‖b‖² − 2a·b of rows around a mean; equal rows are at a distance of exactly 0, and what is nearly
 * zero otherwise is computed from the differences once more.
 */
export async function visitSquares(
  a: Rows,
  b: Rows,
  visit: (tile: Tile) => void,
  options: TileOptions = {},
): Promise<void> {
  const { products = plainProducts, size = 2048 } = options;
  const { width } = a;
  if (a.n === 0 || b.n === 0) return;
  const origin = centre(Float64Array.from(b.data.subarray(0, Math.min(b.n, size) * width)), width);
  const same = a === b;
  const [idsA, idsB] = equalRows(a, ...(same ? [] : [b]));
  const tiles = (rows: Rows, from: number) =>
    around(rowsFrom(rows, from, size), origin, (rows === a ? idsA! : idsB!).subarray(from, from + size));
  for (let fromB = 0; fromB < b.n; fromB += size) {
    const right = tiles(b, fromB);
    for (let fromA = 0; fromA < (same ? fromB + 1 : a.n); fromA += size) {
      const left = same && fromA === fromB ? right : tiles(a, fromA);
      const squares = await products.rows(left.data, right.data, width);
      fromProducts(squares, left, right, width);
      visit({ squares, fromA, countA: left.lengths.length, fromB, countB: right.lengths.length });
    }
  }
}

interface Around {
  readonly data: Float64Array;
  readonly lengths: Float64Array;
  /** Equal rows have equal ones. */
  readonly ids: Uint32Array;
}

/** Rows around an origin, with their squared lengths. */
function around({ n, width, data }: Rows, origin: Float64Array, ids: Uint32Array): Around {
  const out = new Float64Array(n * width);
  const lengths = new Float64Array(n);
  for (let i = 0, at = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < width; j++, at++) {
      const x = data[at]! - origin[j]!;
      out[at] = x;
      sum += x * x;
    }
    lengths[i] = sum;
  }
  return { data: out, lengths, ids };
}

/** Makes squared distances of inner products, in place. */
function fromProducts(products: Float64Array, left: Around, right: Around, width: number): void {
  const [n, m] = [left.lengths.length, right.lengths.length];
  for (let i = 0, at = 0; i < n; i++) {
    const length = left.lengths[i]!;
    for (let j = 0; j < m; j++, at++) {
      const both = length + right.lengths[j]!;
      const square = both - 2 * products[at]!;
      if (square > near * both) products[at] = square;
      else if (left.ids[i] === right.ids[j]) products[at] = 0;
      else products[at] = between(left.data, i * width, right.data, j * width, width);
    }
  }
}

function between(a: Float64Array, i: number, b: Float64Array, j: number, width: number): number {
  let sum = 0;
  for (let k = 0; k < width; k++) {
    const x = a[i + k]! - b[j + k]!;
    sum += x * x;
  }
  return sum;
}
