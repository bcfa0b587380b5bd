import {
  add,
  constant,
  gather,
  matmul,
  ndarray,
  pad,
  reshape,
  sizeOf,
  type Tensor,
  transpose,
} from '../../tensor/index.ts';

/**
 * Minimal filtering F(m, r): m outputs of a filter of r taps from a = m + r − 1 products in place of m · r, and of both axes
 * of an image nested (Winograd 1980, 'Arithmetic complexity of computations'; Lavin and Gray 2016, arXiv 1509.09308,
 * section 4):
 *
 *     y = Aᵀ [ (G g) ⊙ (Bᵀ d) ]        dg = Gᵀ [ (A e) ⊙ (Bᵀ d) ]
 *
 * d are the a values that m neighbouring outputs read, e the gradients of these outputs, g the taps. The second is the
 * first one's gradient. With c channels in and o out each of the a products is one of matrices, of all tiles at once, and
 * Bᵀ, G and Aᵀ of all tiles are each one product with a small constant matrix.
 */
export interface Filtering {
  /** m, outputs of a tile. */
  readonly outputs: number;
  /** r */
  readonly taps: number;
  /** Bᵀ, Aᵀ and G, by rows. */
  readonly data: Matrix;
  readonly results: Matrix;
  readonly kernel: Matrix;
}
export type Matrix = readonly (readonly number[])[];

/**
 * Where the polynomials of Toom and Cook are evaluated, beside infinity: the first a − 1. Of small numbers these lose least in
 * float32 (Barabasz et al. 2020, 'Error analysis and improving the accuracy of Winograd convolution', arXiv 1803.10986): a
 * mean error of 1e-6 with all five, where a sum of plain products has 2.5e-7.
 */
const points = [0, 1, -1, 0.5, -2] as const;

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

/** Coefficients of Π (x − root), the constant first. */
const polynomial = (roots: readonly number[]): readonly number[] =>
  roots.reduce<readonly number[]>(
    (p, root) => range(p.length + 1).map((i) => (p[i - 1] ?? 0) - root * (p[i] ?? 0)),
    [1],
  );

/** F(m, r) by Toom and Cook; undefined where it would need more points than there are. */
export function filteringOf(outputs: number, taps: number): Filtering | undefined {
  if (taps === 1) {
    const same = range(outputs).map((i) => range(outputs).map((j) => Number(i === j)));
    return { outputs, taps, data: same, results: same, kernel: range(outputs).map(() => [1]) };
  }
  const at: readonly number[] = points.slice(0, outputs + taps - 2);
  if (taps < 1 || at.length < outputs + taps - 2) return undefined;
  const others = at.map((_, i) => at.filter((_, j) => j !== i));
  const scale = others.map((those, i) => those.reduce((product, p) => product * (at[i]! - p), 1));
  return {
    outputs,
    taps,
    data: [...others.map((those) => [...polynomial(those), 0]), polynomial(at)],
    results: range(outputs).map((i) => [...at.map((p) => p ** i), Number(i === outputs - 1)]),
    kernel: [
      ...at.map((p, i) => range(taps).map((j) => p ** j / scale[i]!)),
      range(taps).map((j) => Number(j === taps - 1)),
    ],
  };
}

const transposed = (m: Matrix): Matrix => m[0]!.map((_, j) => m.map((row) => row[j]!));

/** The matrix ⊗ of two axes, [rows · rows, columns · columns]. */
const both = (a: Matrix, b: Matrix): number[][] =>
  a.flatMap((p) => b.map((q) => p.flatMap((x) => q.map((y) => x * y))));

const constantOf = (m: Matrix): Tensor => constant(ndarray([m.length, m[0]!.length], m.flat()));

/** A constant matrix times x as a matrix, whose rows are along the first axis. */
const mapped = (m: Matrix, x: Tensor): Tensor =>
  matmul(constantOf(m), reshape(x, [m[0]!.length, sizeOf(x.shape) / m[0]!.length]));

/** How an axis of an image is read in tiles: value k of tile t lies at start + t · step + k · between; zeros outside. */
export interface Tiling {
  readonly start: number;
  readonly between: number;
  readonly step: number;
  readonly tiles: number;
}

/** Parts of a kernel that are filtered alike, each for itself: the places of the taps of each in the whole. */
export interface Group {
  readonly filterings: readonly [Filtering, Filtering];
  readonly places: readonly (readonly number[])[];
}

/** Products that the filtering of both axes has for each tile. */
export const factorsIn = ({ filterings: [a, b] }: Pick<Group, 'filterings'>): number =>
  a.kernel.length * b.kernel.length;

/** Places in an image of every value of every tile: [values, tiles], row by row. */
function placesOf(
  [y, x]: readonly [Tiling, Tiling],
  [rows, columns]: readonly [number, number],
  size: readonly number[],
) {
  const inside = (place: number, length: number) => (place < 0 || place >= length ? -1 : place);
  const along = (t: Tiling, values: number, length: number) =>
    range(values).map((k) => range(t.tiles).map((i) => inside(t.start + i * t.step + k * t.between, length)));
  const [ys, xs] = [along(y, rows, size[0]!), along(x, columns, size[1]!)];
  return ys.flatMap((r) => xs.map((s) => r.flatMap((i) => s.map((j) => (i < 0 || j < 0 ? -1 : i * size[1]! + j)))));
}

/**
 * An image [n, h, w, c] in tiles: for each value of a tile, in the order of rows and columns, the pixels of all tiles of all
 * examples. With several tilings the pixels that they read lie side by side (`together`, [values, n · tiles, tilings · c]) or
 * those of one behind those of another (`apart`, [values, tilings · n · tiles, c]).
 */
function tilesOf(
  x: Tensor,
  tilings: readonly (readonly [Tiling, Tiling])[],
  values: readonly [number, number],
  lie: 'together' | 'apart',
): Tensor {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  const each = tilings.map((t) => placesOf(t, values, [h, w]));
  const [tiles, total] = [each[0]![0]!.length, values[0] * values[1]];
  const outside = each.some((places) => places.some((p) => p.includes(-1)));
  const rows = h * w + Number(outside);
  const row = (p: number) => (p < 0 ? h * w : p);
  const places =
    lie === 'together'
      ? range(total).flatMap((k) => range(tiles).flatMap((t) => each.map((e) => row(e[k]![t]!))))
      : range(total).flatMap((k) => each.flatMap((e) => e[k]!.map(row)));
  const [outer, inner] = lie === 'together' ? [total, tiles * each.length] : [total * each.length, tiles];
  const index = constant(ndarray([outer, 1, inner], places), 'int32');
  const starts = constant(
    ndarray(
      [n, 1],
      range(n).map((i) => i * rows),
    ),
    'int32',
  );
  const flat = reshape(x, [n, h * w, c]);
  const read = gather(reshape(outside ? pad(flat, [1], [0], [1]) : flat, [n * rows, c]), add(index, starts), 0);
  return lie === 'together'
    ? reshape(read, [total, n * tiles, each.length * c])
    : reshape(read, [total, each.length * n * tiles, c]);
}

/** Bᵀ d of what each tile reads: as `tilesOf` lays it out. */
export function dataTiles(
  x: Tensor,
  tilings: readonly (readonly [Tiling, Tiling])[],
  { filterings: [a, b] }: Pick<Group, 'filterings'>,
  lie: 'together' | 'apart',
): Tensor {
  const tiles = tilesOf(x, tilings, [a.data.length, b.data.length], lie);
  return reshape(mapped(both(a.data, b.data), tiles), tiles.shape);
}

/** A e of the gradients of each tile's outputs: [factors, n · tiles, o]. */
export function outputTiles(
  dy: Tensor,
  tiling: readonly [Tiling, Tiling],
  { filterings: [a, b] }: Pick<Group, 'filterings'>,
): Tensor {
  const tiles = tilesOf(dy, [tiling], [a.outputs, b.outputs], 'together');
  const { shape } = tiles;
  const out = mapped(transposed(both(a.results, b.results)), tiles);
  return reshape(out, [out.shape[0]!, shape[1]!, shape[2]!]);
}

/** Aᵀ of products [factors, …]: a tile's outputs by rows and columns, [m · m, everything else]. */
export const resultsOf = (products: Tensor, { filterings: [a, b] }: Pick<Group, 'filterings'>): Tensor =>
  mapped(both(a.results, b.results), products);

/** G of a group: from a kernel's `taps` places to the factors, and for each of them those of every part. */
function kernelMatrix({ filterings: [a, b], places }: Group, taps: number): number[][] {
  return both(a.kernel, b.kernel).flatMap((row) =>
    places.map((at) => {
      const out = new Array<number>(taps).fill(0);
      row.forEach((f, k) => {
        out[at[k]!] = f;
      });
      return out;
    }),
  );
}

/** A kernel [kh, kw, c, o] as factors: [factors, parts · c, o], or turned about, [factors · parts, o, c]. */
export function factorsOf(w: Tensor, group: Group, turned = false): Tensor {
  const [kh, kw, c, o] = w.shape as [number, number, number, number];
  const rows = reshape(w, [kh * kw, c, o]);
  const all = mapped(kernelMatrix(group, kh * kw), turned ? transpose(rows, [0, 2, 1]) : rows);
  const factors = factorsIn(group);
  return turned
    ? reshape(all, [factors * group.places.length, o, c])
    : reshape(all, [factors, group.places.length * c, o]);
}

/** The adjoint of `factorsOf`: products [factors, parts · c, o] of each group, as one below the other, back to a kernel. */
export const kernelOf = (products: Tensor, groups: readonly Group[], shape: readonly number[]): Tensor => {
  const [kh, kw] = shape as [number, number];
  const matrix = groups.flatMap((group) => kernelMatrix(group, kh * kw));
  return reshape(mapped(transposed(matrix), products), shape);
};

/**
 * Outputs of tiles woven into an image: [m rows, m columns, strides of rows, strides of columns, n, tiles of rows, tiles of
 * columns, c] to [n, h, w, c].
 */
export function woven(
  x: Tensor,
  [outputs, strides, tiles]: readonly [readonly [number, number], readonly [number, number], readonly [number, number]],
  [n, c]: readonly [number, number],
): Tensor {
  const apart = reshape(x, [...outputs, ...strides, n, ...tiles, c]);
  const [rows, columns] = ([0, 1] as const).map((d) => tiles[d] * outputs[d] * strides[d]);
  return reshape(transpose(apart, [4, 5, 0, 2, 6, 1, 3, 7]), [n, rows!, columns!, c]);
}
