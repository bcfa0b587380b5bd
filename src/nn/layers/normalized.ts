import { add, apply, defineOperator, div, mul, sqrt, square, sub, sumTo, type Tensor } from '../../tensor/index.ts';

/** What is normalised over the axes that `variance` lacks, or has with length 1. */
interface Normalized {
  readonly x: Tensor;
  /** x − mean(x). */
  readonly centred: Tensor;
  readonly variance: Tensor;
  /** γ, the same for all that share a variance. */
  readonly gain: Tensor;
  /** β, the same for all that share a variance; default 0. */
  readonly shift?: Tensor | undefined;
}

/** γ (x − mean) / √(variance + ε) + β, with a gradient of its own. */
export function normalized({ x, centred, variance, gain, shift }: Normalized, epsilon: number): Tensor {
  const inverse = div(1, sqrt(add(variance, epsilon)));
  const scaled = mul(centred, mul(gain, inverse));
  const parts = [x, gain, centred, inverse];
  return shift
    ? apply(normalizedOp, [add(scaled, shift), ...parts, shift], {})
    : apply(normalizedOp, [scaled, ...parts], {});
}

/**
 * y = γ r c + β, where c = x − mean(x), r = 1 / √(var(x) + ε): its first input, computed elsewhere, with a gradient that
 * takes 7 passes over memory where the chain rule through mean and variance takes 10.
 *
 *     dβ = Σ dy      dγ = r Σ dy c      dx = γ r (dy − Σ dy / N − c r² Σ dy c / N)
 *
 * Sums are over the N numbers that share a mean. It consists of tensors that depend on x by the ordinary rules, so that
 * it differentiates again.
 */
const normalizedOp = defineOperator({
  name: 'Normalized',
  infer: ([y]) => ({ shape: y!.shape, dtype: y!.dtype }),
  evaluate: ([y]) => y!,
  gradient: (dy, y, i) => {
    if (i === 0) return undefined;
    const [x, gain, centred, inverse] = [y.in(1), y.in(2), y.in(3), y.in(4)];
    const total = sumTo(dy, inverse.shape);
    if (i === 5) return sumTo(total, y.in(5).shape);
    const agreement = sumTo(mul(dy, centred), inverse.shape);
    if (i === 2) return sumTo(mul(agreement, inverse), gain.shape);
    if (i !== 1) return undefined;
    const share = inverse.shape.reduce((n, d) => n * d, 1) / x.shape.reduce((n, d) => n * d, 1);
    const along = mul(centred, mul(mul(square(inverse), agreement), share));
    const around = sub(dy, mul(total, share));
    return mul(sub(around, along), mul(gain, inverse));
  },
  lower: (_, [y]) => y!,
});
