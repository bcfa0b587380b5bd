import type { Losses } from '../shell/losses.ts';
import type { Choices, Subject } from './choices.ts';

/** What a page asks of the worker that trains and has the files. */
export type Order =
  /** Opens the page's files; `wasm` is the folder with ONNX Runtime's WebAssembly. */
  | { readonly type: 'open'; readonly wasm: string }
  | { readonly type: 'begin'; readonly choices: Choices; readonly subject: Subject }
  /** Trains a few steps, to know how long all will take. */
  | { readonly type: 'measure'; readonly choices: Choices; readonly subject: Subject }
  | { readonly type: 'goOn'; readonly run: string; readonly choices: Choices; readonly steps: number }
  | { readonly type: 'pause' }
  | { readonly type: 'look'; readonly run: string }
  | { readonly type: 'download'; readonly run: string }
  | { readonly type: 'upload'; readonly file: File }
  | { readonly type: 'removeRun'; readonly run: string }
  | { readonly type: 'removeData'; readonly data: string }
  | { readonly type: 'bring'; readonly files: readonly Brought[]; readonly subject: Subject };

/** A file that a person has brought, with the folders that it lay in. */
export interface Brought {
  readonly path: string;
  readonly file: File;
}

/** A run as lists show it. */
export interface RunCard {
  readonly id: string;
  readonly status: string;
  readonly step: number;
  readonly steps: number;
}

/** Data that were brought. */
export interface DataCard {
  readonly name: string;
  readonly subject: Subject;
  readonly count: number;
  /** Height, width, channels. */
  readonly shape: readonly [number, number, number];
  readonly hasClasses: boolean;
}

export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly fix: string | undefined;
}

/** What there is of a run when it is opened. */
export interface RunView {
  readonly run: RunCard;
  /** What it learns from. */
  readonly reals: Blob | undefined;
  readonly pictures: readonly Picture[];
  readonly losses: readonly Losses[];
}

/** What G makes of the same latents each time. */
export interface Picture {
  readonly step: number;
  readonly picture: Blob;
}

/** How long a training takes here. */
export interface Estimate {
  /** Milliseconds of a step. */
  readonly pace: number;
  readonly steps: number;
  readonly device: string;
}

/** What the worker is at. */
export type Doing = 'opening' | 'nothing' | 'starting' | 'training' | 'saving' | 'measuring' | 'reading';

/** What the worker says. */
export type News =
  | {
      readonly type: 'opened';
      readonly threads: number;
      /** Why runs are not kept; undefined where they are. */
      readonly notKept: Problem | undefined;
    }
  /** The GPU's name; undefined where there is none. One that is at work answers late. */
  | { readonly type: 'adapter'; readonly gpu: string | undefined }
  | { readonly type: 'shelf'; readonly runs: readonly RunCard[]; readonly data: readonly DataCard[] }
  | { readonly type: 'doing'; readonly doing: Doing }
  | { readonly type: 'view'; readonly view: RunView }
  | {
      readonly type: 'step';
      readonly run: RunCard;
      readonly losses: Losses;
      readonly pace: number;
      readonly secondsLeft: number;
      readonly device: string;
    }
  | { readonly type: 'picture'; readonly run: string; readonly picture: Picture }
  /** The generator as an ONNX file, at its last checkpoint. */
  | { readonly type: 'network'; readonly run: string; readonly step: number; readonly model: Uint8Array<ArrayBuffer> }
  /** Steps of a trial that are done. */
  | { readonly type: 'tried'; readonly steps: number }
  | { readonly type: 'measured'; readonly estimate: Estimate }
  | { readonly type: 'read'; readonly done: number; readonly total: number }
  | { readonly type: 'brought'; readonly data: DataCard; readonly passedOver: number }
  | { readonly type: 'archive'; readonly name: string; readonly archive: Blob }
  | { readonly type: 'said'; readonly message: string }
  | { readonly type: 'failed'; readonly problem: Problem };
