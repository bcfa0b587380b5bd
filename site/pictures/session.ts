import { wasmFolder } from '../shell/wasm.ts';
import type { News, Order } from './messages.ts';

/** The worker that trains and has the files, as the page has it at hand. */
export class Session {
  readonly #worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'duel training' });

  constructor(hear: (news: News) => void) {
    this.#worker.onmessage = ({ data }: MessageEvent<News>) => hear(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      const message = event.message || "the training's script did not load";
      hear({ type: 'failed', problem: { code: 'script', message, fix: 'Load the page again' } });
    };
    this.ask({ type: 'open', wasm: wasmFolder() });
  }

  ask(order: Order): void {
    this.#worker.postMessage(order);
  }

  close(): void {
    this.#worker.terminate();
  }
}
