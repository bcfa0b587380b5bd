import { setImmediate as soon } from './timers.ts';

// Stands for node:timers/promises in a page.

export const setImmediate = (): Promise<void> => new Promise(soon);

/** Rejects with the signal's reason where that aborts before. */
export const setTimeout = <T>(milliseconds: number, value?: T, { signal }: { signal?: AbortSignal } = {}): Promise<T> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stopped = () => {
      globalThis.clearTimeout(timer);
      reject(signal!.reason);
    };
    const timer = globalThis.setTimeout(() => {
      signal?.removeEventListener('abort', stopped);
      resolve(value as T);
    }, milliseconds);
    signal?.addEventListener('abort', stopped, { once: true });
  });
