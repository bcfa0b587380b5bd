import {
  add,
  concat,
  constant,
  gather,
  matmul,
  mul,
  ndarray,
  neg,
  pad,
  reshape,
  slice,
  sub,
  type Tensor,
} from '../../tensor/index.ts';

/**
 * Minimal filtering F(m, r): m outputs of a filter of r taps from m + r − 1 products in place of m · r, and of both axes
 * of an image nested (Winograd 1980, 'Arithmetic complexity of computations'; Lavin and Gray 2016, arXiv 1509.09308,
 * section 4):
 *
 *     y = Aᵀ [ (G g) ⊙ (Bᵀ d) ]        dg = Gᵀ [ (A e) ⊙ (Bᵀ d) ]
 *
 * d are the m + r − 1 values that m neighbouring outputs read, e the gradients of these outputs, g the taps. The second is
 * the first one's gradient. With c channels in and o out each product is one of matrices, of all tiles at once.
 */
export interface Filtering {
  /** Outputs of a tile. */
  readonly outputs: number;
  readonly taps: number;
  /** Bᵀ, Aᵀ and G, by rows. */
  readonly data: Matrix;
  readonly results: Matrix;
  readonly kernel: Matrix;
}
type Matrix = readonly (readonly number[])[];

const filterings: readonly Filtering[] = [
  { outputs: 1, taps: 1, data: [[1]], results: [[1]], kernel: [[1]] },
  {
    outputs: 2,
    taps: 2,
    data: [
      [1, -1, 0],
      [0, 1, 0],
      [0, 1, -1],
    ],
    results: [
      [1, 1, 0],
      [0, 1, -1],
    ],
    kernel: [
      [1, 0],
      [1, 1],
      [0, 1],
    ],
  },
  {
    outputs: 2,
    taps: 3,
    data: [
      [1, 0, -1, 0],
      [0, 1, 1, 0],
      [0, -1, 1, 0],
      [0, 1, 0, -1],
    ],
    results: [
      [1, 1, 1, 0],
      [0, 1, -1, -1],
    ],
    kernel: [
      [1, 0, 0],
      [0.5, 0.5, 0.5],
      [0.5, -0.5, 0.5],
      [0, 0, 1],
    ],
  },
];

/** The filtering for an axis of so many taps; undefined where there is none. */
export const filteringFor = (taps: number): Filtering | undefined => filterings.find((f) => f.taps === taps);

export const transposed = (m: Matrix): Matrix => m[0]!.map((_, j) => m.map((row) => row[j]!));

/** How an axis of an image is read in tiles: value k of tile t lies at start + t · step + k · between; zeros outside. */
export interface Tiling {
  readonly start: number;
  readonly between: number;
  readonly step: number;
  readonly tiles: number;
  /** What is made of a tile's values: a row of factors for each result. */
  readonly matrix: Matrix;
}

const lastOf = ({ start, between, step, tiles, matrix }: Tiling) =>
  start + (tiles - 1) * step + (matrix[0]!.length - 1) * between;

/** Σ factor · term, of factors 1 and −1 without a product. */
function combination(terms: readonly (readonly [number, Tensor])[]): Tensor {
  const sorted = [...terms].sort(([a], [b]) => b - a);
  const [[first, x], ...rest] = sorted as [readonly [number, Tensor], ...(readonly [number, Tensor])[]];
  const begin = first === 1 ? x : first === -1 ? neg(x) : mul(x, first);
  return rest.reduce<Tensor>(
    (sum, [f, t]) => (f === 1 ? add(sum, t) : f === -1 ? sub(sum, t) : add(sum, mul(t, f))),
    begin,
  );
}

/** The results along one axis, each with an entry for every tile. */
function along(x: Tensor, axis: 1 | 2, { start, between, step, tiles, matrix }: Tiling, shift: number): Tensor[] {
  const value = (k: number) => {
    const from = start + shift + k * between;
    return gather(
      x,
      constant(
        ndarray(
          [tiles],
          Array.from({ length: tiles }, (_, t) => from + t * step),
        ),
        'int32',
      ),
      axis,
    );
  };
  return matrix.map((row) => combination(row.flatMap((f, k) => (f === 0 ? [] : [[f, value(k)] as const]))));
}

/**
 * An image [n, h, w, c] in tiles, once for each pair of tilings: for all pairs of results of the two axes, in their order,
 * a matrix [n · tiles · tiles, c].
 */
export function tilesOf(x: Tensor, tilings: readonly (readonly [Tiling, Tiling])[]): Tensor[][] {
  const ends = ([0, 1] as const).map((d) => {
    const before = Math.max(0, ...tilings.map((t) => -t[d].start));
    const after = Math.max(0, ...tilings.map((t) => lastOf(t[d]) + 1 - x.shape[d + 1]!));
    return { before, after };
  });
  const wide = ends.some(({ before, after }) => before + after > 0)
    ? pad(
        x,
        [1, 2],
        ends.map((e) => e.before),
        ends.map((e) => e.after),
      )
    : x;
  const [n, c] = [x.shape[0]!, x.shape[3]!];
  return tilings.map(([rows, columns]) =>
    along(wide, 1, rows, ends[0]!.before).flatMap((r) =>
      along(r, 2, columns, ends[1]!.before).map((t) => reshape(t, [n * rows.tiles * columns.tiles, c])),
    ),
  );
}

/** The matrix ⊗ of two axes, [rows · rows, columns · columns]. */
const both = (a: Matrix, b: Matrix): number[][] =>
  a.flatMap((p) => b.map((q) => p.flatMap((x) => q.map((y) => x * y))));

/** A part of a kernel that is filtered for itself: the places of its taps in the whole, and a filtering for each axis. */
export interface Piece {
  readonly places: readonly number[];
  readonly filterings: readonly [Filtering, Filtering];
}

/** G of all pieces: from a kernel's `taps` places to the factors of every product. */
function kernelMatrix(pieces: readonly Piece[], taps: number): Tensor {
  const rows = pieces.flatMap(({ places, filterings: [a, b] }) =>
    both(a.kernel, b.kernel).map((row) => {
      const out = new Array<number>(taps).fill(0);
      row.forEach((f, k) => {
        out[places[k]!] = f;
      });
      return out;
    }),
  );
  return constant(ndarray([rows.length, taps], rows.flat()));
}

/** A kernel [kh, kw, c, o] as the factors of every product of each piece: matrices [c, o]. */
export function factorsOf(w: Tensor, pieces: readonly Piece[]): Tensor[][] {
  const [kh, kw, c, o] = w.shape as [number, number, number, number];
  const all = matmul(kernelMatrix(pieces, kh * kw), reshape(w, [kh * kw, c * o]));
  let at = 0;
  return pieces.map(({ filterings: [a, b] }) =>
    Array.from({ length: a.kernel.length * b.kernel.length }, () => {
      const one = slice(all, [0], [at], [at + 1]);
      at++;
      return reshape(one, [c, o]);
    }),
  );
}

/** The adjoint of `factorsOf`: products [c, o] of every piece back to a kernel. */
export function kernelOf(
  products: readonly (readonly Tensor[])[],
  pieces: readonly Piece[],
  shape: readonly number[],
): Tensor {
  const [kh, kw, c, o] = shape as [number, number, number, number];
  const all = concat(
    products.flat().map((p) => reshape(p, [1, c * o])),
    0,
  );
  return reshape(matmul(kernelMatrix(pieces, kh * kw), all, { transposeA: true }), [kh, kw, c, o]);
}

/** Aᵀ of both axes: from the products of a piece, [rows, o] each, the tile's outputs by rows and columns. */
export function resultsOf(products: readonly Tensor[], [a, b]: readonly [Filtering, Filtering]): Tensor[][] {
  const columns = b.kernel.length;
  const rows = a.results.map((row) =>
    Array.from({ length: columns }, (_, j) =>
      combination(row.flatMap((f, i) => (f === 0 ? [] : [[f, products[i * columns + j]!] as const]))),
    ),
  );
  return rows.map((r) =>
    b.results.map((row) => combination(row.flatMap((f, j) => (f === 0 ? [] : [[f, r[j]!] as const])))),
  );
}

/**
 * Pixels that lie apart, [n · tiles, o] for each residue of rows and columns, woven into an image [n, …size, o]. Joined as
 * the phases of a spread are (`inputBySpread`), celeba-dcgan's step would take 80 MiB more.
 */
export function woven(
  parts: readonly (readonly Tensor[])[],
  [n, tiles]: readonly [number, readonly [number, number]],
  size: readonly [number, number],
): Tensor {
  const o = parts[0]![0]!.shape[1]!;
  const rows = parts.map((row) =>
    reshape(
      concat(
        row.map((p) => reshape(p, [n * tiles[0] * tiles[1], 1, o])),
        1,
      ),
      [n, tiles[0], 1, tiles[1] * row.length * o],
    ),
  );
  const whole = reshape(concat(rows, 2), [n, tiles[0] * parts.length, tiles[1] * parts[0]!.length, o]);
  return slice(whole, [1, 2], [0, 0], size);
}
