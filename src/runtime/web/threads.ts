import { DuelError } from '../../errors.ts';

/** More share too little work: the operators of small networks do not scale further. */
const useful = 8;

/** Whether this page may share memory between threads: served with the headers COOP and COEP. */
export const isIsolated = (): boolean => globalThis.crossOriginIsolated === true;

/** Threads where nothing is asked for: the processors, where the page may share memory, else one. */
export const defaultThreads = (): number =>
  isIsolated() ? Math.min(useful, Math.max(1, globalThis.navigator?.hardwareConcurrency ?? 1)) : 1;

export const mostThreads = (): number => Math.max(8, 4 * (globalThis.navigator?.hardwareConcurrency ?? 1));

/**
 * Refuses more threads than the page can have.
 *
 * @throws DuelError `device/threads`
 */
export function assertThreads(threads: number | undefined): void {
  if (threads === undefined || threads === 1) return;
  if (!isIsolated())
    throw new DuelError('usage', 'device/threads', `${threads} threads in a page that is not cross-origin isolated`, {
      where: 'threads',
      fix: "serve it with the headers 'Cross-Origin-Opener-Policy: same-origin' and 'Cross-Origin-Embedder-Policy: require-corp', or use 1",
    });
  if (threads > mostThreads())
    throw new DuelError('usage', 'device/threads', `${threads} threads: ${mostThreads()} at most on this machine`, {
      where: 'threads',
      fix: `use ${defaultThreads()}; with another number the last digits of results may differ`,
    });
}

/** Refuses another number than the sessions of this page or worker have already. */
export function assertSame(wanted: number, threads: number): void {
  if (wanted === threads) return;
  throw new DuelError(
    'usage',
    'device/threads',
    `${wanted} threads where sessions were opened with ${threads} before`,
    {
      where: 'threads',
      fix: `use ${threads}, or a worker of its own`,
    },
  );
}
