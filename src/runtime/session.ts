import type { InferenceSession, OnnxValue, Tensor, TensorConstructor } from 'onnxruntime-common';
import { compile } from '../compile/compile.ts';
import { DuelError } from '../errors.ts';
import { input } from '../tensor/index.ts';
import {
  type ArrayData,
  type Arrays,
  type Device,
  type Engine,
  nextName,
  type Program,
  type StatefulProgram,
  stateOfNext,
} from './engine.ts';

/** The part of ONNX Runtime that Node's and the web's packages share. */
export interface Ort {
  readonly Tensor: TensorConstructor;
  readonly InferenceSession: {
    create(model: Uint8Array, options?: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
}

/** Runs sessions of ONNX Runtime in this thread. */
export class SessionEngine implements Engine {
  readonly device: Device;
  readonly #ort: Ort;
  readonly #options: InferenceSession.SessionOptions;

  constructor(ort: Ort, device: Device, options: InferenceSession.SessionOptions) {
    this.#ort = ort;
    this.device = device;
    this.#options = options;
  }

  async load(model: Uint8Array): Promise<Program> {
    const session = await this.#create(model);
    const ort = this.#ort;
    return {
      run: async (feeds) => toArrays(await guarded(() => session.run(toTensors(ort, feeds, session.inputNames)))),
      close: () => session.release(),
    };
  }

  async loadStateful(model: Uint8Array, state: Arrays): Promise<StatefulProgram> {
    return this.device.kind === 'cpu'
      ? new HostState(this.#ort, await this.#create(model), state)
      : this.#loadOnDevice(model, state);
  }

  async #loadOnDevice(model: Uint8Array, state: Arrays): Promise<StatefulProgram> {
    const location = Object.fromEntries(Object.keys(state).map((n) => [nextName(n), 'gpu-buffer' as const]));
    const session = await this.#create(model, { preferredOutputLocation: location });
    const reader = await this.#create(copyModel(state));
    return new DeviceState(this.#ort, session, reader, state);
  }

  async close(): Promise<void> {}

  #create(model: Uint8Array, extra: InferenceSession.SessionOptions = {}): Promise<InferenceSession> {
    return guarded(() => this.#ort.InferenceSession.create(model, { ...this.#options, ...extra }));
  }
}

/** ONNX Runtime's failures as errors that say what a person can do. */
async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    if (/alloc|memory/i.test(text))
      throw new DuelError('device', 'device/out-of-memory', `the device ran out of memory: ${text}`, {
        fix: 'use a smaller --batch or --resolution',
        cause,
      });
    throw new DuelError('device', 'device/runtime', `ONNX Runtime failed: ${text}`, {
      fix: "'duel doctor' tests every device",
      cause,
    });
  }
}

function toTensors(ort: Ort, feeds: Arrays, names: readonly string[]): Record<string, Tensor> {
  const out: Record<string, Tensor> = {};
  for (const name of names) {
    const a = feeds[name];
    if (!a) throw new DuelError('internal', 'runtime/missing-feed', `the compiled graph needs '${name}'`);
    out[name] = toTensor(ort, a);
  }
  return out;
}

const toTensor = (ort: Ort, { data, shape }: ArrayData): Tensor =>
  data instanceof Float32Array ? new ort.Tensor('float32', data, shape) : new ort.Tensor('int32', data, shape);

const toArray = (v: OnnxValue): ArrayData => {
  const t = v as Tensor;
  return { shape: t.dims, data: t.data as Float32Array };
};
const toArrays = (results: Record<string, OnnxValue>): Arrays =>
  Object.fromEntries(Object.entries(results).map(([k, v]) => [k, toArray(v)]));

/** The outputs of a step that are not state. */
const resultsOf = (outputs: Record<string, OnnxValue>): Arrays =>
  toArrays(Object.fromEntries(Object.entries(outputs).filter(([n]) => stateOfNext(n) === undefined)));

/** State in host memory: two sets of buffers that change places, since an output must never alias an input. */
class HostState implements StatefulProgram {
  readonly #ort: Ort;
  readonly #session: InferenceSession;
  #current: Record<string, Tensor>;
  #spare: Record<string, Tensor>;

  constructor(ort: Ort, session: InferenceSession, state: Arrays) {
    this.#ort = ort;
    this.#session = session;
    const copy = (zero: boolean) =>
      Object.fromEntries(
        Object.entries(state).map(([name, { data, shape }]) => [
          name,
          toTensor(ort, { shape, data: zero ? new Float32Array(data.length) : data.slice() }),
        ]),
      );
    this.#current = copy(false);
    this.#spare = copy(true);
  }

  async step(feeds: Arrays): Promise<Arrays> {
    const fed = Object.fromEntries(Object.entries(feeds).map(([k, v]) => [k, toTensor(this.#ort, v)]));
    const all: Record<string, Tensor> = { ...this.#current, ...fed };
    const inputs = Object.fromEntries(this.#session.inputNames.map((n) => [n, all[n]!]));
    const fetches: Record<string, Tensor | null> = {};
    for (const output of this.#session.outputNames) {
      const name = stateOfNext(output);
      fetches[output] = name === undefined ? null : this.#spare[name]!;
    }
    const outputs = await guarded(() => this.#session.run(inputs, fetches));
    for (const output of this.#session.outputNames) {
      const name = stateOfNext(output);
      if (name === undefined) continue;
      this.#spare[name] = this.#current[name]!;
      this.#current[name] = outputs[output] as Tensor;
    }
    return resultsOf(outputs);
  }

  async readState(): Promise<Arrays> {
    return Object.fromEntries(
      Object.entries(this.#current).map(([n, t]) => [n, { shape: t.dims, data: (t.data as Float32Array).slice() }]),
    );
  }

  close(): Promise<void> {
    return this.#session.release();
  }
}

/** State in the device's memory: outputs stay there and are fed back; each replaced buffer is given free. */
class DeviceState implements StatefulProgram {
  readonly #ort: Ort;
  readonly #session: InferenceSession;
  readonly #reader: InferenceSession;
  readonly #state: Record<string, Tensor>;

  constructor(ort: Ort, session: InferenceSession, reader: InferenceSession, state: Arrays) {
    this.#ort = ort;
    this.#session = session;
    this.#reader = reader;
    this.#state = Object.fromEntries(
      Object.entries(state).map(([n, a]) => [n, toTensor(ort, { shape: a.shape, data: a.data.slice() })]),
    );
  }

  async step(feeds: Arrays): Promise<Arrays> {
    const fed = Object.fromEntries(Object.entries(feeds).map(([k, v]) => [k, toTensor(this.#ort, v)]));
    const all: Record<string, Tensor> = { ...this.#state, ...fed };
    const inputs = Object.fromEntries(this.#session.inputNames.map((n) => [n, all[n]!]));
    const outputs = await guarded(() => this.#session.run(inputs));
    for (const output of this.#session.outputNames) {
      const name = stateOfNext(output);
      if (name === undefined) continue;
      this.#state[name]!.dispose();
      this.#state[name] = outputs[output] as Tensor;
    }
    return resultsOf(outputs);
  }

  // getData() on a GPU tensor aborts Node's process, so a session of Identities brings the values home
  async readState(): Promise<Arrays> {
    const inputs = Object.fromEntries(Object.entries(this.#state));
    const outputs = await guarded(() => this.#reader.run(inputs));
    return Object.fromEntries(
      Object.keys(this.#state).map((n) => {
        const { shape, data } = toArray(outputs[`copy/${n}`]!);
        return [n, { shape, data: data.slice() }];
      }),
    );
  }

  async close(): Promise<void> {
    for (const t of Object.values(this.#state)) t.dispose();
    await this.#session.release();
    await this.#reader.release();
  }
}

const copyModel = (state: Arrays): Uint8Array =>
  compile(Object.fromEntries(Object.entries(state).map(([n, { shape }]) => [`copy/${n}`, input(n, shape)])), {
    convolutions: 'direct',
  }).bytes;
