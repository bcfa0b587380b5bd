import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import type { InferenceSession } from 'onnxruntime-common';
import type { Device, DeviceKind, Engine, OpenOptions } from '../engine.ts';
import { probe } from '../probe.ts';
import { type Ort, SessionEngine } from '../session.ts';
import { commonOptions } from '../sessionOptions.ts';
import { adapterName } from './adapter.ts';
import { isFlushing, sessionFlush } from './flushToZero.ts';
import { assertThreads } from './threads.ts';
import { unavailable } from './unavailable.ts';

/** Opens a device in this thread. `openDevice` in worker.ts does so in a worker, which leaves this thread free. */
export async function openHere(kind: DeviceKind, options: OpenOptions = {}): Promise<Engine> {
  const { deterministic = false } = options;
  const threads = options.threads ?? (deterministic ? 2 : availableParallelism());
  assertThreads(threads);
  const adapter = adapterName(kind);
  const device: Device = {
    kind,
    threads,
    ...(adapter !== undefined && { adapter }),
    ...(deterministic && { deterministic }),
    ...(kind === 'cpu' && isFlushing() && { flushToZero: true }),
  };
  const ort = await import('./ort.ts');
  const engine = new SessionEngine(ort as unknown as Ort, device, sessionOptions(device));
  if (kind !== 'cpu') await probe(engine, (cause) => unavailable(kind, cause));
  return engine;
}

/** The options of every session on a device. */
export const sessionOptions = (device: Device): InferenceSession.SessionOptions => ({
  ...commonOptions(device),
  executionProviders: [device.kind],
  intraOpNumThreads: device.threads,
  ...sessionFlush(device.flushToZero === true),
});

/** ONNX Runtime's version, without loading it. */
export const runtimeVersion = (): string => createRequire(import.meta.url)('onnxruntime-node/package.json').version;
