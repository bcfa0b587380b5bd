import type { ErrorKind } from '../errors.ts';
import type { DataProgressLine } from '../run/dataView/answers.ts';
import type { DataQuery } from '../run/dataView/query.ts';

/** Which data are looked at. */
export interface Looked {
  /** The directory of a run, whose data they are. */
  readonly run?: string | undefined;
  /** A preset's name or a file; absent: data alone. */
  readonly what?: string | undefined;
  /** Options of `duel train`. */
  readonly words: readonly string[];
}

/** What the process that looks at data is told. */
export type ToLooker =
  | { readonly type: 'ask'; readonly id: number; readonly looked: Looked; readonly query: DataQuery }
  | { readonly type: 'stop'; readonly id: number };

/** What is wrong, as an error is printed. */
export interface SaidError {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly message: string;
  readonly where?: string | undefined;
  readonly fix?: string | undefined;
}

/** What it says. */
export type FromLooker =
  | { readonly id: number; readonly type: 'progress'; readonly progress: DataProgressLine }
  | { readonly id: number; readonly type: 'answer'; readonly answer: unknown }
  | { readonly id: number; readonly type: 'error'; readonly error: SaidError };
