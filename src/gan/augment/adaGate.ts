import { exp, less, mul, type Operand, sub, type Tensor, where } from '../../tensor/index.ts';

/** Each example's `value` with probability p, else `otherwise`; `gate` is U[0, 1). */
export const gated = (gate: Tensor, p: Operand, value: Tensor, otherwise: number) =>
  where(less(gate, p), value, otherwise);
/** 2ˣ. */
export const exp2 = (x: Tensor) => exp(mul(x, Math.LN2));
/** U[0, 1) to U[−most, most). */
export const around0 = (u: Tensor, most: number) => mul(sub(u, 0.5), 2 * most);
