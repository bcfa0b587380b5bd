import { readFileSync } from 'node:fs';
import { RandomStream } from '../../random/stream.ts';
import type { Rows } from '../linear/rows.ts';

/** Name of the stream, rows, width, and what values are multiplied by and shifted by. */
export type FeatureCase = readonly [name: string, n: number, width: number, scale?: number, shift?: number];

/** Features by a formula: the same as `features` in test/fixtures/metrics.py, to the bit. */
export function features(...[name, n, width, scale = 1, shift = 0]: FeatureCase): Rows & { data: Float64Array } {
  const random = new RandomStream(1, name);
  const u = Float64Array.from({ length: n * width }, () => random.uniform());
  const data = new Float64Array(n * width);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < width; j++) {
      const mixed = u[i * width + j]! + 0.5 * u[i * width + ((j + 1) % width)]!;
      data[i * width + j] = scale * mixed * (1 + j / width) + shift * (j % 3);
    }
  return { n, width, data };
}

/** What test/fixtures/metrics.py has recorded. */
export interface Recorded {
  readonly frechet: readonly {
    readonly name: string;
    readonly sets: readonly [FeatureCase, FeatureCase];
    readonly scipy: number;
    readonly torchFidelity: number;
    readonly singularValues: number;
  }[];
  readonly infinity: {
    readonly sets: readonly [FeatureCase, FeatureCase];
    readonly options: { readonly seed: number; readonly points: number; readonly from: number };
    readonly sizes: readonly number[];
    readonly values: readonly number[];
    readonly value: number;
    readonly slope: number;
  };
  readonly spread: {
    readonly sets: readonly [FeatureCase, FeatureCase];
    readonly options: { readonly seed: number; readonly resamples: number };
    readonly deviation: number;
  };
  readonly kernel: {
    readonly sets: readonly [FeatureCase, FeatureCase];
    readonly options: { readonly seed: number; readonly subsets: number; readonly size: number };
    readonly mean: number;
    readonly deviation: number;
  };
  readonly inceptionScore: { readonly logits: FeatureCase; readonly mean: number; readonly deviation: number };
  readonly manifold: readonly {
    readonly name: string;
    readonly sets: readonly [FeatureCase, FeatureCase];
    readonly precision: number;
    readonly recall: number;
    readonly density: number;
    readonly coverage: number;
  }[];
  readonly memorisation: {
    readonly sets: readonly [FeatureCase, FeatureCase, FeatureCase];
    readonly u: number;
    readonly p: number;
    readonly medians: readonly [number, number];
    readonly indices: readonly number[];
  };
  readonly mannWhitney: readonly {
    readonly n: number;
    readonly m: number;
    readonly steps: number;
    readonly by: number;
    readonly u: number;
    readonly p: number;
  }[];
  readonly binomial: readonly (readonly [k: number, n: number, p: number])[];
  readonly normal: readonly (readonly [z: number, p: number])[];
}

export const recorded: Recorded = JSON.parse(readFileSync('test/fixtures/metrics.json', 'utf8'));
