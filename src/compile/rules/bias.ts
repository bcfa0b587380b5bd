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

/** a · b + bias, the bias [n] added to each row: one operator in ONNX, which saves a pass over the result. */
export const gemmOp: Operator<{ transposeA: boolean; transposeB: boolean }> = {
  name: 'Gemm',
  infer: ([a, b, bias], attributes) => {
    const product = matmul(a!, b!, attributes);
    if (product.rank !== 2 || bias!.rank !== 1 || bias!.shape[0] !== product.shape[1])
      throw shapeError('gemm', 'two matrices and a bias for each column', a!, b!, bias!);
    return { shape: product.shape, dtype: 'float32' };
  },
  evaluate: ([a, b, bias], attributes, shape) => {
    const { data } = operators.get('MatMul')!.evaluate([a!, b!], attributes, shape);
    return ndarray(
      shape,
      data.map((v, i) => v + bias!.data[i % bias!.data.length]!),
    );
  },
  lower: (onnx, inputs, y) => {
    const { transposeA, transposeB } = y.attributes as { transposeA: boolean; transposeB: boolean };
    return onnx.node('Gemm', inputs, { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 });
  },
};

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
