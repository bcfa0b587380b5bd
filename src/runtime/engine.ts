import type { ModelBytes } from '../compile/onnxFormat.ts';

/**
 * What the rest of Duel knows of a runtime: models go in as ONNX bytes, arrays come out. One interface for sessions in
 * this thread, in a worker thread, on the CPU or on a GPU.
 */
export interface ArrayData {
  readonly shape: readonly number[];
  /** Only models of products in float64 (`productModel`) take and give arrays of float64. */
  readonly data: Float32Array | Int32Array | Float64Array;
}
export type Arrays = Readonly<Record<string, ArrayData>>;

export const deviceKinds = ['cpu', 'webgpu', 'cuda'] as const;
export type DeviceKind = (typeof deviceKinds)[number];

/** Where a run computes: what `run.json` records. */
export interface Device {
  readonly kind: DeviceKind;
  /** The GPU's name, or the software that plays it; absent on the CPU and where nothing tells. */
  readonly adapter?: string;
  /** Threads of the CPU's operators. Results are reproducible to the bit for a given number. */
  readonly threads: number;
  /** Whether nothing was chosen to suit the machine. */
  readonly deterministic?: true;
  /**
   * Whether numbers below 2⁻¹²⁶ count as 0 (FTZ and DAZ). Processors take many times as long for them, and a network whose
   * gradients vanish has a great many.
   */
  readonly flushToZero?: true;
}

export interface OpenOptions {
  /** Threads of the CPU's operators; default: as many as the process may use, with `deterministic` 2. */
  readonly threads?: number | undefined;
  /**
   * Chooses nothing to suit the machine: neither the number of threads, by which sums are split, nor the layouts that
   * ONNX Runtime takes for a processor. What is left is rounding in the kernels of different kinds of processors.
   * Default false.
   */
  readonly deterministic?: boolean | undefined;
  /** Has numbers below 2⁻¹²⁶ count as 0 where the CPU can do so. Default true; false for runs that were begun without. */
  readonly flushToZero?: boolean | undefined;
}

/**
 * A compiled function of (state, feeds) whose state stays where it is used between calls.
 * Each state tensor NAME has an output `next/NAME` that replaces it; all other outputs are results.
 */
export interface StatefulProgram {
  /** One call: state moves on, the other outputs come back. The feeds are given away: make them anew for each call. */
  step(feeds: Arrays): Promise<Arrays>;
  /**
   * `count` calls in one, with the same results to the bit: every feed and every result has a first axis of `count`.
   * The feeds are given away here too.
   * On the CPU the state is copied at the edges of a call, so that many short steps in one call take less time.
   */
  steps(feeds: Arrays, count: number): Promise<Arrays>;
  /** A copy of the state. */
  readState(): Promise<Arrays>;
  /**
   * Lends the state to `work`, which reads it and changes nothing: where it lies in host memory it is the state itself,
   * which for large networks is a copy less. Calls that are made meanwhile wait until `work` is done; it must not wait for
   * one of them.
   */
  lendState<T>(work: (state: Arrays) => Promise<T>): Promise<T>;
  /** Goes on from another state. Its arrays are given away. */
  writeState(state: Arrays): Promise<void>;
  close(): Promise<void>;
}

/** A compiled pure function. */
export interface Program {
  run(feeds: Arrays): Promise<Arrays>;
  /**
   * Feeds for all later runs, such as a network's weights, in place of those held before. They stay the caller's, and may
   * not change as long as they are held.
   */
  hold(feeds: Arrays): Promise<void>;
  close(): Promise<void>;
}

export interface Engine {
  readonly device: Device;
  load(model: ModelBytes): Promise<Program>;
  /** The state's arrays are given away: copy what you still need of them. */
  loadStateful(model: ModelBytes, state: Arrays): Promise<StatefulProgram>;
  /** Ends the device's thread, where it has one. Close programs first. */
  close(): Promise<void>;
}

/** The output that becomes the next value of a state tensor. */
export const nextName = (name: string): string => `next/${name}`;
export const stateOfNext = (output: string): string | undefined =>
  output.startsWith('next/') ? output.slice(5) : undefined;
