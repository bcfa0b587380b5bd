import { rmSync } from 'node:fs';
import process from 'node:process';
import { setImmediate } from 'node:timers';

/** What a signal would leave behind: files and folders under names that nobody asked for. */
const paths = new Set<string>();
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
let isListening = false;

/** Who hears signals for a thread, which hears none itself. */
export interface Watcher {
  made(path: string): void;
  settled(path: string): void;
}
let watcher: Watcher | undefined;

/** Has another thread take away what this one leaves half-made. */
export function watchHalfMade(by: Watcher | undefined): void {
  watcher = by;
}

/**
 * Has a file or folder removed when a signal ends the process, until the function that is returned is called. The process
 * still ends by the signal, as soon as this thread is free to hear it: it is for what is written in parts, with other
 * threads at work in between. Where somebody else listens for the signal, theirs is the word.
 */
export function halfMade(path: string): () => void {
  if (watcher) return watched(path, watcher);
  paths.add(path);
  if (!isListening) for (const signal of signals) process.on(signal, end);
  isListening = true;
  return () => {
    paths.delete(path);
    // a signal that is here but has not been heard yet would be lost: two turns of the loop lie around where it is
    setImmediate(() => setImmediate(release));
  };
}

/**
 * The same where another thread hears signals, else nothing: for what is made along with long work in this thread, which
 * could hear none, and which signals are to end at once.
 */
export const halfMadeIfWatched = (path: string): (() => void) => (watcher ? watched(path, watcher) : () => {});

function watched(path: string, by: Watcher): () => void {
  by.made(path);
  return () => by.settled(path);
}

/** Removes what is half-made, as far as it can be. */
export function takeAway(halfMade: Iterable<string>): void {
  for (const path of halfMade) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {}
  }
}

function release(): void {
  if (paths.size > 0) return;
  for (const signal of signals) process.off(signal, end);
  isListening = false;
}

function end(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  takeAway(paths);
  paths.clear();
  release();
  process.kill(process.pid, signal);
}
