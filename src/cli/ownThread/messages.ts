import type { Signal } from '../train/signals.ts';

/** What the thread of a command tells the main thread. */
export type Told =
  | { readonly type: 'written'; readonly to: 'stdout' | 'stderr'; readonly text: string }
  /** A file or folder that is to be taken away where a signal ends the process, and one that is whole. */
  | { readonly type: 'made' | 'settled'; readonly path: string }
  /** The run that is gone on with. */
  | { readonly type: 'goesOn'; readonly directory: string }
  /** From now on a signal finds something to save. */
  | { readonly type: 'begun'; readonly canBeCut: boolean }
  | { readonly type: 'end'; readonly code: number };

/** What the main thread tells it. */
export interface Stop {
  readonly type: 'stop';
  readonly signal: Signal;
}

/** What it begins with. */
export interface Beginning {
  readonly argv: readonly string[];
  /** The command's own script, by which commands that are advised are spelled. */
  readonly script: string | undefined;
  readonly isTerminal: { readonly stdout: boolean; readonly stderr: boolean };
  /** Columns of the terminal, of one element; it may change. */
  readonly columns: Int32Array<SharedArrayBuffer>;
}
