import { broadcastPosition, eachIndex, type NDArray, ndarray } from '../ndarray.ts';
import {
  anyBatch,
  apply,
  broadcastShapes,
  defineOperator,
  expectFloat,
  shapeError,
  sizeOf,
  type Tensor,
} from '../tensor.ts';
import { reshape, transpose } from './layout.ts';
import { constant } from './leaf.ts';
import { sumTo } from './reduce.ts';

interface MatmulAttributes extends Record<string, unknown> {
  transposeA: boolean;
  transposeB: boolean;
}

/** [rows, columns] of the last two axes, as the product sees them. */
function matrix(x: { shape: readonly number[] }, transposed: boolean): [number, number] {
  const [r, c] = [x.shape[x.shape.length - 2]!, x.shape[x.shape.length - 1]!];
  return transposed ? [c, r] : [r, c];
}

/** Which matrix of a batch broadcasting takes at `index`. */
const batchPosition = (x: NDArray, index: readonly number[]): number =>
  broadcastPosition({ shape: x.shape.slice(0, -2), data: x.data }, index);

/** The matrix [rows, columns] at `start`, row by row. */
function rowsOf(data: Float64Array, start: number, rows: number, columns: number, transposed: boolean): Float64Array {
  const part = data.subarray(start, start + rows * columns);
  if (!transposed) return part;
  const out = new Float64Array(part.length);
  for (let j = 0; j < columns; j++) for (let i = 0; i < rows; i++) out[i * columns + j] = part[j * rows + i]!;
  return out;
}

/** out [m, n] += x [m, k] · y [k, n]; four rows of y at a time, so that each pass over `out` does four products. */
function addProduct(out: Float64Array, x: Float64Array, y: Float64Array, k: number, n: number): void {
  for (let row = 0, p = 0; row < out.length; row += n) {
    let q = 0;
    for (; q + 4 <= k; q += 4, p += 4) {
      const [y0, y1, y2, y3] = [q * n, (q + 1) * n, (q + 2) * n, (q + 3) * n];
      const [a0, a1, a2, a3] = [x[p]!, x[p + 1]!, x[p + 2]!, x[p + 3]!];
      for (let j = 0; j < n; j++)
        out[row + j]! += a0 * y[y0 + j]! + a1 * y[y1 + j]! + a2 * y[y2 + j]! + a3 * y[y3 + j]!;
    }
    for (; q < k; q++, p++) for (let j = 0; j < n; j++) out[row + j]! += x[p]! * y[q * n + j]!;
  }
}

const matmulOp = defineOperator<MatmulAttributes>({
  name: 'MatMul',
  infer: ([a, b], { transposeA, transposeB }) => {
    expectFloat('matmul', a!, b!);
    const [m, k] = matrix(a!, transposeA);
    const [k2, n] = matrix(b!, transposeB);
    if (a!.rank < 2 || b!.rank < 2 || k !== k2) throw shapeError('matmul', 'matrices with a common inner size', a!, b!);
    const batch = broadcastShapes('matmul', a!.shape.slice(0, -2), b!.shape.slice(0, -2));
    return { shape: [...batch, m, n], dtype: 'float32' };
  },
  evaluate: ([a, b], { transposeA, transposeB }, shape) => {
    const out = ndarray(shape);
    const [m, k] = matrix(a!, transposeA);
    const n = shape[shape.length - 1]!;
    eachIndex(shape.slice(0, -2), (index, p) => {
      const x = rowsOf(a!.data, batchPosition(a!, index) * m * k, m, k, transposeA);
      const y = rowsOf(b!.data, batchPosition(b!, index) * k * n, k, n, transposeB);
      addProduct(out.data.subarray(p * m * n, (p + 1) * m * n), x, y, k, n);
    });
    return out;
  },
  // C = AB: dA = dC Bᵀ, dB = Aᵀ dC, and the same with either operand transposed
  gradient: (dy, y, i) => {
    const { transposeA: ta, transposeB: tb } = y.attributes as MatmulAttributes;
    const [a, b] = [y.in(0), y.in(1)];
    const g =
      i === 0
        ? ta
          ? matmul(b, dy, { transposeA: tb, transposeB: true })
          : matmul(dy, b, { transposeB: !tb })
        : tb
          ? matmul(dy, a, { transposeA: true, transposeB: ta })
          : matmul(a, dy, { transposeA: !ta });
    return sumTo(g, y.in(i).shape);
  },
  lower: (onnx, [a, b], y) => {
    const { transposeA, transposeB } = y.attributes as MatmulAttributes;
    if (y.in(0).rank === 2 && y.in(1).rank === 2)
      return onnx.node('Gemm', [a!, b!], { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 });
    const swapped = (name: string, x: Tensor, yes: boolean) =>
      yes ? onnx.node('Transpose', [name], { perm: lastTwoSwapped(x.rank) }) : name;
    return onnx.node('MatMul', [swapped(a!, y.in(0), transposeA), swapped(b!, y.in(1), transposeB)]);
  },
});

const lastTwoSwapped = (rank: number) => [...Array(rank - 2).keys(), rank - 1, rank - 2];

/**
 * Matrix product over the last two axes, [.., m, k] by [.., k, n]; leading axes broadcast. Either operand may be taken
 * transposed.
 */
export function matmul(a: Tensor, b: Tensor, options: { transposeA?: boolean; transposeB?: boolean } = {}): Tensor {
  const { transposeA = false, transposeB = false } = options;
  // one matrix for a whole batch: a single product, whose gradient needs no sum over the batch
  if (a.rank > 2 && b.rank === 2 && !transposeA) {
    const rows = a.shape.slice(0, -1);
    const flat = reshape(a, [rows[0] === anyBatch ? anyBatch : sizeOf(rows), a.shape[a.rank - 1]!]);
    const y = apply(matmulOp, [flat, b], { transposeA, transposeB });
    return reshape(y, [...rows, y.shape[1]!]);
  }
  return apply(matmulOp, [a, b], { transposeA, transposeB });
}

/** x with a constant matrix applied along `axis`: out[i] = Σⱼ weight(i, j) x[j], for i < size and j < `from`. */
export function linearMap(
  x: Tensor,
  axis: number,
  size: number,
  weight: (i: number, j: number) => number,
  from: number = x.shape[axis]!,
): Tensor {
  return mapBy(x, axis, matrixOf(size, from, weight));
}

/** The matrix [rows, columns] of such a map. */
export function matrixOf(rows: number, columns: number, weight: (i: number, j: number) => number): NDArray {
  const m = ndarray([rows, columns]);
  for (let i = 0, p = 0; i < rows; i++) for (let j = 0; j < columns; j++, p++) m.data[p] = weight(i, j);
  return m;
}

/** x with a constant matrix [size, from] applied along `axis`, whose length is `from`. */
export function mapBy(x: Tensor, axis: number, m: NDArray): Tensor {
  const [size, from] = m.shape as [number, number];
  const [outer, inner] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const rows = outer[0] === anyBatch ? anyBatch : sizeOf(outer);
  if (inner.length === 0)
    return reshape(matmul(reshape(x, [rows, from]), constant(m), { transposeB: true }), [...outer, size]);
  const columns = reshape(x, [rows, from, sizeOf(inner)]);
  return reshape(matmul(constant(m), columns), [...outer, size, ...inner]);
}

/** The transpose of a matrix, or of each matrix in a batch. */
export const transposeLast = (x: Tensor): Tensor => transpose(x, lastTwoSwapped(x.rank));
