import { type NDArray, ndarray, ndscalar } from '../ndarray.ts';
import { apply, type DType, defineOperator, type Shape, type Tensor } from '../tensor.ts';

const unreachable = () => {
  throw new Error('an input has no value of its own');
};

const inputOp = defineOperator<{ name: string; shape: Shape; dtype: DType }>({
  name: 'Input',
  infer: (_, { shape, dtype }) => ({ shape, dtype }),
  evaluate: unreachable,
  lower: unreachable,
});

/** A value that is fed when the graph runs. Names are unique in a graph. */
export const input = (name: string, shape: Shape, dtype: DType = 'float32'): Tensor =>
  apply(inputOp, [], { name, shape, dtype });

/** The name of an input tensor, or undefined for any other. */
export const inputName = (t: Tensor): string | undefined =>
  t.op.name === 'Input' ? (t.attributes.name as string) : undefined;

const constantOp = defineOperator<{ value: NDArray; dtype: DType }>({
  name: 'Constant',
  infer: (_, { value, dtype }) => ({ shape: value.shape, dtype }),
  evaluate: (_, { value }) => value,
  lower: (onnx, _, y) => onnx.constant(y.attributes.value as NDArray, y.dtype),
});

/** A constant tensor: a number (shape `[]`) or an array with its shape. */
export function constant(value: number | NDArray, dtype: DType = 'float32'): Tensor {
  return apply(constantOp, [], { value: typeof value === 'number' ? ndscalar(value) : value, dtype });
}

/** The value of a constant tensor, or undefined for any other. */
export const constantValue = (t: Tensor): NDArray | undefined =>
  t.op.name === 'Constant' ? (t.attributes.value as NDArray) : undefined;

/** The integers start, start + 1, …, end − 1, as int32. */
export const arange = (start: number, end: number): Tensor =>
  constant(
    ndarray(
      [end - start],
      Array.from({ length: end - start }, (_, i) => start + i),
    ),
    'int32',
  );
