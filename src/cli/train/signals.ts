/** Exit codes of a run that was stopped and saved: 128 and the signal's number. */
const codes = { SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof codes;

/** One Ctrl-C under npx arrives twice: from the terminal, and passed on by npm. So close together it counts once. */
const sameMilliseconds = 200;

export interface Stopper {
  readonly signal: AbortSignal;
  /** The code to end with after a signal; undefined before one. */
  exitCode(): number | undefined;
  /** Lets signals end the process again. */
  release(): void;
}

/**
 * The first Ctrl-C or SIGTERM aborts; the second ends the process at once, by the signal itself: an orderly exit would
 * wait for the step that a thread computes, and Node-API aborts (exit code 134) when that thread then comes back.
 */
export function stopOnSignals(onFirst: (signal: Signal) => void): Stopper {
  const controller = new AbortController();
  let received: Signal | undefined;
  let at = 0;
  const listener = (signal: Signal) => {
    if (received !== undefined) {
      if (performance.now() - at < sameMilliseconds) return;
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
      return;
    }
    received = signal;
    at = performance.now();
    onFirst(signal);
    controller.abort();
  };
  for (const signal of Object.keys(codes) as Signal[]) process.on(signal, listener);
  return {
    signal: controller.signal,
    exitCode: () => received && codes[received],
    release: () => {
      for (const signal of Object.keys(codes) as Signal[]) process.off(signal, listener);
    },
  };
}
