import { type NDArray, ndarray } from '../ndarray.ts';
import {
  anyBatch,
  apply,
  defineOperator,
  expectType,
  normalizeAxis,
  type Shape,
  shapeError,
  sizeOf,
  type Tensor,
} from '../tensor.ts';
import { equal } from './elementwise.ts';
import { reshape } from './layout.ts';
import { arange, constantValue } from './leaf.ts';
import { matmul } from './matmul.ts';
import { scatterAdd } from './scatter.ts';
import { toFloat } from './select.ts';

function checkIndices(indices: NDArray, shape: Shape, axis: number): void {
  const wrong = indices.data.find((i) => !(i >= 0 && i < shape[axis]!));
  if (wrong !== undefined && shape[axis] !== anyBatch)
    throw shapeError('gather', `indices below the length of axis ${axis}, not ${wrong}`, shape);
}

/** Elements of the largest mask that a gradient multiplies with: a product keeps all cores busy, a scatter one. */
const largestOneHot = 1 << 18;

const gatherOp = defineOperator<{ axis: number }>({
  name: 'Gather',
  infer: ([x, indices], { axis }) => {
    expectType('gather', indices!, 'int32');
    const known = constantValue(indices!);
    if (known) checkIndices(known, x!.shape, axis);
    return { shape: [...x!.shape.slice(0, axis), ...indices!.shape, ...x!.shape.slice(axis + 1)], dtype: x!.dtype };
  },
  evaluate: ([x, indices], { axis }, shape) => {
    checkIndices(indices!, x!.shape, axis);
    const out = ndarray(shape);
    const length = x!.shape[axis]!;
    const inner = sizeOf(x!.shape.slice(axis + 1));
    let p = 0;
    for (let outer = 0; outer < sizeOf(x!.shape.slice(0, axis)); outer++)
      for (const i of indices!.data) {
        const from = (outer * length + i) * inner;
        out.data.set(x!.data.subarray(from, from + inner), p);
        p += inner;
      }
    return out;
  },
  // rows that were read several times add up: oneHot(indices)ᵀ · dy, where that matrix is not too large
  gradient: (dy, y, i) => {
    if (i === 1) return undefined;
    const axis = y.attributes.axis as number;
    const [x, indices] = [y.in(0), y.in(1)];
    const n = sizeOf(indices.shape);
    if (axis === 0 && n * x.shape[0]! > largestOneHot)
      return scatterAdd(reshape(dy, [n, ...x.shape.slice(1)]), reshape(indices, [n]), x.shape[0]!);
    const [outer, inner] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
    const rows = oneHot(reshape(indices, [n]), x.shape[axis]!);
    const g = reshape(dy, [sizeOf(outer), n, sizeOf(inner)]);
    return reshape(matmul(rows, g, { transposeA: true }), x.shape);
  },
  lower: (onnx, inputs, y) => onnx.node('Gather', inputs, { axis: y.attributes.axis as number }),
});
/** The slices of x at `indices` (int32, any shape, each in [0, length)) along `axis`. */
export const gather = (x: Tensor, indices: Tensor, axis = 0): Tensor =>
  apply(gatherOp, [x, indices], { axis: normalizeAxis('gather', axis, x.shape) });

/** 1 at the index, 0 elsewhere, in a new last axis of `depth`; int32 indices, float32 result. */
export const oneHot = (indices: Tensor, depth: number): Tensor =>
  toFloat(equal(reshape(indices, [...indices.shape, 1]), arange(0, depth)));
