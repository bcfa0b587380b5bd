import type { Told } from './classes.ts';
import type { Turn } from './game.ts';
import type { Dials, Settings } from './settings.ts';
import type { Seen } from './views.ts';
import type { Watched } from './watch.ts';

/** What the page asks of the worker that trains. */
export type Order =
  /** Begins anew with these settings; `wasm` is the folder with ONNX Runtime's WebAssembly. */
  | { readonly type: 'begin'; readonly settings: Settings; readonly wasm: string }
  | { readonly type: 'dials'; readonly dials: Dials }
  | { readonly type: 'play'; readonly turn: Turn; readonly count: number }
  /** Updates of both follow one another, as fast as can be or slowly, until `pause`, or until so many are done. */
  | { readonly type: 'run'; readonly slowly: boolean; readonly until?: number | undefined }
  | { readonly type: 'pause' }
  | { readonly type: 'undo'; readonly count: number }
  /** Looks at the step that comes next, number by number, and makes none. */
  | { readonly type: 'watch' }
  /** What was seen last is on the screen: there may be more. */
  | { readonly type: 'drawn' };

/** How the samples cover the data's modes; where these are not known, how far samples are from real points. */
export type Coverage =
  | {
      readonly type: 'modes';
      readonly modes: number;
      readonly of: number;
      readonly highQuality: number;
      readonly kl: number;
      /** The share of samples that lie nearest to the mode of their class, where classes are told. */
      readonly asked?: number | undefined;
    }
  | { readonly type: 'distance'; readonly wasserstein: number };

/** What there is to see after some updates. */
export interface View extends Seen {
  /** Which beginning it belongs to: counts the orders to begin. */
  readonly game: number;
  /** Updates done. */
  readonly done: number;
  readonly dLoss: number | undefined;
  readonly gLoss: number | undefined;
  /** D's score between real and generated points, and how far from it most scores lie: what a picture of the surface needs. */
  readonly middle: number;
  readonly spread: number;
  readonly coverage: Coverage;
  readonly real: Float32Array;
  readonly told?: Told | undefined;
  /** Milliseconds that an update took last. */
  readonly pace: number | undefined;
}

/** What the worker says. */
export type News =
  | { readonly type: 'opening'; readonly game: number }
  | {
      readonly type: 'ready';
      readonly game: number;
      readonly device: string;
      readonly weights: readonly [number, number];
    }
  | { readonly type: 'seen'; readonly view: View }
  /** The step that comes next, and what is seen in its middle, when D has learned and G not yet. */
  | { readonly type: 'watched'; readonly watched: Watched; readonly between: View }
  /** A run has done as many updates as it was to. */
  | { readonly type: 'arrived' }
  | { readonly type: 'failed'; readonly message: string; readonly fix: string | undefined };
