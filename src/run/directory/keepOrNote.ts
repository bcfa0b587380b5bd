import { DuelError } from '../../errors.ts';
import { systemCode } from '../../files/problem.ts';

/**
 * Keeps a result in a run, and returns what `write` does. A run that cannot be written, perhaps another's, or in which a link
 * lies where the result should, is no reason to lose what was worked out: then a note says so, and undefined is returned.
 *
 * @param what the result, at the beginning of the note: `the result`
 */
export function keepOrNote<T>(what: string, notes: string[], write: () => T): T | undefined {
  try {
    return write();
  } catch (cause) {
    const isRefused = cause instanceof DuelError && (systemCode(cause) !== undefined || cause.code === 'run/not-own');
    if (!isRefused) throw cause;
    notes.push(`${what} is not kept: ${cause.message}: ${cause.where}`);
    return undefined;
  }
}
