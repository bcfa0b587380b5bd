import type { ModelBytes } from '../compile/onnxFormat.ts';
import { DuelError } from '../errors.ts';
import type { Arrays, Device, DeviceKind, Engine, OpenOptions, Program, StatefulProgram } from './engine.ts';
import { inTurn } from './inTurn.ts';
import { type Call, type Reply, type Request, type Result, transferable } from './messages.ts';

/** A thread that answers calls, of Node or of a page. */
export interface Thread {
  post(call: Call, transfer: ArrayBuffer[]): void;
  /** Whether anybody waits for an answer: only then need it keep the process alive. */
  awaited(isAwaited: boolean): void;
  end(): Promise<void> | void;
}

/** Who hears what a thread says. */
export interface Listener {
  reply(reply: Reply): void;
  /** It ended by itself, and why. */
  ended(why: string, cause?: unknown): void;
}

/** Opens a device in a thread, and ends the thread where that fails. */
export async function openIn(
  start: (listener: Listener) => Thread,
  kind: DeviceKind,
  options: OpenOptions,
): Promise<Engine> {
  const calls = new Calls(start);
  try {
    const result = await calls.call({ type: 'open', kind, options });
    return new RemoteEngine(calls, (result as { device: Device }).device);
  } catch (e) {
    await calls.end();
    throw e;
  }
}

/** Numbered calls to a thread and the promises that wait for their answers. */
class Calls implements Listener {
  readonly #thread: Thread;
  readonly #waiting = new Map<number, { resolve: (r: Result) => void; reject: (e: unknown) => void }>();
  #count = 0;
  #ended: DuelError | undefined;

  constructor(start: (listener: Listener) => Thread) {
    this.#thread = start(this);
  }

  reply(reply: Reply): void {
    const call = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    // that it ends is awaited too
    if (this.#waiting.size === 0 && !this.#ended) this.#thread.awaited(false);
    if ('result' in reply) {
      call?.resolve(reply.result);
      return;
    }
    const f = reply.failure;
    call?.reject(new DuelError(f.kind, f.code, f.message, { where: f.where, fix: f.fix, cause: f.stack }));
  }

  ended(why: string, cause?: unknown): void {
    this.#stop(new DuelError('device', 'device/worker', `the device's thread has ended: ${why}`, { cause }));
  }

  #stop(reason: DuelError): void {
    this.#ended ??= reason;
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }

  call(request: Request, transfer: ArrayBuffer[] = []): Promise<Result> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = this.#count++;
    this.#thread.awaited(true);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#thread.post({ id, request }, transfer);
    });
  }

  async end(): Promise<void> {
    this.#ended ??= new DuelError('internal', 'device/closed', 'the device was closed');
    await this.#thread.end();
    this.#stop(this.#ended);
  }
}

/** A device in another thread. */
class RemoteEngine implements Engine {
  readonly device: Device;
  readonly #calls: Calls;

  constructor(calls: Calls, device: Device) {
    this.#calls = calls;
    this.device = device;
  }

  async load(model: ModelBytes): Promise<Program> {
    const program = await this.#program({ type: 'load', model });
    return {
      run: (feeds) => this.#arrays({ type: 'run', program, feeds }),
      hold: async (feeds) => {
        await this.#calls.call({ type: 'hold', program, feeds });
      },
      close: () => this.#closeProgram(program),
    };
  }

  async loadStateful(model: ModelBytes, state: Arrays): Promise<StatefulProgram> {
    const program = await this.#program({ type: 'loadStateful', model, state }, transferable(state));
    return inTurn({
      // a step's feeds are made for it and given away
      step: (feeds) => this.#arrays({ type: 'step', program, feeds }, transferable(feeds)),
      steps: (feeds, count) => this.#arrays({ type: 'steps', program, feeds, count }, transferable(feeds)),
      readState: () => this.#arrays({ type: 'readState', program }),
      lendState: (work) => this.#lent(program, work),
      writeState: async (state) => {
        await this.#calls.call({ type: 'writeState', program, state }, transferable(state));
      },
      close: () => this.#closeProgram(program),
    });
  }

  async #lent<T>(program: number, work: (state: Arrays) => Promise<T>): Promise<T> {
    const state = await this.#arrays({ type: 'lendState', program });
    const returned = () => this.#calls.call({ type: 'returnState', program, state }, transferable(state));
    let result: T;
    try {
      result = await work(state);
    } catch (error) {
      // what the work threw is what is told
      await returned().catch(() => {});
      throw error;
    }
    await returned();
    return result;
  }

  close(): Promise<void> {
    return this.#calls.end();
  }

  async #program(request: Request, transfer: ArrayBuffer[] = []): Promise<number> {
    return ((await this.#calls.call(request, transfer)) as { program: number }).program;
  }

  async #arrays(request: Request, transfer: ArrayBuffer[] = []): Promise<Arrays> {
    return ((await this.#calls.call(request, transfer)) as { arrays: Arrays }).arrays;
  }

  async #closeProgram(program: number): Promise<void> {
    await this.#calls.call({ type: 'closeProgram', program });
  }
}
