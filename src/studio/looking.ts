import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { DuelError } from '../errors.ts';
import type { DataProgressLine } from '../run/dataView/answers.ts';
import type { DataQuery } from '../run/dataView/query.ts';
import type { FromLooker, Looked, ToLooker } from './dataMessages.ts';

const script = fileURLToPath(new URL('../../dist/cli/dataView/process.js', import.meta.url));
/** Questions that are worked at, at a time. */
const mostAsked = 16;
/** Milliseconds after which a process that nobody asks is let go, with the data that it holds. */
const patience = 120_000;

interface Waiting {
  readonly done: (answer: unknown) => void;
  readonly failed: (cause: unknown) => void;
  readonly onProgress: (progress: DataProgressLine) => void;
}

/**
 * Looks at data by a process of its own, which holds those that are looked at: what it reads keeps nobody waiting here, and
 * where it fails for want of memory the studio stands.
 */
export class Looking {
  #child: ChildProcess | undefined;
  #last = 0;
  #idle: NodeJS.Timeout | undefined;
  readonly #waiting = new Map<number, Waiting>();

  /**
   * The answer to a question about data.
   *
   * @throws DuelError what is wrong with them; the signal's reason where that aborts, which ends the work
   */
  async ask(
    looked: Looked,
    query: DataQuery,
    { signal, onProgress = () => {} }: { signal: AbortSignal; onProgress?: Waiting['onProgress'] },
  ): Promise<unknown> {
    signal.throwIfAborted();
    if (this.#waiting.size >= mostAsked)
      throw new DuelError('usage', 'studio/busy', 'the studio looks at other data already', {
        fix: 'wait for that, and look again',
      });
    clearTimeout(this.#idle);
    const child = this.#running();
    const id = ++this.#last;
    const stop = () => child.connected && child.send({ type: 'stop', id } satisfies ToLooker);
    try {
      return await new Promise((done, failed) => {
        this.#waiting.set(id, { done, failed, onProgress });
        signal.addEventListener('abort', stop, { once: true });
        child.send({ type: 'ask', id, looked, query } satisfies ToLooker);
      });
    } catch (cause) {
      signal.throwIfAborted();
      throw cause;
    } finally {
      signal.removeEventListener('abort', stop);
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) this.#idle = setTimeout(() => this.close(), patience).unref();
    }
  }

  /** Ends the process, and whatever it is at. */
  close(): void {
    clearTimeout(this.#idle);
    if (this.#child?.connected) this.#child.disconnect();
    this.#child = undefined;
  }

  #running(): ChildProcess {
    if (this.#child?.connected) return this.#child;
    const child = fork(script, [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [] });
    this.#child = child;
    // it ends with whoever started it
    child.unref();
    child.channel?.unref();
    child.on('message', (said) => this.#hear(said as FromLooker));
    const ended = () => {
      if (this.#child === child) this.#child = undefined;
      for (const { failed } of this.#waiting.values()) failed(gone());
    };
    child.once('error', ended);
    child.once('exit', ended);
    return child;
  }

  #hear(said: FromLooker): void {
    const waiting = this.#waiting.get(said.id);
    if (!waiting) return;
    if (said.type === 'progress') waiting.onProgress(said.progress);
    else if (said.type === 'answer') waiting.done(said.answer);
    else {
      const { kind, code, message, where, fix } = said.error;
      waiting.failed(new DuelError(kind, code, message, { where, fix }));
    }
  }
}

const gone = () =>
  new DuelError('internal', 'studio/no-answer', 'the process that looked at the data has ended', {
    fix: 'look again; duel data check says in a terminal what is wrong with data',
  });
