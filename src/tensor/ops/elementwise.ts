import type { Tensor } from '../tensor.ts';
import { binary, unary } from './define.ts';
import { sumTo } from './reduce.ts';
import { toFloat } from './select.ts';

/** a + b, element by element, with NumPy's broadcasting as in all operators of two tensors. */
// d(a + b) = da + db
export const add = binary('Add', (a, b) => a + b, [(dy) => dy, (dy) => dy]);
/** a − b. */
// d(a − b) = da − db
export const sub = binary('Sub', (a, b) => a - b, [(dy) => dy, (dy, _, b) => neg(sumTo(dy, b.shape))]);
/** a · b, element by element. */
// d(ab) = b da + a db
export const mul = binary('Mul', (a, b) => a * b, [(dy, _, b) => mul(dy, b), (dy, a) => mul(dy, a)]);
/** a / b. */
// d(a/b) = da/b − (a/b) db/b
export const div = binary(
  'Div',
  (a, b) => a / b,
  // what broadcasting repeated is summed first, so that the rest is small
  [(dy, _, b) => div(dy, b), (dy, _, b, y) => neg(div(sumTo(mul(dy, y), b.shape), b))],
  { takes: ['float32'] },
);
/** aᵇ; the gradient of the exponent needs a > 0. */
// d(aᵇ) = b aᵇ⁻¹ da + aᵇ ln a db
export const pow = binary(
  'Pow',
  (a, b) => a ** b,
  [(dy, a, b) => mul(dy, mul(b, pow(a, sub(b, 1)))), (dy, a, _, y) => mul(dy, mul(y, log(a)))],
  { takes: ['float32'] },
);
/** The larger of a and b; where they are equal, each gets half the gradient, as in PyTorch. */
export const maximum = binary('Max', Math.max, [
  (dy, a, b) => mul(dy, share(a, b)),
  (dy, a, b) => mul(dy, share(b, a)),
]);
/** The smaller of a and b; where they are equal, each gets half the gradient. */
export const minimum = binary('Min', Math.min, [
  (dy, a, b) => mul(dy, share(b, a)),
  (dy, a, b) => mul(dy, share(a, b)),
]);
/** 1 where a > b, ½ where a = b, else 0. */
const share = (a: Tensor, b: Tensor) => mul(add(toFloat(greater(a, b)), toFloat(greaterEqual(a, b))), 0.5);

/** a = b, as a mask. */
export const equal = binary('Equal', (a, b) => Number(a === b), [], {
  takes: ['float32', 'int32', 'bool'],
  makes: 'bool',
});
/** a > b, as a mask. */
export const greater = binary('Greater', (a, b) => Number(a > b), [], { makes: 'bool' });
/** a ≥ b, as a mask. */
export const greaterEqual = binary('GreaterOrEqual', (a, b) => Number(a >= b), [], { makes: 'bool' });
/** a < b, as a mask. */
export const less = binary('Less', (a, b) => Number(a < b), [], { makes: 'bool' });
/** a ≤ b, as a mask. */
export const lessEqual = binary('LessOrEqual', (a, b) => Number(a <= b), [], { makes: 'bool' });
/** Both masks. */
export const logicalAnd = binary('And', (a, b) => Number(a !== 0 && b !== 0), [], { takes: ['bool'] });

/** −x. */
export const neg = unary(
  'Neg',
  (x) => -x,
  (dy) => neg(dy),
);
/** eˣ. */
export const exp = unary('Exp', Math.exp, (dy, _, y) => mul(dy, y));
/** The natural logarithm; x > 0. */
export const log = unary('Log', Math.log, (dy, x) => div(dy, x));
/** sin x, x in radians. */
export const sin = unary('Sin', Math.sin, (dy, x) => mul(dy, cos(x)));
/** cos x, x in radians. */
export const cos = unary('Cos', Math.cos, (dy, x) => neg(mul(dy, sin(x))));
/** √x; the gradient is infinite at 0, so add a small number to a sum of squares. */
// d√x = dx / 2√x
export const sqrt = unary('Sqrt', Math.sqrt, (dy, _, y) => div(mul(dy, 0.5), y));
/** |x|; the gradient at 0 is 0. */
export const abs = unary('Abs', Math.abs, (dy, x) => mul(dy, sign(x)));
/** −1, 0 or 1; no gradient flows. */
// WebGPU has no Sign; any normal x > 0 times 1e38 is at least 1
export const sign = unary('Sign', Math.sign, undefined, (onnx, x) =>
  onnx.node('Clip', [onnx.node('Mul', [x, onnx.scalar(1e38)]), onnx.scalar(-1), onnx.scalar(1)]),
);
/** The largest whole number not above x; no gradient flows. */
export const floor = unary('Floor', Math.floor, undefined);
/** x². */
export const square = (x: Tensor): Tensor => mul(x, x);
