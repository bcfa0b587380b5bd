import type { Watch } from '../command.ts';

/** Exit codes of a run that was stopped and saved: 128 and the signal's number. */
const codes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
export type Signal = keyof typeof codes;
export const exitCodeOf = (signal: Signal): number => codes[signal];

/**
 * One Ctrl-C under npx arrives twice, from the terminal and passed on by npm; `timeout` too sends its signal twice. The
 * same so close together counts once, but no third time: where this thread was busy, signals that came seconds apart are
 * heard together.
 */
const sameMilliseconds = 200;

export interface Stopper {
  /** Aborts with the first signal that is heard. */
  readonly signal: AbortSignal;
  /** The code to end with after a signal; undefined before one. */
  exitCode(): number | undefined;
  /**
   * Hears signals from now on. Before, and without it, they end the process wherever it is, also in the middle of a
   * computation that would keep a listener waiting: call it when there is something to save.
   */
  listen(): void;
  /** Lets signals end the process again. */
  release(): void;
}

/** Whether this was started to outlive its terminal. Node takes the signal's neglect back, which nohup asked for. */
const isNohup = (env = process.env): boolean => /(^|\/)nohup$/.test(env._ ?? '');

/**
 * What hears Ctrl-C, SIGTERM and the closing of the terminal (SIGHUP, but for what nohup started). The first aborts; the
 * second ends the process at once, by the signal itself: an orderly exit would wait for the step that a thread computes,
 * and Node-API aborts (exit code 134) when that thread then comes back.
 */
export function signalStopper(onFirst: (signal: Signal) => void = () => {}): Stopper {
  const controller = new AbortController();
  let received: Signal | undefined;
  let at = 0;
  let hasEchoed = false;
  const listener = (signal: Signal) => {
    // a terminal that closes sends it more than once
    if (signal === 'SIGHUP' && (received !== undefined || isNohup())) return;
    if (received !== undefined) {
      const isEcho = !hasEchoed && signal === received && performance.now() - at < sameMilliseconds;
      hasEchoed = true;
      if (isEcho) return;
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
      return;
    }
    received = signal;
    at = performance.now();
    onFirst(signal);
    controller.abort();
  };
  if (isNohup()) process.on('SIGHUP', listener);
  const signals = (Object.keys(codes) as Signal[]).filter((signal) => signal !== 'SIGHUP' || !isNohup());
  return {
    signal: controller.signal,
    exitCode: () => received && codes[received],
    listen: () => {
      for (const signal of signals) process.on(signal, listener);
    },
    release: () => {
      for (const signal of signals) process.off(signal, listener);
    },
  };
}

/** What a signal is answered where there is something to save. */
export const savingAfter = (signal: Signal): string =>
  `${signal === 'SIGINT' ? 'Ctrl-C' : signal}: finishing the step and saving; once more ends at once`;

/** Hears signals in the thread that works, from when there is something to save. */
export function watchHere(say: (text: string) => void): Watch {
  const { signal, exitCode, listen, release } = signalStopper((received) => say(savingAfter(received)));
  return { signal, exitCode, goesOn: () => {}, begun: () => listen(), saved: () => {}, release };
}
