import { broadcastPosition, eachIndex, type NDArray, ndarray } from '../ndarray.ts';
import {
  anyBatch,
  apply,
  defineOperator,
  expectFloat,
  normalizeAxes,
  type Shape,
  sameShape,
  shapeError,
  type Tensor,
} from '../tensor.ts';
import { add, div, equal, exp, log, mul, sub } from './elementwise.ts';
import { expand, reshape } from './layout.ts';
import { stopGradient, toFloat } from './select.ts';

const without = (shape: Shape, axes: readonly number[]): Shape => shape.filter((_, i) => !axes.includes(i));
const collapsed = (shape: Shape, axes: readonly number[]): Shape => shape.map((d, i) => (axes.includes(i) ? 1 : d));

function fold(x: NDArray, axes: readonly number[], shape: Shape, start: number, f: (a: number, b: number) => number) {
  const out = ndarray(collapsed(x.shape, axes));
  out.data.fill(start);
  eachIndex(x.shape, (index, p) => {
    const q = broadcastPosition(out, index);
    out.data[q] = f(out.data[q]!, x.data[p]!);
  });
  return { shape, data: out.data };
}

interface ReduceAttributes extends Record<string, unknown> {
  axes: readonly number[];
  keepDims: boolean;
}

function reduction(
  name: string,
  start: number,
  f: (a: number, b: number) => number,
  gradient: (dy: Tensor, x: Tensor, y: Tensor, axes: readonly number[]) => Tensor,
) {
  const op = defineOperator<ReduceAttributes>({
    name,
    infer: ([x], { axes, keepDims }) => {
      expectFloat(name, x!);
      return { shape: keepDims ? collapsed(x!.shape, axes) : without(x!.shape, axes), dtype: 'float32' };
    },
    evaluate: ([x], { axes }, shape) => fold(x!, axes, shape, start, f),
    gradient: (dy, y) => {
      const { axes } = y.attributes as ReduceAttributes;
      const kept = collapsed(y.in(0).shape, axes);
      return gradient(reshape(dy, kept), y.in(0), reshape(y, kept), axes);
    },
    lower: (onnx, [x], y) => {
      const { axes, keepDims } = y.attributes as ReduceAttributes;
      // opset 18: reductions take their axes as an input
      return onnx.node(name, [x!, onnx.ints(axes)], { keepdims: keepDims ? 1 : 0 });
    },
  });
  return (x: Tensor, axes?: readonly number[], keepDims = false): Tensor => {
    const list = normalizeAxes(name, axes, x.shape);
    return list.length === 0 ? x : apply(op, [x], { axes: list, keepDims });
  };
}

/** Sum over `axes` (default: all). */
export const sum = reduction(
  'ReduceSum',
  0,
  (a, b) => a + b,
  (dy, x) => expand(dy, x.shape),
);

/** dy to where x has the extreme value y; equal ones share it. */
function toExtremes(dy: Tensor, x: Tensor, y: Tensor, axes: readonly number[]): Tensor {
  const hit = toFloat(equal(x, y));
  return mul(div(dy, sum(hit, axes, true)), hit);
}
/** Largest value over `axes` (default: all); equal maxima share the gradient. */
export const max = reduction('ReduceMax', Number.NEGATIVE_INFINITY, Math.max, toExtremes);
/** Smallest value over `axes` (default: all); equal minima share the gradient. */
export const min = reduction('ReduceMin', Number.POSITIVE_INFINITY, Math.min, toExtremes);

/** Mean over `axes` (default: all); not over a symbolic batch. */
export function mean(x: Tensor, axes?: readonly number[], keepDims = false): Tensor {
  const list = normalizeAxes('mean', axes, x.shape);
  if (list.some((a) => x.shape[a] === anyBatch)) throw shapeError('mean', 'axes of known length', x);
  const n = list.reduce((k, a) => k * x.shape[a]!, 1);
  return mul(sum(x, list, keepDims), 1 / n);
}

/** dy summed over the axes that broadcasting added, so that it has `shape` again. */
export function sumTo(dy: Tensor, shape: Shape): Tensor {
  if (sameShape(dy.shape, shape)) return dy;
  const offset = dy.rank - shape.length;
  const axes = dy.shape.flatMap((d, i) => (i < offset || (shape[i - offset] === 1 && d !== 1) ? [i] : []));
  return reshape(sum(dy, axes, true), shape);
}

/** log Σ exp(x) over `axes`, without overflow. */
export function logSumExp(x: Tensor, axes?: readonly number[], keepDims = false): Tensor {
  const list = normalizeAxes('logSumExp', axes, x.shape);
  const top = stopGradient(max(x, list, true));
  const kept = add(log(sum(exp(sub(x, top)), list, true)), top);
  return keepDims ? kept : reshape(kept, without(x.shape, list));
}
