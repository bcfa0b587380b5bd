import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ModelBytes } from '../../compile/onnxFormat.ts';
import { DuelError } from '../../errors.ts';
import type { Arrays, Device, DeviceKind, Engine, OpenOptions, Program, StatefulProgram } from '../engine.ts';
import { type Reply, type Request, type Result, transferable } from '../messages.ts';
import { openHere } from './open.ts';

/**
 * Opens a device in a worker thread: `session.run` blocks the thread that calls it, and the caller's has batches to
 * prepare, signals to hear and a progress line to draw.
 */
export async function openDevice(kind: DeviceKind, options: OpenOptions = {}): Promise<Engine> {
  const script = new URL('./thread.js', import.meta.url);
  // run from TypeScript sources, as tests are, there is no script that a thread could start with
  if (!existsSync(fileURLToPath(script))) return openHere(kind, options);
  // ONNX Runtime stays loaded when the worker ends, and its environment is set where that can be done
  await import('./ort.ts');
  const thread = new Thread(script);
  try {
    const result = await thread.call({ type: 'open', kind, options });
    return new WorkerEngine(thread, (result as { device: Device }).device);
  } catch (e) {
    await thread.end();
    throw e;
  }
}

/** Whether the program is text of the command line, `node --input-type=module -e …`; a thread, a file, takes no such word. */
const isInline = process.execArgv.some((word) => word.startsWith('--input-type'));

/** The thread makes little garbage of its own; by default it would let 48 MiB gather. */
const youngMiB = 4;

/** Numbered calls to the worker and the promises that wait for their answers. */
class Thread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { resolve: (r: Result) => void; reject: (e: unknown) => void }>();
  #count = 0;
  #ended: DuelError | undefined;

  constructor(script: URL) {
    this.#worker = new Worker(script, {
      resourceLimits: { maxYoungGenerationSizeMb: youngMiB },
      ...(isInline && { execArgv: [] }),
    });
    this.#worker.on('message', (reply: Reply) => {
      const call = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if (this.#waiting.size === 0) this.#worker.unref();
      if ('result' in reply) return call?.resolve(reply.result);
      const f = reply.failure;
      call?.reject(new DuelError(f.kind, f.code, f.message, { where: f.where, fix: f.fix, cause: f.stack }));
    });
    this.#worker.on('error', (cause) => this.#stop(`it failed: ${cause.message}`, cause));
    this.#worker.on('exit', (code) => this.#stop(`exit code ${code}`));
  }

  #stop(why: string, cause?: unknown): void {
    this.#ended ??= new DuelError('device', 'device/worker', `the device's thread has ended: ${why}`, { cause });
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }

  call(request: Request, transfer: ArrayBuffer[] = []): Promise<Result> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = this.#count++;
    this.#worker.ref();
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, request }, transfer);
    });
  }

  async end(): Promise<void> {
    this.#ended ??= new DuelError('internal', 'device/closed', 'the device was closed');
    await this.#worker.terminate();
  }
}

class WorkerEngine implements Engine {
  readonly device: Device;
  readonly #thread: Thread;

  constructor(thread: Thread, device: Device) {
    this.#thread = thread;
    this.device = device;
  }

  async load(model: ModelBytes): Promise<Program> {
    const program = await this.#program({ type: 'load', model });
    return { run: (feeds) => this.#arrays({ type: 'run', program, feeds }), close: () => this.#closeProgram(program) };
  }

  async loadStateful(model: ModelBytes, state: Arrays): Promise<StatefulProgram> {
    const program = await this.#program({ type: 'loadStateful', model, state }, transferable(state));
    return {
      // a step's feeds are made for it and given away
      step: (feeds) => this.#arrays({ type: 'step', program, feeds }, transferable(feeds)),
      steps: (feeds, count) => this.#arrays({ type: 'steps', program, feeds, count }, transferable(feeds)),
      readState: () => this.#arrays({ type: 'readState', program }),
      close: () => this.#closeProgram(program),
    };
  }

  close(): Promise<void> {
    return this.#thread.end();
  }

  async #program(request: Request, transfer: ArrayBuffer[] = []): Promise<number> {
    return ((await this.#thread.call(request, transfer)) as { program: number }).program;
  }

  async #arrays(request: Request, transfer: ArrayBuffer[] = []): Promise<Arrays> {
    return ((await this.#thread.call(request, transfer)) as { arrays: Arrays }).arrays;
  }

  async #closeProgram(program: number): Promise<void> {
    await this.#thread.call({ type: 'closeProgram', program });
  }
}
