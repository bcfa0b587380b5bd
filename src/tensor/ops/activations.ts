import { mapArrays } from '../ndarray.ts';
import { apply, defineOperator, sameFloat, shapeError, type Tensor } from '../tensor.ts';
import { unary } from './define.ts';
import { add, exp, greater, mul, neg, sub } from './elementwise.ts';
import { constant } from './leaf.ts';
import { where } from './select.ts';

/** The hyperbolic tangent. */
// tanh' = 1 − tanh²
export const tanh = unary('Tanh', Math.tanh, (dy, _, y) => mul(dy, sub(1, mul(y, y))));
const sigmoidValue = (x: number) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));
/** σ(x) = 1 / (1 + e⁻ˣ), without overflow. */
// σ' = σ (1 − σ)
export const sigmoid = unary('Sigmoid', sigmoidValue, (dy, _, y) => mul(dy, mul(y, sub(1, y))));
/** log(1 + eˣ), without overflow. */
export const softplus = unary(
  'Softplus',
  (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  (dy, x) => mul(dy, sigmoid(x)),
);
function erfValue(x: number): number {
  const a = Math.abs(x);
  if (a > 6) return Math.sign(x);
  // Maclaurin series, Σ (−1)ⁿ x²ⁿ⁺¹ / (n! (2n + 1)), in its all-positive form e^{−x²} Σ 2ⁿ x²ⁿ⁺¹ / (2n + 1)!!
  let term = a;
  let sum = a;
  for (let n = 1; term > 1e-17 * sum; n++) {
    term *= (2 * a * a) / (2 * n + 1);
    sum += term;
  }
  return Math.sign(x) * (2 / Math.sqrt(Math.PI)) * Math.exp(-a * a) * sum;
}
/** The error function, 2/√π ∫₀ˣ e^{−t²} dt. */
// erf' = 2/√π e^{−x²}
export const erf = unary('Erf', erfValue, (dy, x) => mul(dy, mul(2 / Math.sqrt(Math.PI), exp(neg(mul(x, x))))));

/** x > 0 ? 1 : alpha, as a float: the derivative of leaky ReLU. No gradient flows through it. */
const slopeOp = defineOperator<{ alpha: number }>({
  name: 'LeakySlope',
  infer: ([x]) => sameFloat('LeakySlope', x!),
  evaluate: (inputs, { alpha }, shape) => mapArrays((x) => (x > 0 ? 1 : alpha), inputs, shape),
  lower: (onnx, [x], y) => {
    const alpha = y.attributes.alpha as number;
    if (alpha > 1) {
      const positive = onnx.node('Greater', [x!, onnx.scalar(0)]);
      return onnx.node('Where', [positive, onnx.scalar(1), onnx.scalar(alpha)]);
    }
    // any normal x > 0 times 1e38 is at least 1: two plain passes, where Where with scalars is six times slower
    return onnx.node('Clip', [onnx.node('Mul', [x!, onnx.scalar(1e38)]), onnx.scalar(alpha), onnx.scalar(1)]);
  },
});
const leakySlope = (x: Tensor, alpha: number) => apply(slopeOp, [x], { alpha });

const leakyReluOp = defineOperator<{ alpha: number }>({
  name: 'LeakyRelu',
  infer: ([x]) => sameFloat('leakyRelu', x!),
  evaluate: (inputs, { alpha }, shape) => mapArrays((x) => (x > 0 ? x : alpha * x), inputs, shape),
  // y has the sign of x, and is kept anyway
  gradient: (dy, y) => mul(dy, leakySlope(y, y.attributes.alpha as number)),
  lower: (onnx, [x], y) =>
    y.attributes.alpha === 0
      ? onnx.node('Relu', [x!])
      : onnx.node('LeakyRelu', [x!], { alpha: { float: y.attributes.alpha as number } }),
});
/** x > 0 ? x : alpha·x, alpha ≥ 0 (default 0.2); at 0 the gradient is that of the negative side. */
export function leakyRelu(x: Tensor, alpha = 0.2): Tensor {
  if (!(alpha >= 0)) throw shapeError('leakyRelu', `a slope of 0 or more, not ${alpha}`, x);
  return apply(leakyReluOp, [x], { alpha });
}
/** max(x, 0). */
export const relu = (x: Tensor): Tensor => leakyRelu(x, 0);

const eluOp = defineOperator<{ alpha: number }>({
  name: 'Elu',
  infer: ([x]) => sameFloat('elu', x!),
  evaluate: (inputs, { alpha }, shape) => mapArrays((x) => (x > 0 ? x : alpha * Math.expm1(x)), inputs, shape),
  gradient: (dy, y) => mul(dy, where(greater(y, 0), constant(1), add(y, y.attributes.alpha as number))),
  lower: (onnx, [x], y) => onnx.node('Elu', [x!], { alpha: { float: y.attributes.alpha as number } }),
});
/** x > 0 ? x : alpha (eˣ − 1), alpha ≥ 0 (Clevert et al. 2015). */
export function elu(x: Tensor, alpha = 1): Tensor {
  if (!(alpha >= 0)) throw shapeError('elu', `alpha of 0 or more, not ${alpha}`, x);
  return apply(eluOp, [x], { alpha });
}
/** x Φ(x), with the exact normal distribution function (Hendrycks and Gimpel 2016). */
export const gelu = (x: Tensor): Tensor => mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1));
/** x σ(x), also called swish (Ramachandran et al. 2017). */
export const silu = (x: Tensor): Tensor => mul(x, sigmoid(x));
