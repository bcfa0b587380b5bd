import type { NoiseKind } from '../nn/index.ts';
import { RandomStream } from '../random/stream.ts';

/** Random numbers that a network takes in sampling; `shape` is that of one example. */
export interface SampleNoise {
  readonly name: string;
  readonly kind: NoiseKind;
  readonly shape: readonly number[];
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, side) => size * side, 1);

/** A float32 array of `[n, …]`. */
export interface Batch {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Latents, with what a generator is told beside them: rows of a one-hot class, or of codes. */
export interface Latents extends Batch {
  readonly told?: Float32Array | undefined;
  /** Of a generator's own noise, where it has any. Default: 0, 1, … */
  readonly seeds?: readonly number[] | undefined;
}

/** The latent of each seed: N(0, 1), from the seed alone, times `truncation`. */
export function latentsOf(seeds: readonly number[], shape: readonly number[], truncation = 1): Float32Array {
  const size = sizeOf(shape);
  const out = new Float32Array(seeds.length * size);
  seeds.forEach((seed, i) => {
    const row = new RandomStream(seed, 'latent').fillNormal(new Float32Array(size));
    for (let k = 0; k < size; k++) out[i * size + k] = row[k]! * truncation;
  });
  return out;
}

/**
 * The random numbers of each seed, as a graph with `noise` takes them: by input, `[n, ...shape]`. They follow from the seed
 * and the input's name alone.
 */
export const sampleNoise = (
  seeds: readonly number[],
  noise: readonly SampleNoise[] = [],
): Readonly<Record<string, { readonly shape: number[]; readonly data: Float32Array }>> =>
  Object.fromEntries(
    noise.map(({ name, kind, shape }) => {
      const size = sizeOf(shape);
      const data = new Float32Array(seeds.length * size);
      seeds.forEach((seed, i) => {
        const random = new RandomStream(seed, name);
        const row = data.subarray(i * size, (i + 1) * size);
        if (kind === 'normal') random.fillNormal(row);
        else random.fillUniform(row);
      });
      return [name, { shape: [seeds.length, ...shape], data }];
    }),
  );
