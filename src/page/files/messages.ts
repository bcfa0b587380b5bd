import type { Change } from './changes.ts';

/** What the page says to the thread that keeps its files. */
export type ToKeeper =
  | { readonly type: 'begin'; readonly folder: string }
  | { readonly type: 'changes'; readonly changes: readonly Change[] }
  | { readonly type: 'flush'; readonly id: number };

/** What the thread says to the page: everything before a flush is kept; something could not be. */
export type FromKeeper =
  | { readonly type: 'flushed'; readonly id: number }
  | { readonly type: 'failed'; readonly full: boolean; readonly message: string };
