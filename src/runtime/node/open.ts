import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import type { InferenceSession } from 'onnxruntime-common';
import type { Device, DeviceKind, Engine, OpenOptions } from '../engine.ts';
import { type Ort, SessionEngine } from '../session.ts';
import { adapterName } from './adapter.ts';
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
  };
  const ort = await import('./ort.ts');
  const engine = new SessionEngine(ort as unknown as Ort, device, sessionOptions(device));
  if (kind !== 'cpu') await probe(engine, kind);
  return engine;
}

/** The options of every session on a device. */
export const sessionOptions = ({ kind, threads, deterministic }: Device): InferenceSession.SessionOptions => ({
  executionProviders: kind === 'cpu' ? ['cpu'] : [kind],
  intraOpNumThreads: threads,
  // the last level is that of layouts for the processor at hand
  graphOptimizationLevel: deterministic ? 'extended' : 'all',
  // what it would write to the terminal by itself is in the error that it throws
  logSeverityLevel: 4,
  // a pattern is one block for a whole run, made beside the blocks of the first run: near twice the memory, no gain
  enableMemPattern: false,
});

/** A device that is not there shows when the first session is made. */
async function probe(engine: SessionEngine, kind: DeviceKind): Promise<void> {
  const { probeModel } = await import('../probe.ts');
  try {
    const program = await engine.load(probeModel());
    await program.run({ x: { shape: [2], data: Float32Array.of(1, 2) } });
    await program.close();
  } catch (cause) {
    throw unavailable(kind, cause);
  }
}

/** ONNX Runtime's version, without loading it. */
export const runtimeVersion = (): string => createRequire(import.meta.url)('onnxruntime-node/package.json').version;
