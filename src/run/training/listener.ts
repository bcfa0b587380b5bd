import type { RunEvent } from '../directory/events.ts';

/** Who is told what a run does; may return a promise. */
export type OnRunEvent = (event: RunEvent) => unknown;

/**
 * Tells somebody what happens, and keeps what goes wrong there, thrown at once or in a promise: `signal` then aborts, so
 * that the work can end in good order, and `settled` throws it. After that nothing more is told.
 */
export class Listener {
  readonly #on: OnRunEvent | undefined;
  readonly #pending = new Set<PromiseLike<unknown>>();
  readonly #failing = new AbortController();

  constructor(on: OnRunEvent | undefined) {
    this.#on = on;
  }

  /** Aborts when telling has failed, with what was thrown as its reason. */
  get signal(): AbortSignal {
    return this.#failing.signal;
  }

  readonly tell = (event: RunEvent): void => {
    if (this.signal.aborted) return;
    try {
      const answer = this.#on?.(event) as PromiseLike<unknown> | undefined;
      if (typeof answer?.then === 'function') this.#await(answer);
    } catch (error) {
      this.#failing.abort(error);
    }
  };

  #await(answer: PromiseLike<unknown>): void {
    this.#pending.add(answer);
    answer.then(
      () => this.#pending.delete(answer),
      (error) => {
        this.#pending.delete(answer);
        this.#failing.abort(error);
      },
    );
  }

  /** Waits for what was begun on being told; throws the first thing that went wrong. */
  async settled(): Promise<void> {
    const failed = new Promise((done) => this.signal.addEventListener('abort', done, { once: true }));
    while (this.#pending.size > 0 && !this.signal.aborted)
      await Promise.race([failed, ...this.#pending]).catch(() => {});
    this.signal.throwIfAborted();
  }
}
