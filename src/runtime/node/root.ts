import { MessageChannel, type MessagePort, Worker, type WorkerOptions } from 'node:worker_threads';
import { probeModel } from '../probe.ts';
import type { Listener, Thread } from '../remote.ts';
import { endThread } from './endThread.ts';

/** What the root thread is started with. */
export interface RootData {
  /** Of the first session. */
  readonly model: Uint8Array;
  /** Of the threads that it starts, with what these are started with. */
  readonly script: string;
  readonly options: WorkerOptions;
}
/** Starts a thread that talks through a port. */
export interface ToRoot {
  readonly id: number;
  readonly port: MessagePort;
}
/** It has begun, or something happened to a thread; `isOver`: nothing follows. */
export type FromRoot =
  | 'ready'
  | { readonly id: number; readonly why: string; readonly cause?: Error; readonly isOver?: true };

interface Started {
  readonly listener: Listener;
  over(): void;
}

/** The one thread of this process that starts those of its devices. It lives as long as the process, whose end it does not hold up. */
class Root {
  /** Resolves when it can start threads; where it cannot, whoever asks it hears why. */
  readonly ready: Promise<unknown>;
  readonly #worker: Worker;
  readonly #started = new Map<number, Started>();
  /** Those that something is awaited of. */
  readonly #held = new Set<number>();
  #ended: { readonly why: string; readonly cause: unknown } | undefined;
  #count = 0;

  constructor(script: URL, data: RootData) {
    this.#worker = new Worker(script, { ...data.options, workerData: data });
    this.ready = new Promise((ready) => {
      this.#worker.once('message', ready);
      this.#worker.once('exit', ready);
    });
    this.#worker.on('message', (message: FromRoot) => {
      if (message === 'ready') return this.#worker.unref();
      const { id, why, cause, isOver } = message;
      const one = this.#started.get(id);
      one?.listener.ended(why, cause);
      if (isOver) one?.over();
    });
    this.#worker.on('error', (cause) => this.#end(`what started it failed: ${cause.message}`, cause));
    this.#worker.on('exit', (code) => this.#end(`what started it ended with exit code ${code}`));
  }

  #end(why: string, cause?: unknown): void {
    if (root === this) root = undefined;
    this.#ended ??= { why, cause };
    for (const { listener, over } of this.#started.values()) {
      listener.ended(why, cause);
      over();
    }
  }

  start(listener: Listener): Thread {
    if (this.#ended) listener.ended(this.#ended.why, this.#ended.cause);
    const id = this.#count++;
    const { port1: here, port2: port } = new MessageChannel();
    const isOver = new Promise<void>((over) => this.#started.set(id, { listener, over }));
    void isOver.then(() => {
      this.#started.delete(id);
      here.close();
    });
    here.on('message', (reply) => listener.reply(reply));
    this.#worker.postMessage({ id, port } satisfies ToRoot, [port]);
    // what becomes of the thread is heard from the root
    const hold = (isHeld: boolean) => {
      if (isHeld) this.#held.add(id);
      else this.#held.delete(id);
      isHeld ? here.ref() : here.unref();
      this.#held.size > 0 ? this.#worker.ref() : this.#worker.unref();
    };
    return {
      post: (call, transfer) => here.postMessage(call, transfer),
      awaited: hold,
      end: async () => {
        if (this.#ended) return;
        hold(true);
        here.postMessage(endThread);
        await isOver;
        hold(false);
      },
    };
  }
}

let root: Root | undefined;

/** The root of this process, which is started where there is none. A process must not end while ONNX Runtime begins. */
export async function rootOf(script: URL, options: WorkerOptions): Promise<Root> {
  root ??= new Root(new URL('./rootThread.js', script), { model: probeModel(), script: script.href, options });
  const one = root;
  await one.ready;
  return one;
}
