import { RandomStream } from '../../random/stream.ts';
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

/** What a generator is told beside its latent: codes that take one of so many values each, and continuous ones. */
export interface Codes {
  /** How many values each categorical code has. */
  readonly discrete: readonly number[];
  /** How many continuous codes there are. */
  readonly continuous: number;
}

/** Length of a row of codes: the categorical ones one after the other, one-hot, and then the continuous ones. */
export const codeWidth = ({ discrete, continuous }: Codes): number =>
  discrete.reduce((width, values) => width + values, continuous);

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

/**
 * The codes of samples, a row each: a sample's follow from its seed alone. Of the first categorical code the value is
 * `of` for that sample, or else its seed modulo the number of values.
 */
export function codesOf(seeds: readonly number[], codes: Codes, of: readonly number[] = seeds): Float32Array {
  const { discrete, continuous } = codes;
  const width = codeWidth(codes);
  const out = new Float32Array(seeds.length * width);
  seeds.forEach((seed, i) => {
    const u = new RandomStream(seed, 'codes').fillUniform(new Float32Array(discrete.length + continuous));
    let at = i * width;
    discrete.forEach((values, k) => {
      const value = k === 0 ? of[i]! % values : Math.min(values - 1, Math.floor(u[k]! * values));
      out[at + value] = 1;
      at += values;
    });
    for (let k = 0; k < continuous; k++) out[at + k] = 2 * u[discrete.length + k]! - 1;
  });
  return out;
}
