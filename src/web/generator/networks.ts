import type { Arrays } from '../../runtime/engine.ts';
import type { Answer, Port, Request } from './messages.ts';

/** The text of `host.ts` with all that it imports: put in when the script is bundled. */
declare const duelHostSource: string;

type Wish = Request extends infer R ? (R extends Request ? Omit<R, 'id'> : never) : never;

/** A page's networks in a worker of their own; where none may be made, in the page itself. */
export class Networks {
  readonly #port: Port;
  readonly #end: () => void;
  readonly #waiting = new Map<number, { resolve(arrays: Arrays): void; reject(cause: Error): void }>();
  #next = 0;

  private constructor(port: Port, end: () => void) {
    this.#port = port;
    this.#end = end;
    port.addEventListener('message', ({ data }) => this.#answered(data as Answer));
  }

  /**
   * Opens networks, `run` by their place in the list.
   *
   * @param wasm ONNX Runtime's WebAssembly
   */
  static async open(models: readonly Uint8Array[], wasm: Uint8Array<ArrayBuffer>): Promise<Networks> {
    const url = URL.createObjectURL(new Blob([duelHostSource], { type: 'text/javascript' }));
    try {
      return await Networks.in(await inWorker(url).catch(() => inPage(url)), models, wasm);
    } finally {
      URL.revokeObjectURL(url);
    }
  }

  /** Opens networks where `host.ts` serves already. */
  static async in({ port, end }: Host, models: readonly Uint8Array[], wasm: Uint8Array<ArrayBuffer>) {
    const networks = new Networks(port, end);
    await networks.#ask({ kind: 'open', models, wasm });
    return networks;
  }

  /** Puts others in their place, once what was asked of them is done. */
  async replace(models: readonly Uint8Array[]): Promise<void> {
    await this.#ask({ kind: 'open', models, wasm: new Uint8Array() });
  }

  run(model: number, feeds: Arrays): Promise<Arrays> {
    return this.#ask({ kind: 'run', model, feeds });
  }

  close(): void {
    this.#end();
    for (const { reject } of this.#waiting.values()) reject(new Error('the networks were closed'));
    this.#waiting.clear();
  }

  #ask(wish: Wish): Promise<Arrays> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#port.postMessage({ ...wish, id });
    });
  }

  #answered(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('error' in answer) waiting?.reject(new Error(answer.error));
    else waiting?.resolve(answer.outputs);
  }
}

/** Who runs networks, and what ends it. */
export interface Host {
  readonly port: Port;
  end(): void;
}

/** A worker that has answered; a page's policy may forbid it, which is told by an event alone. */
function inWorker(url: string): Promise<Host> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(url, { type: 'module' });
    const failed = () => reject(new Error('no worker may be made here'));
    worker.addEventListener('error', failed, { once: true });
    const answered = () => {
      worker.removeEventListener('message', answered);
      worker.removeEventListener('error', failed);
      resolve({ port: worker as unknown as Port, end: () => worker.terminate() });
    };
    worker.addEventListener('message', answered);
    worker.postMessage({ kind: 'open', id: -1, models: [], wasm: new Uint8Array() } satisfies Request);
  });
}

async function inPage(url: string): Promise<Host> {
  const { serve } = (await import(/* @vite-ignore */ url)) as { serve(port: Port): void };
  const { port1, port2 } = new MessageChannel();
  serve(port2);
  port1.start();
  port2.start();
  return { port: port1 as unknown as Port, end: () => port1.close() };
}
