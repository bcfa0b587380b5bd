import { type NDArray, ndarray } from '../ndarray.ts';
import { apply, defineOperator, normalizeAxis, type Shape, sameFloat, type Tensor } from '../tensor.ts';
import { exp, mul, sub } from './elementwise.ts';
import { sum } from './reduce.ts';

/** A copy of x with `f` done to each line along `axis`. */
function alongAxis(x: NDArray, axis: number, shape: Shape, f: (row: Float64Array) => void): NDArray {
  const out = ndarray(shape, x.data);
  const n = shape[axis]!;
  const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const row = new Float64Array(n);
  for (let start = 0; start < out.data.length; start += n * inner)
    for (let k = 0; k < inner; k++) {
      for (let i = 0; i < n; i++) row[i] = out.data[start + i * inner + k]!;
      f(row);
      for (let i = 0; i < n; i++) out.data[start + i * inner + k] = row[i]!;
    }
  return out;
}

function logSoftmaxRow(row: Float64Array): void {
  const top = row.reduce((a, b) => Math.max(a, b));
  const total = top + Math.log(row.reduce((a, b) => a + Math.exp(b - top), 0));
  for (let i = 0; i < row.length; i++) row[i]! -= total;
}

const softmaxOp = defineOperator<{ axis: number }>({
  name: 'Softmax',
  infer: ([x]) => sameFloat('softmax', x!),
  evaluate: ([x], { axis }, shape) =>
    alongAxis(x!, axis, shape, (row) => {
      logSoftmaxRow(row);
      for (let i = 0; i < row.length; i++) row[i] = Math.exp(row[i]!);
    }),
  // dx = y (dy − Σ dy y)
  gradient: (dy, y) => mul(y, sub(dy, sum(mul(dy, y), [y.attributes.axis as number], true))),
  lower: (onnx, [x], y) => onnx.node('Softmax', [x!], { axis: y.attributes.axis as number }),
});
/** exp(x) / Σ exp(x) along `axis` (default: the last). */
export const softmax = (x: Tensor, axis = -1): Tensor =>
  apply(softmaxOp, [x], { axis: normalizeAxis('softmax', axis, x.shape) });

const logSoftmaxOp = defineOperator<{ axis: number }>({
  name: 'LogSoftmax',
  infer: ([x]) => sameFloat('logSoftmax', x!),
  evaluate: ([x], { axis }, shape) => alongAxis(x!, axis, shape, logSoftmaxRow),
  // dx = dy − softmax(x) Σ dy
  gradient: (dy, y) => sub(dy, mul(exp(y), sum(dy, [y.attributes.axis as number], true))),
  // WebGPU has no LogSoftmax
  lower: (onnx, [x], y) => {
    const along = onnx.ints([y.attributes.axis as number]);
    const low = onnx.node('Sub', [x!, onnx.node('ReduceMax', [x!, along])]);
    const total = onnx.node('ReduceSum', [onnx.node('Exp', [low]), along]);
    return onnx.node('Sub', [low, onnx.node('Log', [total])]);
  },
});
/** x − log Σ exp(x) along `axis` (default: the last). */
export const logSoftmax = (x: Tensor, axis = -1): Tensor =>
  apply(logSoftmaxOp, [x], { axis: normalizeAxis('logSoftmax', axis, x.shape) });
