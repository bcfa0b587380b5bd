import { mapArrays } from '../ndarray.ts';
import {
  apply,
  broadcastShapes,
  type DType,
  defineOperator,
  expectType,
  sameFloat,
  shapeError,
  type Tensor,
} from '../tensor.ts';
import { asTensor, type Operand } from './define.ts';
import { greaterEqual, lessEqual, logicalAnd, mul } from './elementwise.ts';
import { constant } from './leaf.ts';
import { sumTo } from './reduce.ts';

const clipOp = defineOperator<{ min: number; max: number }>({
  name: 'Clip',
  infer: ([x]) => sameFloat('clip', x!),
  evaluate: (inputs, { min, max }, shape) => mapArrays((x) => Math.min(Math.max(x, min), max), inputs, shape),
  gradient: (dy, y) => {
    const { min, max } = y.attributes as { min: number; max: number };
    const x = y.in(0);
    return mul(dy, toFloat(logicalAnd(greaterEqual(x, min), lessEqual(x, max))));
  },
  lower: (onnx, [x], y) =>
    onnx.node('Clip', [x!, onnx.scalar(y.attributes.min as number), onnx.scalar(y.attributes.max as number)]),
});
/** x limited to [min, max]; no gradient flows outside. */
export function clip(x: Tensor, min: number, max: number): Tensor {
  if (!(min <= max)) throw shapeError('clip', `min ≤ max, not ${min} and ${max}`, x);
  return apply(clipOp, [x], { min, max });
}

const whereOp = defineOperator({
  name: 'Where',
  infer: ([mask, a, b]) => {
    expectType('where', mask!, 'bool');
    expectType('where', b!, a!.dtype);
    const shape = broadcastShapes('where', mask!.shape, broadcastShapes('where', a!.shape, b!.shape));
    return { shape, dtype: a!.dtype };
  },
  evaluate: (inputs, _, shape) => mapArrays((m, a, b) => (m ? a! : b!) as number, inputs, shape),
  gradient: (dy, y, i) => {
    if (i === 0) return undefined;
    const zero = constant(0);
    const part = i === 1 ? where(y.in(0), dy, zero) : where(y.in(0), zero, dy);
    return sumTo(part, y.in(i).shape);
  },
  lower: (onnx, inputs) => onnx.node('Where', inputs),
});
/** mask ? a : b, element by element, with broadcasting. */
export const where = (mask: Tensor, a: Operand, b: Operand): Tensor =>
  apply(whereOp, [mask, asTensor(a, b), asTensor(b, a)], {});

const onnxType: Record<DType, number> = { float32: 1, int32: 6, bool: 9 };
const castOp = defineOperator<{ to: DType }>({
  name: 'Cast',
  infer: ([x], { to }) => ({ shape: x!.shape, dtype: to }),
  evaluate: (inputs, { to }, shape) =>
    mapArrays((x) => (to === 'float32' ? x : to === 'int32' ? Math.trunc(x) : Number(x !== 0)), inputs, shape),
  lower: (onnx, [x], y) => onnx.node('Cast', [x!], { to: onnxType[y.dtype] }),
});
/** The same values in another element type; no gradient flows. */
export const cast = (x: Tensor, to: DType): Tensor => (x.dtype === to ? x : apply(castOp, [x], { to }));
/** Masks as 0 and 1, integers as floats. */
export const toFloat = (x: Tensor): Tensor => cast(x, 'float32');

const stopGradientOp = defineOperator({
  name: 'StopGradient',
  infer: ([x]) => ({ shape: x!.shape, dtype: x!.dtype }),
  evaluate: ([x]) => x!,
  lower: (_, [x]) => x!,
});
/** x itself, through which no gradient flows. */
export const stopGradient = (x: Tensor): Tensor => apply(stopGradientOp, [x], {});
