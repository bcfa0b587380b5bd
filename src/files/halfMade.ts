import { rmSync } from 'node:fs';

/** What a signal would leave behind: files and folders under names that nobody asked for. */
const paths = new Set<string>();
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
let isListening = false;

/**
 * Has a file or folder removed when a signal ends the process, until the function that is returned is called. The process
 * still ends by the signal, as soon as this thread is free to hear it: it is for what is written in parts, with other
 * threads at work in between. Where somebody else listens for the signal, theirs is the word.
 */
export function halfMade(path: string): () => void {
  paths.add(path);
  if (!isListening) for (const signal of signals) process.on(signal, end);
  isListening = true;
  return () => {
    paths.delete(path);
    // a signal that is here but has not been heard yet would be lost: two turns of the loop lie around where it is
    setImmediate(() => setImmediate(release));
  };
}

function release(): void {
  if (paths.size > 0) return;
  for (const signal of signals) process.off(signal, end);
  isListening = false;
}

function end(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  for (const path of paths) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {}
  }
  paths.clear();
  release();
  process.kill(process.pid, signal);
}
