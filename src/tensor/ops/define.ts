import { mapArrays } from '../ndarray.ts';
import {
  apply,
  broadcastShapes,
  type DType,
  defineOperator,
  expectType,
  type OnnxWriter,
  shapeError,
  type Tensor,
} from '../tensor.ts';
import { constant } from './leaf.ts';
import { sumTo } from './reduce.ts';

/** A tensor, or a number that becomes a scalar constant. */
export type Operand = Tensor | number;

/** A number as a scalar constant of the type of what it is combined with. */
export const asTensor = (x: Operand, like?: Operand): Tensor =>
  typeof x === 'number' ? constant(x, typeof like === 'object' ? like.dtype : 'float32') : x;

/** An operator on one float tensor: a scalar function, its derivative times dy, and its ONNX form. */
export function unary(
  name: string,
  evaluate: (x: number) => number,
  gradient: ((dy: Tensor, x: Tensor, y: Tensor) => Tensor) | undefined,
  lower: (onnx: OnnxWriter, x: string) => string = (onnx, x) => onnx.node(name, [x]),
) {
  const op = defineOperator({
    name,
    infer: ([x]) => {
      expectType(name, x!, 'float32');
      return { shape: x!.shape, dtype: x!.dtype };
    },
    evaluate: (inputs, _, shape) => mapArrays(evaluate, inputs, shape),
    ...(gradient && { gradient: (dy: Tensor, y: Tensor) => gradient(dy, y.in(0), y) }),
    lower: (onnx, [x]) => lower(onnx, x!),
  });
  return (x: Operand): Tensor => apply(op, [asTensor(x)], {});
}

/** What a binary operator takes and makes; by default numbers, and the same type as its operands. */
interface BinaryTypes {
  readonly takes?: readonly DType[];
  readonly makes?: DType;
}

/** An operator on two tensors that broadcast; each gradient is summed back to its operand's shape. */
export function binary(
  name: string,
  evaluate: (a: number, b: number) => number,
  gradients: readonly ((dy: Tensor, a: Tensor, b: Tensor, y: Tensor) => Tensor)[],
  { takes = ['float32', 'int32'], makes }: BinaryTypes = {},
) {
  const op = defineOperator({
    name,
    infer: ([a, b]) => {
      for (const x of [a!, b!]) expectType(name, x, ...takes);
      if (a!.dtype !== b!.dtype)
        throw shapeError(name, `operands of one type, not ${a!.dtype} and ${b!.dtype}`, a!, b!);
      return { shape: broadcastShapes(name, a!.shape, b!.shape), dtype: makes ?? a!.dtype };
    },
    evaluate: (inputs, _, shape) => mapArrays(evaluate, inputs, shape),
    ...(gradients.length > 0 && {
      gradient: (dy: Tensor, y: Tensor, i: number) => sumTo(gradients[i]!(dy, y.in(0), y.in(1), y), y.in(i).shape),
    }),
    lower: (onnx, inputs) => onnx.node(name, inputs),
  });
  return (a: Operand, b: Operand): Tensor => apply(op, [asTensor(a, b), asTensor(b, a)], {});
}
