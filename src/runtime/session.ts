import type { InferenceSession, OnnxValue, Tensor, TensorConstructor } from 'onnxruntime-common';
import { compile } from '../compile/compile.ts';
import type { ModelBytes } from '../compile/onnxFormat.ts';
import { withOpenShapes } from '../compile/openShapes.ts';
import { repeated, repeatedName } from '../compile/repeat.ts';
import { DuelError } from '../errors.ts';
import { input } from '../tensor/index.ts';
import { discard } from './discard.ts';
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
import { inTurn } from './inTurn.ts';

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

  async load(model: ModelBytes): Promise<Program> {
    const session = await this.#create(model);
    const ort = this.#ort;
    let held: Record<string, Tensor> = {};
    return {
      run: async (feeds) => toArrays(await guarded(session.run(inputsOf(ort, session, feeds, held)))),
      hold: async (feeds) => {
        held = tensorsOf(ort, feeds);
      },
      close: () => session.release(),
    };
  }

  async loadStateful(model: ModelBytes, state: Arrays): Promise<StatefulProgram> {
    const names = Object.keys(state);
    if (this.device.kind === 'cpu') {
      const open = withOpenShapes(model, names);
      const openRepeated = () => this.#openRepeated(open, names);
      return inTurn(new HostState(this.#ort, await this.#create(open), state, openRepeated));
    }
    // ONNX Runtime's JavaScript keeps outputs on the device for WebGPU alone
    if (this.device.kind !== 'webgpu') return inTurn(new HostState(this.#ort, await this.#create(model), state));
    const location = Object.fromEntries(names.map((n) => [nextName(n), 'gpu-buffer' as const]));
    const session = await this.#create(model, { preferredOutputLocation: location });
    return inTurn(new DeviceState(this.#ort, session, () => this.#create(copyModel(state)), state));
  }

  async close(): Promise<void> {}

  async #openRepeated(step: ModelBytes, state: readonly string[]): Promise<InferenceSession | undefined> {
    const carried = state.map((name) => ({ input: name, output: nextName(name) }));
    const model = repeated(step, carried);
    return model && this.#create(model);
  }

  #create(model: ModelBytes, extra: InferenceSession.SessionOptions = {}): Promise<InferenceSession> {
    return guarded(this.#ort.InferenceSession.create(model, { ...this.#options, ...extra }));
  }
}

/** ONNX Runtime's failures as errors that say what a person can do. */
async function guarded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof DuelError) throw cause;
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

/** A session's inputs: what stands by already, state or what is held, and what is fed. */
function inputsOf(
  ort: Ort,
  { inputNames }: InferenceSession,
  feeds: Arrays,
  state: Readonly<Record<string, Tensor>> = {},
): Record<string, Tensor> {
  const out: Record<string, Tensor> = {};
  for (const name of inputNames) {
    const feed = feeds[name];
    const tensor = state[name] ?? (feed && toTensor(ort, feed));
    if (!tensor) throw new DuelError('internal', 'runtime/missing-feed', `the compiled graph needs '${name}'`);
    out[name] = tensor;
  }
  return out;
}

/** A state needs an output for each of its tensors. */
function checkState(session: InferenceSession, state: Arrays): void {
  const missing = Object.keys(state).find((name) => !session.outputNames.includes(nextName(name)));
  if (missing !== undefined)
    throw new DuelError('internal', 'runtime/missing-state', `the compiled graph does not make '${nextName(missing)}'`);
}

const toTensor = (ort: Ort, { data, shape }: ArrayData): Tensor => {
  if (data instanceof Float64Array) return new ort.Tensor('float64', data, shape);
  return data instanceof Float32Array ? new ort.Tensor('float32', data, shape) : new ort.Tensor('int32', data, shape);
};

const toArray = (v: OnnxValue): ArrayData => {
  const t = v as Tensor;
  return { shape: t.dims, data: t.data as Float32Array };
};
const toArrays = (results: Record<string, OnnxValue>): Arrays =>
  Object.fromEntries(Object.entries(results).map(([k, v]) => [k, toArray(v)]));

/** The outputs of a step that are not state. */
const resultsOf = (outputs: Record<string, OnnxValue>): Arrays =>
  toArrays(Object.fromEntries(Object.entries(outputs).filter(([n]) => stateOfNext(n) === undefined)));

/**
 * State in host memory. Every call makes it anew, and what it was before is given back at once. The model of several steps
 * takes more memory than that of one, as what goes from step to step is copied inside: it is opened once a call has several.
 */
class HostState implements StatefulProgram {
  readonly #ort: Ort;
  #session: InferenceSession;
  /** Whether the session is that of several steps in one call. */
  #repeats = false;
  /** What opens it, until it has been tried; undefined where there is none. */
  #openRepeated: (() => Promise<InferenceSession | undefined>) | undefined;
  readonly #state: Record<string, Tensor>;

  constructor(
    ort: Ort,
    session: InferenceSession,
    state: Arrays,
    openRepeated?: () => Promise<InferenceSession | undefined>,
  ) {
    this.#ort = ort;
    this.#session = session;
    this.#openRepeated = openRepeated;
    checkState(session, state);
    this.#state = tensorsOf(ort, state);
  }

  #named = (name: string): string => (this.#repeats ? repeatedName(name) : name);

  async step(feeds: Arrays): Promise<Arrays> {
    return this.#repeats ? stepOf(await this.#run(stacked(feeds)), 0) : this.#run(feeds);
  }

  async steps(feeds: Arrays, count: number): Promise<Arrays> {
    if (count > 1) await this.#repeat();
    const results = this.#repeats ? await this.#run(feeds) : await oneByOne(this, feeds, count);
    discard(Object.values(feeds).map(({ data }) => data.buffer as ArrayBuffer));
    return results;
  }

  async #repeat(): Promise<void> {
    const session = await this.#openRepeated?.();
    this.#openRepeated = undefined;
    if (!session) return;
    await this.#session.release();
    this.#session = session;
    this.#repeats = true;
  }

  async #run(feeds: Arrays): Promise<Arrays> {
    const renamed = <T>(values: Readonly<Record<string, T>>): Record<string, T> =>
      Object.fromEntries(Object.entries(values).map(([n, v]) => [this.#named(n), v]));
    const inputs = inputsOf(this.#ort, this.#session, renamed(feeds), renamed(this.#state));
    const outputs = await guarded(this.#session.run(inputs));
    const old = Object.values(this.#state).map((t) => (t.data as Float32Array).buffer as ArrayBuffer);
    for (const name of Object.keys(this.#state)) this.#state[name] = outputs[this.#named(nextName(name))] as Tensor;
    discard(old);
    return resultsOf(this.#repeats ? withoutPrefix(outputs) : outputs);
  }

  async readState(): Promise<Arrays> {
    return copiesOf(this.#state);
  }

  lendState<T>(work: (state: Arrays) => Promise<T>): Promise<T> {
    return work(toArrays(this.#state));
  }

  async writeState(state: Arrays): Promise<void> {
    Object.assign(this.#state, tensorsOf(this.#ort, state));
  }

  close(): Promise<void> {
    return this.#session.release();
  }
}

const withoutPrefix = (outputs: Record<string, OnnxValue>): Record<string, OnnxValue> =>
  Object.fromEntries(Object.entries(outputs).map(([n, v]) => [n.slice(repeatedName('').length), v]));

const mapArrays = (arrays: Arrays, change: (a: ArrayData) => ArrayData): Arrays =>
  Object.fromEntries(Object.entries(arrays).map(([n, a]) => [n, change(a)]));
/** Arrays of one step with the axis of the steps in front. */
const stacked = (arrays: Arrays) => mapArrays(arrays, ({ shape, data }) => ({ shape: [1, ...shape], data }));
/** The arrays of step `k` out of several. */
const stepOf = (arrays: Arrays, k: number) =>
  mapArrays(arrays, ({ shape: [count, ...shape], data }) => {
    const size = data.length / count!;
    return { shape, data: data.subarray(k * size, (k + 1) * size) };
  });

/** Several steps as so many calls. */
async function oneByOne(program: Pick<StatefulProgram, 'step'>, feeds: Arrays, count: number): Promise<Arrays> {
  const results: Arrays[] = [];
  for (let k = 0; k < count; k++) results.push(await program.step(stepOf(feeds, k)));
  return Object.fromEntries(
    Object.entries(results[0] ?? {}).map(([n, { shape, data }]) => {
      const whole = new Float32Array(count * data.length);
      results.forEach((r, k) => {
        whole.set(r[n]!.data, k * data.length);
      });
      return [n, { shape: [count, ...shape], data: whole }];
    }),
  );
}

/** State in the device's memory: outputs stay there and are fed back; each replaced buffer is given free. */
class DeviceState implements StatefulProgram {
  readonly #ort: Ort;
  readonly #session: InferenceSession;
  readonly #openReader: () => Promise<InferenceSession>;
  readonly #state: Record<string, Tensor>;
  #reader: Promise<InferenceSession> | undefined;

  constructor(ort: Ort, session: InferenceSession, openReader: () => Promise<InferenceSession>, state: Arrays) {
    checkState(session, state);
    this.#ort = ort;
    this.#session = session;
    this.#openReader = openReader;
    this.#state = tensorsOf(ort, state);
  }

  async step(feeds: Arrays): Promise<Arrays> {
    const outputs = await guarded(this.#session.run(inputsOf(this.#ort, this.#session, feeds, this.#state)));
    for (const name of Object.keys(this.#state)) {
      this.#state[name]!.dispose();
      this.#state[name] = outputs[nextName(name)] as Tensor;
    }
    return resultsOf(outputs);
  }

  steps(feeds: Arrays, count: number): Promise<Arrays> {
    return oneByOne(this, feeds, count);
  }

  // getData() on a GPU tensor aborts Node's process, so a session of Identities brings the values home
  async readState(): Promise<Arrays> {
    if (Object.keys(this.#state).length === 0) return {};
    this.#reader ??= this.#openReader();
    const reader = await this.#reader;
    const outputs = await guarded(reader.run(inputsOf(this.#ort, reader, {}, this.#state)));
    return copiesOf(Object.fromEntries(Object.keys(this.#state).map((n) => [n, outputs[`copy/${n}`]!])));
  }

  async lendState<T>(work: (state: Arrays) => Promise<T>): Promise<T> {
    return work(await this.readState());
  }

  async writeState(state: Arrays): Promise<void> {
    for (const name of Object.keys(state)) this.#state[name]?.dispose();
    Object.assign(this.#state, tensorsOf(this.#ort, state));
  }

  async close(): Promise<void> {
    for (const t of Object.values(this.#state)) t.dispose();
    await this.#session.release();
    await (await this.#reader)?.release();
  }
}

const tensorsOf = (ort: Ort, arrays: Arrays): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(arrays).map(([n, a]) => [n, toTensor(ort, a)]));

const copiesOf = (values: Record<string, OnnxValue>): Arrays =>
  Object.fromEntries(
    Object.entries(values).map(([n, v]) => {
      const { shape, data } = toArray(v);
      return [n, { shape, data: data.slice() }];
    }),
  );

/** Brings a state home: an Identity for each tensor. */
const copyModel = (state: Arrays): ModelBytes =>
  compile(Object.fromEntries(Object.entries(state).map(([n, { shape }]) => [`copy/${n}`, input(n, shape)])), {
    convolutions: 'direct',
  }).bytes;
