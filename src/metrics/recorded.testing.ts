import { readFileSync } from 'node:fs';
import type { FeatureCase } from './features/features.testing.ts';
import type { PictureCase } from './pictures/pictures.testing.ts';

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
  readonly votes: readonly {
    readonly sets: readonly [FeatureCase, FeatureCase];
    readonly k: number;
    readonly accuracy: number;
    readonly p: number;
  }[];
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
  readonly slicedWasserstein: readonly {
    readonly sets: readonly [PictureCase, PictureCase];
    readonly seed: number;
    readonly levels: readonly number[];
    readonly mean: number;
  }[];
  /** A number for each pair of pictures. */
  readonly msSsim: readonly {
    readonly sets: readonly [PictureCase, PictureCase];
    readonly scales: number;
    readonly torch: readonly number[];
    readonly piq?: readonly number[];
    readonly pytorchMsssim?: readonly number[];
  }[];
  readonly points: readonly {
    readonly sets: readonly [FeatureCase, FeatureCase];
    readonly w1: number;
    readonly w2: number;
    readonly sigma: number;
    readonly mmd: number;
  }[];
}

export const recorded: Recorded = JSON.parse(readFileSync('test/fixtures/metrics.json', 'utf8'));
