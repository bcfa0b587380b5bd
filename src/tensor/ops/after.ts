import { apply, defineOperator, expectFloat, shapeError, type Tensor } from '../tensor.ts';

const afterOp = defineOperator({
  name: 'After',
  infer: ([x, ...earlier]) => {
    expectFloat('after', ...earlier);
    if (x!.rank === 0) throw shapeError('after', 'a tensor with an axis', x!);
    return { shape: x!.shape, dtype: x!.dtype };
  },
  evaluate: ([x]) => x!,
  gradient: (dy, _, i) => (i === 0 ? dy : undefined),
  lower: (onnx, [x, ...earlier]) => {
    if (earlier.length === 0) return x!;
    const firsts = earlier.map((e) =>
      onnx.node('Slice', [onnx.node('Reshape', [e, onnx.ints([-1])]), onnx.ints([0]), onnx.ints([1])]),
    );
    const one = firsts.reduce((a, b) => onnx.node('Add', [a, b]));
    // the place of the largest of one number is 0, whatever the number; no optimizer of graphs knows that
    const start = onnx.node('ArgMax', [one], { axis: 0, keepdims: 1 });
    return onnx.node('Slice', [x!, start, onnx.ints([2 ** 31 - 1]), onnx.ints([0])]);
  },
});
/**
 * x itself, but not before all of `earlier` (floats, of one number or more) have been computed: what is made from it can then
 * use the memory that they no longer need. Costs a copy of x.
 */
export const after = (x: Tensor, earlier: readonly Tensor[]): Tensor => apply(afterOp, [x, ...earlier], {});
