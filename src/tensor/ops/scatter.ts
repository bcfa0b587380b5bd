import { ndarray } from '../ndarray.ts';
import { apply, defineOperator, expectFloat, expectType, shapeError, sizeOf, type Tensor } from '../tensor.ts';
import { gather } from './gather.ts';

const scatterAddOp = defineOperator<{ length: number }>({
  name: 'ScatterAdd',
  infer: ([x, indices], { length }) => {
    expectFloat('scatterAdd', x!);
    expectType('scatterAdd', indices!, 'int32');
    if (indices!.rank !== 1 || x!.rank < 1 || x!.shape[0] !== indices!.shape[0])
      throw shapeError('scatterAdd', 'rows [k, …] and indices [k]', x!, indices!);
    return { shape: [length, ...x!.shape.slice(1)], dtype: 'float32' };
  },
  evaluate: ([x, indices], { length }, shape) => {
    const out = ndarray(shape);
    const inner = sizeOf(shape.slice(1));
    indices!.data.forEach((row, k) => {
      if (!(row >= 0 && row < length)) throw shapeError('scatterAdd', `indices below ${length}, not ${row}`, shape);
      for (let j = 0; j < inner; j++) out.data[row * inner + j]! += x!.data[k * inner + j]!;
    });
    return out;
  },
  gradient: (dy, y, i) => (i === 0 ? gather(dy, y.in(1)) : undefined),
  // ScatterND would take whole rows, but its threads race where an index repeats (ONNX Runtime issue 18048);
  // ScatterElements adds in order
  lower: (onnx, [x, indices], y) => {
    const k = y.in(1).shape[0]!;
    const ones = y.shape.slice(1).map(() => 1);
    const column = onnx.node('Reshape', [indices!, onnx.ints([k, ...ones])]);
    const each = ones.length === 0 ? column : onnx.node('Expand', [column, onnx.ints([k, ...y.shape.slice(1)])]);
    const zeros = onnx.node('Expand', [onnx.scalar(0), onnx.ints(y.shape)]);
    return onnx.node('ScatterElements', [zeros, each, x!], { axis: 0, reduction: 'add' });
  },
});
/**
 * Zeros [length, …] to which each row of x [k, …] is added at its index (int32 [k], in [0, length)): the adjoint of
 * gather along the first axis.
 */
export const scatterAdd = (x: Tensor, indices: Tensor, length: number): Tensor =>
  apply(scatterAddOp, [x, indices], { length });
