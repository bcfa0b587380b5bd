import { env, type InferenceSession } from 'onnxruntime-common';
import type { Device, DeviceKind, Engine, OpenOptions } from '../engine.ts';
import { probe } from '../probe.ts';
import { SessionEngine } from '../session.ts';
import { commonOptions } from '../sessionOptions.ts';
import { adapterName } from './adapter.ts';
import { loadOrt, type WasmSource } from './ort.ts';
import { assertSame, assertThreads, defaultThreads } from './threads.ts';
import { unavailable } from './unavailable.ts';

export interface WebOpenOptions extends OpenOptions {
  /** Where ONNX Runtime's WebAssembly lies. Default: beside the script. */
  readonly wasm?: WasmSource | undefined;
}

/**
 * Opens a device in this thread: WebAssembly on the CPU, or WebGPU with the state kept in its memory. A step blocks the
 * thread meanwhile; `openDevice` in worker.ts opens it in a worker, which leaves a page free.
 *
 * The number of threads of the CPU's operators holds from the first session of a page or worker on. Where nothing is
 * asked for, later ones take what there is.
 *
 * @throws DuelError `device/unavailable`, and `device/threads` where others were asked for than there are
 */
export async function openHere(kind: DeviceKind, options: WebOpenOptions = {}): Promise<Engine> {
  const { deterministic = false, wasm } = options;
  assertThreads(options.threads);
  if (kind === 'cuda') throw unavailable(kind);
  const adapter = kind === 'webgpu' ? await adapterName() : undefined;
  if (kind === 'webgpu' && adapter === undefined) throw unavailable(kind);

  const wanted = options.threads ?? (deterministic ? Math.min(2, defaultThreads()) : defaultThreads());
  const { ort, threads } = await loadOrt(kind, wanted, wasm).catch((cause) => {
    throw unavailable(kind, cause);
  });
  if (options.threads !== undefined) assertSame(options.threads, threads);
  const device: Device = {
    kind,
    threads,
    ...(adapter !== undefined && { adapter }),
    ...(deterministic && { deterministic }),
  };
  const engine = new SessionEngine(ort, device, sessionOptions(device));
  await probe(engine, (cause) => unavailable(kind, cause));
  return engine;
}

/** The options of every session on a device. Threads are not among them: they are the page's. */
export const sessionOptions = (device: Device): InferenceSession.SessionOptions => ({
  ...commonOptions(device),
  executionProviders: [device.kind === 'cpu' ? 'wasm' : device.kind],
});

/** ONNX Runtime's version, without loading it. */
export const runtimeVersion = (): string => env.versions.common;
