import { RandomStream } from '../../random/stream.ts';

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
