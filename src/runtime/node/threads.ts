import { availableParallelism } from 'node:os';
import { DuelError } from '../../errors.ts';

/** Most threads of the CPU's operators: beyond a few to a processor, they wait for each other and nothing gets done. */
export const mostThreads = (): number => Math.max(8, 4 * availableParallelism());

/**
 * Refuses more threads than this machine can make use of.
 *
 * @throws DuelError `device/threads`
 */
export function assertThreads(threads: number | undefined): void {
  const processors = availableParallelism();
  if (threads === undefined || threads <= mostThreads()) return;
  throw new DuelError(
    'usage',
    'device/threads',
    `${threads} threads on ${processors} processor${processors === 1 ? '' : 's'}: they would wait for each other for ever; ${mostThreads()} at most`,
    {
      where: `--threads ${threads}`,
      fix: `--threads ${processors}; with another number the last digits of results may differ`,
    },
  );
}
