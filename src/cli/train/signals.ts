/** Exit codes of a run that was stopped and saved: 128 and the signal's number. */
const codes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
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

/** Whether this was started to outlive its terminal. Node takes the signal's neglect back, which nohup asked for. */
const isNohup = (env = process.env): boolean => /(^|\/)nohup$/.test(env._ ?? '');

/**
 * The first Ctrl-C, SIGTERM or closing of the terminal (SIGHUP, but for what nohup started) aborts; the second ends the
 * process at once, by the signal itself: an orderly exit would wait for the step that a thread computes, and Node-API
 * aborts (exit code 134) when that thread then comes back.
 */
export function stopOnSignals(onFirst: (signal: Signal) => void): Stopper {
  const controller = new AbortController();
  let received: Signal | undefined;
  let at = 0;
  const listener = (signal: Signal) => {
    // a terminal that closes sends it more than once
    if (signal === 'SIGHUP' && (received !== undefined || isNohup())) return;
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
