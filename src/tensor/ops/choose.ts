import {
  apply,
  defineOperator,
  expectType,
  type Shape,
  sameShape,
  shapeError,
  sizeOf,
  type Tensor,
} from '../tensor.ts';
import { concat, expand, reshape } from './layout.ts';
import { constant } from './leaf.ts';
import { slice } from './slice.ts';

const zeros = (shape: Shape): Tensor => expand(constant(0), shape);

const chooseOp = defineOperator({
  name: 'Choose',
  infer: ([condition, a, b]) => {
    expectType('choose', condition!, 'bool');
    if (sizeOf(condition!.shape) !== 1) throw shapeError('choose', 'one condition for all', condition!);
    expectType('choose', b!, a!.dtype);
    if (!sameShape(a!.shape, b!.shape)) throw shapeError('choose', 'two tensors of one shape', a!, b!);
    return { shape: a!.shape, dtype: a!.dtype };
  },
  evaluate: ([condition, a, b]) => (condition!.data[0] ? a! : b!),
  gradient: (dy, y, i) => {
    if (i === 0) return undefined;
    const zero = zeros(dy.shape);
    return i === 1 ? choose(y.in(0), dy, zero) : choose(y.in(0), zero, dy);
  },
  lazy: [1, 2],
  lower: (onnx, [condition], y) =>
    onnx.node('If', [condition!], {
      then_branch: onnx.branch(y.in(1)),
      else_branch: onnx.branch(y.in(2)),
    }),
});
/** condition ? a : b, whole tensors of one shape; what only the other one needs is not computed. */
export const choose = (condition: Tensor, a: Tensor, b: Tensor): Tensor => apply(chooseOp, [condition, a, b], {});

/**
 * Float tensors where the condition holds, and zeros where it does not: then nothing that only they need is computed.
 * They go through one `choose`, so that what they have in common is computed once.
 */
export function onlyIf(condition: Tensor, tensors: readonly Tensor[]): Tensor[] {
  if (tensors.length === 0) return [];
  const sizes = tensors.map((t) => sizeOf(t.shape));
  const whole = concat(
    tensors.map((t, i) => reshape(t, [sizes[i]!])),
    0,
  );
  const chosen = choose(condition, whole, zeros(whole.shape));
  let at = 0;
  return tensors.map((t, i) => {
    const from = at;
    at += sizes[i]!;
    return reshape(slice(chosen, [0], [from], [at]), t.shape);
  });
}
