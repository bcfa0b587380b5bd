import { availableParallelism } from 'node:os';
import * as ort from 'onnxruntime-node';
import type { Device, DeviceKind, Engine } from '../engine.ts';
import { type Ort, SessionEngine } from '../session.ts';
import { adapterName } from './adapter.ts';
import { unavailable } from './unavailable.ts';

export interface OpenOptions {
  /** Threads of the CPU's operators; default: as many as the process may use. */
  readonly threads?: number | undefined;
}

/** Opens a device in this thread. `openDevice` in worker.ts does so in a worker, which leaves this thread free. */
export async function openHere(kind: DeviceKind, options: OpenOptions = {}): Promise<Engine> {
  const threads = options.threads ?? availableParallelism();
  const adapter = adapterName(kind);
  const device: Device = { kind, threads, ...(adapter !== undefined && { adapter }) };
  const engine = new SessionEngine(ort as unknown as Ort, device, sessionOptions(kind, threads));
  if (kind !== 'cpu') await probe(engine, kind);
  return engine;
}

/** The options of every session on a device. */
export const sessionOptions = (kind: DeviceKind, threads: number): ort.InferenceSession.SessionOptions => ({
  executionProviders: kind === 'cpu' ? ['cpu'] : [kind],
  intraOpNumThreads: threads,
  graphOptimizationLevel: 'all',
  logSeverityLevel: 3,
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

export const runtimeVersion = (): string => ort.env.versions?.node ?? ort.env.versions?.common ?? 'unknown';
