import {
  add,
  apply,
  concat,
  matmul,
  ndarray,
  type Operator,
  operators,
  reshape,
  shapeError,
  type Tensor,
  transpose,
} from '../../tensor/index.ts';
import type { Rule } from '../rewrite.ts';

/** a · b + c, with c either [n], added to each row, or [m, n]: one operator in ONNX, which saves a pass or two. */
export const gemmOp: Operator<{ transposeA: boolean; transposeB: boolean }> = {
  name: 'Gemm',
  infer: ([a, b, c], attributes) => {
    const { rank, shape } = matmul(a!, b!, attributes);
    if (rank !== 2 || c!.shape.join() !== shape.slice(2 - c!.rank).join())
      throw shapeError('gemm', 'two matrices, and a row or a matrix of their product', a!, b!, c!);
    return { shape, dtype: 'float32' };
  },
  evaluate: ([a, b, c], attributes, shape) => {
    const { data } = operators.get('MatMul')!.evaluate([a!, b!], attributes, shape);
    return ndarray(
      shape,
      data.map((v, i) => v + c!.data[i % c!.data.length]!),
    );
  },
  lower: (onnx, inputs, y) => {
    const { transposeA, transposeB } = y.attributes as { transposeA: boolean; transposeB: boolean };
    return onnx.node('Gemm', inputs, { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 });
  },
};

/** Σᵢ aᵢ · bᵢ, each product added to the last as it is made. */
export const sumOfProducts = (pairs: readonly (readonly [Tensor, Tensor])[]): Tensor =>
  pairs
    .slice(1)
    .reduce(
      (sum, [a, b]) => apply(gemmOp, [a, b, sum], { transposeA: false, transposeB: false }),
      matmul(pairs[0]![0], pairs[0]![1]),
    );

const isBias = (t: Tensor, columns: number | undefined) => t.rank === 1 && t.shape[0] === columns && columns !== 1;

/**
 * Lets an added bias sink through what only moves values about, until it reaches the matrix product:
 *
 *     reshape(x) + b → reshape(x + b)    concat(x, y) + b → concat(x + b, y + b)    a · w + b → gemm(a, w, b)
 */
const sinkBias: Rule = {
  name: 'sink-bias',
  apply: (t) => {
    if (t.op.name !== 'Add') return undefined;
    const columns = t.shape[t.rank - 1];
    const [x, bias] = isBias(t.in(1), columns) ? [t.in(0), t.in(1)] : [t.in(1), t.in(0)];
    if (!isBias(bias, columns) || x.rank < 2) return undefined;
    const below = x.inputs[0];
    switch (x.op.name) {
      case 'Reshape':
        return below!.rank >= 2 && below!.shape[below!.rank - 1] === columns
          ? reshape(add(below!, bias), x.shape)
          : undefined;
      case 'Transpose': {
        const permutation = x.attributes.permutation as number[];
        return permutation[x.rank - 1] === x.rank - 1 ? transpose(add(below!, bias), permutation) : undefined;
      }
      case 'Concat':
        return concat(
          x.inputs.map((i) => add(i, bias)),
          x.attributes.axis as number,
        );
      case 'MatMul':
        return x.rank === 2 ? apply(gemmOp, [x.in(0), x.in(1), bias], x.attributes as never) : undefined;
      default:
        return undefined;
    }
  },
};
export const biases: readonly Rule[] = [sinkBias];
