import { broadcastPosition, mapArrays, pick, stridesOf } from '../ndarray.ts';
import {
  anyBatch,
  apply,
  broadcastShapes,
  defineOperator,
  normalizeAxes,
  normalizeAxis,
  type Shape,
  sameShape,
  shapeError,
  sizeOf,
  type Tensor,
} from '../tensor.ts';
import { sumTo } from './reduce.ts';
import { slice } from './slice.ts';

const reshapeOp = defineOperator<{ shape: Shape }>({
  name: 'Reshape',
  infer: ([x], { shape }) => {
    const symbolic = x!.shape[0] === anyBatch || shape[0] === anyBatch;
    const from = sizeOf(symbolic ? x!.shape.slice(1) : x!.shape);
    const to = sizeOf(symbolic ? shape.slice(1) : shape);
    const fits = symbolic ? x!.shape[0] === shape[0] && (from % to === 0 || to % from === 0) : from === to;
    if (!fits) throw shapeError('reshape', 'as many elements as before', x!, shape);
    return { shape, dtype: x!.dtype };
  },
  evaluate: ([x], _, shape) => ({ shape, data: x!.data }),
  gradient: (dy, y) => reshape(dy, y.in(0).shape),
  lower: (onnx, [x], y) => onnx.node('Reshape', [x!, onnx.ints(y.shape)]),
});
/** The same elements in another shape. */
export const reshape = (x: Tensor, shape: Shape): Tensor =>
  sameShape(x.shape, shape) ? x : apply(reshapeOp, [x], { shape });

const transposeOp = defineOperator<{ permutation: readonly number[] }>({
  name: 'Transpose',
  infer: ([x], { permutation }) => {
    if (permutation.length !== x!.rank || new Set(normalizeAxes('transpose', permutation, x!.shape)).size !== x!.rank)
      throw shapeError('transpose', `a permutation of the axes, not ${permutation},`, x!);
    return { shape: permutation.map((p) => x!.shape[p]!), dtype: x!.dtype };
  },
  evaluate: ([x], { permutation }, shape) => {
    const strides = stridesOf(x!.shape);
    return pick(x!, shape, (index) => index.reduce((p, i, d) => p + i * strides[permutation[d]!]!, 0));
  },
  gradient: (dy, y) => {
    const p = y.attributes.permutation as number[];
    return transpose(
      dy,
      p.map((_, i) => p.indexOf(i)),
    );
  },
  lower: (onnx, [x], y) => onnx.node('Transpose', [x!], { perm: y.attributes.permutation as number[] }),
});
/** Axis i of the result is axis `permutation[i]` of x. */
export const transpose = (x: Tensor, permutation: readonly number[]): Tensor =>
  permutation.every((p, i) => p === i) ? x : apply(transposeOp, [x], { permutation });

const expandOp = defineOperator<{ shape: Shape }>({
  name: 'Expand',
  infer: ([x], { shape }) => {
    if (!sameShape(broadcastShapes('expand', x!.shape, shape), shape) || x!.rank !== shape.length)
      throw shapeError('expand', 'a shape that the tensor broadcasts to, of the same rank', x!, shape);
    return { shape, dtype: x!.dtype };
  },
  evaluate: (inputs, _, shape) => mapArrays((x) => x, inputs, shape),
  gradient: (dy, y) => sumTo(dy, y.in(0).shape),
  // a 1 in the target keeps a symbolic batch as it is
  lower: (onnx, [x], y) => onnx.node('Expand', [x!, onnx.ints(y.shape.map((d) => (d === anyBatch ? 1 : d)))]),
});
/** x repeated along its axes of length 1, up to `shape`. */
export function expand(x: Tensor, shape: Shape): Tensor {
  const padded = x.rank < shape.length ? reshape(x, [...new Array(shape.length - x.rank).fill(1), ...x.shape]) : x;
  return sameShape(padded.shape, shape) ? padded : apply(expandOp, [padded], { shape });
}

const concatOp = defineOperator<{ axis: number }>({
  name: 'Concat',
  infer: (xs, { axis }) => {
    const first = xs[0]!;
    for (const x of xs)
      if (x.rank !== first.rank || x.shape.some((d, i) => i !== axis && d !== first.shape[i]))
        throw shapeError('concat', `shapes that agree but in axis ${axis}`, ...xs);
    const shape = first.shape.map((d, i) => (i === axis ? xs.reduce((n, x) => n + x.shape[axis]!, 0) : d));
    return { shape, dtype: first.dtype };
  },
  evaluate: (xs, { axis }, shape) => {
    const owner = xs.flatMap((x) => Array.from({ length: x.shape[axis]! }, (_, i) => [x, i] as const));
    const out = { shape, data: new Float64Array(sizeOf(shape)) };
    const positions = mapArrays(() => 0, [], shape);
    let p = 0;
    const strides = stridesOf(shape);
    for (; p < positions.data.length; p++) {
      const index = strides.map((s, d) => Math.floor(p / s) % shape[d]!);
      const [x, i] = owner[index[axis]!]!;
      index[axis] = i;
      out.data[p] = x.data[broadcastPosition(x, index)]!;
    }
    return out;
  },
  gradient: (dy, y, i) => {
    const axis = y.attributes.axis as number;
    const start = y.inputs.slice(0, i).reduce((n, x) => n + x.shape[axis]!, 0);
    return slice(dy, [axis], [start], [start + y.in(i).shape[axis]!]);
  },
  lower: (onnx, inputs, y) => onnx.node('Concat', inputs, { axis: y.attributes.axis as number }),
});
/** The tensors one after the other along `axis`. */
export const concat = (xs: readonly Tensor[], axis: number): Tensor =>
  xs.length === 1 ? xs[0]! : apply(concatOp, xs, { axis: normalizeAxis('concat', axis, xs[0]!.shape) });

export { depthToSpace, spaceToDepth } from './blocks.ts';
export { gather, oneHot } from './gather.ts';
export { type PadMode, pad } from './pad.ts';
export { slice, unslice } from './slice.ts';
