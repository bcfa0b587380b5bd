import {
  add,
  arange,
  cast,
  concat,
  equal,
  floor,
  logSoftmax,
  mean,
  minimum,
  mul,
  neg,
  reshape,
  slice,
  square,
  sub,
  sum,
  type Tensor,
  toFloat,
} from '../../tensor/index.ts';
import type { Codes } from './codes.ts';

/** One-hot rows [n, values] of int32 numbers. */
export const oneHotRows = (indices: Tensor, values: number): Tensor =>
  toFloat(equal(reshape(indices, [indices.shape[0]!, 1]), reshape(arange(0, values), [1, values])));

/** U[0, 1) to one-hot rows, every value as likely. */
export function evenRows(u: Tensor, values: number): Tensor {
  // float32 may round u · values up to values
  return oneHotRows(cast(minimum(floor(mul(u, values)), values - 1), 'int32'), values);
}

/** Columns `from` to `to` of a matrix. */
const columns = (x: Tensor, from: number, to: number): Tensor => slice(x, [1], [from], [to]);

/** Codes [n, codeWidth] from U[0, 1) [n, one for each code]: categorical ones even, continuous ones U[−1, 1). */
export function codesFrom(u: Tensor, { discrete, continuous }: Codes): Tensor {
  const categorical = discrete.map((values, i) => evenRows(columns(u, i, i + 1), values));
  if (continuous === 0) return concat(categorical, 1);
  const rest = columns(u, discrete.length, discrete.length + continuous);
  return concat([...categorical, sub(mul(rest, 2), 1)], 1);
}

/** How badly Q reads codes, by kind; each undefined where there are none of that kind. */
export interface CodeLosses {
  /** −E[log softmax(q)_c], summed over the categorical codes, in nats. */
  readonly discrete: Tensor | undefined;
  /** ½ E[(c − q)²], summed over the continuous codes: −log of a Gaussian of variance 1, but for its constant. */
  readonly continuous: Tensor | undefined;
}

/** −E[log Q(c|x)] of codes [n, codeWidth], where Q says logits and means `q` [n, codeWidth]. */
export function codeLosses(q: Tensor, codes: Tensor, { discrete, continuous }: Codes): CodeLosses {
  const starts = discrete.map((_, i) => discrete.slice(0, i).reduce((a, b) => a + b, 0));
  const named = discrete.map((values, i) => {
    const [from, to] = [starts[i]!, starts[i]! + values];
    return neg(mean(sum(mul(logSoftmax(columns(q, from, to)), columns(codes, from, to)), [1])));
  });
  const last = (rows: Tensor) => columns(rows, rows.shape[1]! - continuous, rows.shape[1]!);
  return {
    discrete: named.length > 0 ? named.reduce((a, b) => add(a, b)) : undefined,
    continuous: continuous > 0 ? mul(mean(sum(square(sub(last(codes), last(q))), [1])), 0.5) : undefined,
  };
}
