import { eachIndex, mapArrays, ndarray, pick, stridesOf } from '../ndarray.ts';
import {
  anyBatch,
  apply,
  defineOperator,
  expectType,
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
    if (!shape.every((d, i) => Number.isInteger(d) && (d >= 0 || (i === 0 && d === anyBatch))))
      throw shapeError('reshape', 'whole dimensions, and a symbolic one in the first place alone', shape);
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
/**
 * The same elements in another shape, in row-major order. A symbolic batch stays symbolic, and may take in whole axes
 * ([n, 2, 3] to [n, 3], with twice as large an n) or give them off.
 */
export const reshape = (x: Tensor, shape: Shape): Tensor =>
  sameShape(x.shape, shape) ? x : apply(reshapeOp, [x], { shape });

const transposeOp = defineOperator<{ permutation: readonly number[] }>({
  name: 'Transpose',
  infer: ([x], { permutation }) => {
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
export function transpose(x: Tensor, permutation: readonly number[]): Tensor {
  const list = permutation.map((p) => normalizeAxis('transpose', p, x.shape));
  if (list.length !== x.rank || new Set(list).size !== x.rank)
    throw shapeError('transpose', `a permutation of the axes, not ${permutation.join()}`, x);
  return list.every((p, i) => p === i) ? x : apply(transposeOp, [x], { permutation: list });
}

const expandOp = defineOperator<{ shape: Shape }>({
  name: 'Expand',
  infer: ([x], { shape }) => {
    if (x!.rank !== shape.length || x!.shape.some((d, i) => d !== 1 && d !== shape[i]))
      throw shapeError('expand', 'a shape that the tensor broadcasts to', x!, shape);
    if (shape[0] === anyBatch && x!.shape[0] !== anyBatch)
      throw shapeError('expand', 'a target whose batch is known; add or mul broadcast to a symbolic one', x!, shape);
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
    for (const x of xs) {
      expectType('concat', x, first.dtype);
      if (x.rank !== first.rank || x.shape.some((d, i) => i !== axis && d !== first.shape[i]))
        throw shapeError('concat', `shapes that agree but in axis ${axis}`, ...xs);
    }
    const lengths = xs.map((x) => x.shape[axis]!);
    const symbolic = lengths.filter((d) => d === anyBatch).length;
    if (symbolic > 1) throw shapeError('concat', 'at most one symbolic batch along its axis', ...xs);
    const length = symbolic === 1 ? anyBatch : lengths.reduce((n, d) => n + d, 0);
    const shape = first.shape.map((d, i) => (i === axis ? length : d));
    return { shape, dtype: first.dtype };
  },
  evaluate: (xs, { axis }, shape) => {
    const owner = xs.flatMap((x) => Array.from({ length: x.shape[axis]! }, (_, i) => [x, i] as const));
    const out = ndarray(shape);
    eachIndex(shape, (index, p) => {
      const [x, i] = owner[index[axis]!]!;
      const strides = stridesOf(x.shape);
      out.data[p] = x.data[index.reduce((q, j, d) => q + (d === axis ? i : j) * strides[d]!, 0)]!;
    });
    return out;
  },
  gradient: (dy, y, i) => {
    const axis = y.attributes.axis as number;
    const start = y.inputs.slice(0, i).reduce((n, x) => n + x.shape[axis]!, 0);
    return slice(dy, [axis], [start], [start + y.in(i).shape[axis]!]);
  },
  lower: (onnx, inputs, y) => onnx.node('Concat', inputs, { axis: y.attributes.axis as number }),
});
/** The tensors one after the other along `axis`; one of them may be a symbolic batch; the result's is symbolic then. */
export function concat(xs: readonly Tensor[], axis: number): Tensor {
  const [first] = xs;
  if (!first) throw shapeError('concat', 'at least one tensor');
  return xs.length === 1 ? first : apply(concatOp, xs, { axis: normalizeAxis('concat', axis, first.shape) });
}
