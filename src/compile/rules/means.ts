import { apply, constantValue, ndarray, type Operator, operators } from '../../tensor/index.ts';
import type { Rule } from '../rewrite.ts';

/** The mean over axes: ONNX' own, which divides by the size that an operand has when it runs. */
const meanOp: Operator<{ axes: readonly number[]; keepDims: boolean }> = {
  name: 'ReduceMean',
  infer: (inputs, attributes) => operators.get('ReduceSum')!.infer(inputs, attributes),
  evaluate: ([x], attributes, shape) => {
    const { data } = operators.get('ReduceSum')!.evaluate([x!], attributes, shape);
    const count = x!.data.length / data.length;
    return ndarray(
      shape,
      data.map((v) => v / count),
    );
  },
  lower: (onnx, [x], y) => {
    const { axes, keepDims } = y.attributes as { axes: readonly number[]; keepDims: boolean };
    return onnx.node('ReduceMean', [x!, onnx.ints(axes)], { keepdims: keepDims ? 1 : 0 });
  },
};

/**
 * A sum over axes times one part of their length, which is a number in the graph, as a mean:
 *
 *     sum(x, axes) · 1/n → mean(x, axes)
 *
 * Without the number the graph means the same for pictures of any size.
 */
const meanOfSum: Rule = {
  name: 'mean-of-sum',
  apply: (t) => {
    if (t.op.name !== 'Mul') return undefined;
    const [sum, c] = t.in(0).op.name === 'ReduceSum' ? [t.in(0), t.in(1)] : [t.in(1), t.in(0)];
    const value = sum.op.name === 'ReduceSum' ? constantValue(c) : undefined;
    if (value?.data.length !== 1 || c.rank > 0) return undefined;
    const { axes } = sum.attributes as { axes: readonly number[] };
    const n = axes.reduce((product, axis) => product * sum.in(0).shape[axis]!, 1);
    if (Math.abs(value.data[0]! * n - 1) > 1e-7) return undefined;
    return apply(meanOp, [sum.in(0)], sum.attributes as { axes: readonly number[]; keepDims: boolean });
  },
};
export const means: readonly Rule[] = [meanOfSum];
