import { mapArrays } from '../ndarray.ts';
import {
  apply,
  broadcastShapes,
  type DType,
  defineOperator,
  type OnnxWriter,
  shapeError,
  type Tensor,
} from '../tensor.ts';
import { constant } from './leaf.ts';
import { sumTo } from './reduce.ts';

/** A tensor, or a number that becomes a scalar constant. */
export type Operand = Tensor | number;
export const asTensor = (x: Operand): Tensor => (typeof x === 'number' ? constant(x) : x);

/** An operator on one tensor: a scalar function, its derivative times dy, and its ONNX form. */
function unary(
  name: string,
  evaluate: (x: number) => number,
  gradient: ((dy: Tensor, x: Tensor, y: Tensor) => Tensor) | undefined,
  lower: (onnx: OnnxWriter, x: string) => string = (onnx, x) => onnx.node(name, [x]),
) {
  const op = defineOperator({
    name,
    infer: ([x]) => ({ shape: x!.shape, dtype: x!.dtype }),
    evaluate: (inputs, _, shape) => mapArrays(evaluate, inputs, shape),
    ...(gradient && { gradient: (dy: Tensor, y: Tensor) => gradient(dy, y.in(0), y) }),
    lower: (onnx, [x]) => lower(onnx, x!),
  });
  return (x: Operand): Tensor => apply(op, [asTensor(x)], {});
}

/** An operator on two tensors that broadcast; each gradient is summed back to its operand's shape. */
function binary(
  name: string,
  evaluate: (a: number, b: number) => number,
  gradients: readonly ((dy: Tensor, a: Tensor, b: Tensor, y: Tensor) => Tensor)[],
  result?: DType,
) {
  const op = defineOperator({
    name,
    infer: ([a, b]) => {
      if (a!.dtype !== b!.dtype)
        throw shapeError(name, `operands of one type, not ${a!.dtype} and ${b!.dtype},`, a!, b!);
      return { shape: broadcastShapes(name, a!.shape, b!.shape), dtype: result ?? a!.dtype };
    },
    evaluate: (inputs, _, shape) => mapArrays(evaluate, inputs, shape),
    ...(gradients.length > 0 && {
      gradient: (dy: Tensor, y: Tensor, i: number) => sumTo(gradients[i]!(dy, y.in(0), y.in(1), y), y.in(i).shape),
    }),
    lower: (onnx, inputs) => onnx.node(name, inputs),
  });
  return (a: Operand, b: Operand): Tensor => apply(op, [asTensor(a), asTensor(b)], {});
}

// d(a + b) = da + db
export const add = binary('Add', (a, b) => a + b, [(dy) => dy, (dy) => dy]);
// d(a − b) = da − db
export const sub = binary('Sub', (a, b) => a - b, [(dy) => dy, (dy) => neg(dy)]);
// d(ab) = b da + a db
export const mul = binary('Mul', (a, b) => a * b, [(dy, _, b) => mul(dy, b), (dy, a) => mul(dy, a)]);
// d(a/b) = da/b − (a/b) db/b
export const div = binary('Div', (a, b) => a / b, [(dy, _, b) => div(dy, b), (dy, _, b, y) => neg(div(mul(dy, y), b))]);
// d(aᵇ) = b aᵇ⁻¹ da + aᵇ ln a db
export const pow = binary('Pow', (a, b) => a ** b, [
  (dy, a, b) => mul(dy, mul(b, pow(a, sub(b, 1)))),
  (dy, a, _, y) => mul(dy, mul(y, log(a))),
]);
// ties send half to each operand, as in PyTorch
export const maximum = binary('Max', Math.max, [
  (dy, a, b) => mul(dy, share(a, b)),
  (dy, a, b) => mul(dy, share(b, a)),
]);
export const minimum = binary('Min', Math.min, [
  (dy, a, b) => mul(dy, share(b, a)),
  (dy, a, b) => mul(dy, share(a, b)),
]);
/** 1 where a > b, ½ where a = b, else 0. */
const share = (a: Tensor, b: Tensor) => mul(add(toFloat(greater(a, b)), toFloat(greaterEqual(a, b))), 0.5);

export const equal = binary('Equal', (a, b) => Number(a === b), [], 'bool');
export const greater = binary('Greater', (a, b) => Number(a > b), [], 'bool');
export const greaterEqual = binary('GreaterOrEqual', (a, b) => Number(a >= b), [], 'bool');
export const less = binary('Less', (a, b) => Number(a < b), [], 'bool');
export const lessEqual = binary('LessOrEqual', (a, b) => Number(a <= b), [], 'bool');
export const logicalAnd = binary('And', (a, b) => Number(a !== 0 && b !== 0), [], 'bool');

export const neg = unary(
  'Neg',
  (x) => -x,
  (dy) => neg(dy),
);
export const exp = unary('Exp', Math.exp, (dy, _, y) => mul(dy, y));
export const log = unary('Log', Math.log, (dy, x) => div(dy, x));
// d√x = dx / 2√x
export const sqrt = unary('Sqrt', Math.sqrt, (dy, _, y) => div(mul(dy, 0.5), y));
export const abs = unary('Abs', Math.abs, (dy, x) => mul(dy, sign(x)));
export const sign = unary('Sign', Math.sign, undefined);
export const floor = unary('Floor', Math.floor, undefined);
export const square = (x: Tensor): Tensor => mul(x, x);

// tanh' = 1 − tanh²
export const tanh = unary('Tanh', Math.tanh, (dy, _, y) => mul(dy, sub(1, mul(y, y))));
const sigmoidValue = (x: number) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));
// σ' = σ (1 − σ)
export const sigmoid = unary('Sigmoid', sigmoidValue, (dy, _, y) => mul(dy, mul(y, sub(1, y))));
/** log(1 + eˣ), without overflow. */
export const softplus = unary(
  'Softplus',
  (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  (dy, x) => mul(dy, sigmoid(x)),
);
/** Abramowitz and Stegun's series and continued fraction are not needed: erf is the integral of its derivative. */
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
// erf' = 2/√π e^{−x²}
export const erf = unary('Erf', erfValue, (dy, x) => mul(dy, mul(2 / Math.sqrt(Math.PI), exp(neg(mul(x, x))))));

/** x > 0 ? 1 : alpha, as a float: the derivative of leaky ReLU. No gradient flows through it. */
const slopeOp = defineOperator<{ alpha: number }>({
  name: 'LeakySlope',
  infer: ([x]) => ({ shape: x!.shape, dtype: 'float32' }),
  evaluate: (inputs, { alpha }, shape) => mapArrays((x) => (x > 0 ? 1 : alpha), inputs, shape),
  lower: (onnx, [x], y) =>
    onnx.node('Where', [
      onnx.node('Greater', [x!, onnx.scalar(0)]),
      onnx.scalar(1),
      onnx.scalar(y.attributes.alpha as number),
    ]),
});
const leakySlope = (x: Tensor, alpha: number) => apply(slopeOp, [x], { alpha });

const leakyReluOp = defineOperator<{ alpha: number }>({
  name: 'LeakyRelu',
  infer: ([x]) => ({ shape: x!.shape, dtype: 'float32' }),
  evaluate: (inputs, { alpha }, shape) => mapArrays((x) => (x > 0 ? x : alpha * x), inputs, shape),
  // y has the sign of x, and is kept anyway
  gradient: (dy, y) => mul(dy, leakySlope(y, y.attributes.alpha as number)),
  lower: (onnx, [x], y) =>
    y.attributes.alpha === 0
      ? onnx.node('Relu', [x!])
      : onnx.node('LeakyRelu', [x!], { alpha: { float: y.attributes.alpha as number } }),
});
/** x > 0 ? x : alpha·x, alpha ≥ 0 (default 0.2). */
export function leakyRelu(x: Tensor, alpha = 0.2): Tensor {
  if (!(alpha >= 0)) throw shapeError('leakyRelu', `a slope of 0 or more, not ${alpha},`, x);
  return apply(leakyReluOp, [x], { alpha });
}
export const relu = (x: Tensor): Tensor => leakyRelu(x, 0);

/** x > 0 ? x : alpha (eˣ − 1). */
const eluOp = defineOperator<{ alpha: number }>({
  name: 'Elu',
  infer: ([x]) => ({ shape: x!.shape, dtype: 'float32' }),
  evaluate: (inputs, { alpha }, shape) => mapArrays((x) => (x > 0 ? x : alpha * Math.expm1(x)), inputs, shape),
  gradient: (dy, y) => mul(dy, where(greater(y, 0), constant(1), add(y, y.attributes.alpha as number))),
  lower: (onnx, [x], y) => onnx.node('Elu', [x!], { alpha: { float: y.attributes.alpha as number } }),
});
export const elu = (x: Tensor, alpha = 1): Tensor => apply(eluOp, [x], { alpha });
/** x Φ(x), with the exact normal distribution function (Hendrycks and Gimpel 2016). */
export const gelu = (x: Tensor): Tensor => mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1));
/** x σ(x), also called swish. */
export const silu = (x: Tensor): Tensor => mul(x, sigmoid(x));

const clipOp = defineOperator<{ min: number; max: number }>({
  name: 'Clip',
  infer: ([x]) => ({ shape: x!.shape, dtype: 'float32' }),
  evaluate: (inputs, { min, max }, shape) => mapArrays((x) => Math.min(Math.max(x, min), max), inputs, shape),
  gradient: (dy, y) => {
    const { min, max } = y.attributes as { min: number; max: number };
    const x = y.in(0);
    return mul(dy, toFloat(logicalAnd(greaterEqual(x, min), lessEqual(x, max))));
  },
  lower: (onnx, [x], y) =>
    onnx.node('Clip', [x!, onnx.scalar(y.attributes.min as number), onnx.scalar(y.attributes.max as number)]),
});
/** x limited to [min, max]; no gradient outside. */
export const clip = (x: Tensor, min: number, max: number): Tensor => apply(clipOp, [x], { min, max });

const whereOp = defineOperator({
  name: 'Where',
  infer: ([mask, a, b]) => {
    if (mask!.dtype !== 'bool') throw shapeError('where', `a bool mask, not ${mask!.dtype},`, mask!);
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
  apply(whereOp, [mask, asTensor(a), asTensor(b)], {});

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
export const toFloat = (x: Tensor): Tensor => cast(x, 'float32');

const stopGradientOp = defineOperator({
  name: 'StopGradient',
  infer: ([x]) => ({ shape: x!.shape, dtype: x!.dtype }),
  evaluate: ([x]) => x!,
  lower: (_, [x]) => x!,
});
/** x itself, through which no gradient flows. */
export const stopGradient = (x: Tensor): Tensor => apply(stopGradientOp, [x], {});
