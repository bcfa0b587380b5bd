import type { DeviceKind, Engine } from '../engine.ts';
import { type Listener, openIn, type Thread } from '../remote.ts';
import type { WebOpenOptions } from './open.ts';
import { defaultWasm, portable } from './ort.ts';

/**
 * Opens a device in a worker: a running step blocks the thread that called it, and a page's own has a person to answer.
 * The threads of the CPU's operators are those of this worker alone.
 */
export const openDevice = (kind: DeviceKind, options: WebOpenOptions = {}): Promise<Engine> =>
  openIn(start, kind, withSource(options));

function start(listener: Listener): Thread {
  // as bundlers know it: they make a script of its own of what it names
  const worker = new Worker(new URL('./engineThread.js', import.meta.url), { type: 'module', name: 'duel engine' });
  worker.onmessage = ({ data }) => listener.reply(data);
  worker.onerror = (event) => {
    event.preventDefault();
    listener.ended(event.message || "its script 'engineThread.js' did not load", event);
  };
  return {
    post: (call, transfer) => worker.postMessage(call, transfer),
    awaited: () => {},
    end: () => worker.terminate(),
  };
}

/** What the worker is told: a folder by its whole address, since its own script may lie elsewhere. */
const withSource = ({ wasm = defaultWasm(), ...options }: WebOpenOptions): WebOpenOptions => ({
  ...options,
  ...(wasm !== undefined && { wasm: portable(wasm) }),
});
