import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { DeviceKind, Engine, OpenOptions } from '../engine.ts';
import { type Listener, openIn, type Thread } from '../remote.ts';
import { endThread } from './endThread.ts';
import { openHere } from './open.ts';
import { rootOf } from './root.ts';

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
  const root = await rootOf(script, threadOptions);
  const isPlain = kind !== 'cpu' || options.flushToZero === false;
  return openIn((listener) => (isPlain ? start(script, listener) : root.start(listener)), kind, options);
}

/** Whether the program is text of the command line, `node --input-type=module -e …`; a thread, a file, takes no such word. */
const isInline = process.execArgv.some((word) => word.startsWith('--input-type'));
/** The thread makes little garbage of its own; by default it would let 48 MiB gather. */
const youngMiB = 4;

const threadOptions: WorkerOptions = {
  resourceLimits: { maxYoungGenerationSizeMb: youngMiB },
  ...(isInline && { execArgv: [] }),
};

/** A thread that keeps numbers below 2⁻¹²⁶, as this one does. */
function start(script: URL, listener: Listener): Thread {
  const worker = new Worker(script, threadOptions);
  worker.on('message', (reply) => listener.reply(reply));
  worker.on('error', (cause) => listener.ended(`it failed: ${cause.message}`, cause));
  const isOver = new Promise<void>((over) => worker.on('exit', () => over()));
  worker.on('exit', (code) => listener.ended(`exit code ${code}`));
  return {
    post: (call, transfer) => worker.postMessage(call, transfer),
    awaited: (isAwaited) => (isAwaited ? worker.ref() : worker.unref()),
    end: async () => {
      worker.ref();
      worker.postMessage(endThread);
      await isOver;
    },
  };
}
