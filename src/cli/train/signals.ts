/** Exit codes of a run that was stopped and saved: 128 and the signal's number. */
const codes = { SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof codes;

export interface Stopper {
  readonly signal: AbortSignal;
  /** The code to end with after a signal; undefined before one. */
  exitCode(): number | undefined;
  /** Lets signals end the process again. */
  release(): void;
}

/** The first Ctrl-C or SIGTERM aborts; the second ends the process at once. */
export function stopOnSignals(onFirst: (signal: Signal) => void): Stopper {
  const controller = new AbortController();
  let received: Signal | undefined;
  const listener = (signal: Signal) => {
    if (received !== undefined) process.exit(codes[signal]);
    received = signal;
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
