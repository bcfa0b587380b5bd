import type { Arrays } from '../../runtime/engine.ts';

/** What a page asks of the worker that holds its networks. */
export type Request =
  | {
      readonly kind: 'open';
      readonly id: number;
      readonly models: readonly Uint8Array[];
      readonly wasm: Uint8Array<ArrayBuffer>;
    }
  | { readonly kind: 'run'; readonly id: number; readonly model: number; readonly feeds: Arrays };

/** What it answers, to the request of the same number. */
export type Answer =
  | { readonly id: number; readonly outputs: Arrays }
  | { readonly id: number; readonly error: string };

/** The end of a worker, or of a channel in the page itself. */
export interface Port {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}
