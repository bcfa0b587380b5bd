import { DuelError } from '../errors.ts';
import { fileProblem, isSystemError } from '../files/problem.ts';

interface Emitter {
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** What became of stdout. */
export interface Printed {
  /** Why what was printed did not arrive; undefined where it did, or where nobody wants it any more. */
  problem(): DuelError | undefined;
}

/**
 * Lets the process live on when stdout or stderr cannot be written: a reader that goes away (`duel runs | head -1`), a
 * terminal that is closed and a log on a full disk are no reasons to end a training.
 */
export function outliveStreams(stdout: Emitter, stderr: Emitter): Printed {
  let first: Error | undefined;
  stdout.on('error', (error) => {
    first ??= error;
  });
  stderr.on('error', () => {});
  return {
    problem() {
      // EPIPE: the reader went away; EIO: the terminal did
      if (!isSystemError(first) || first.code === 'EPIPE' || first.code === 'EIO') return undefined;
      const problem = fileProblem(first, undefined, { doing: 'write' });
      if (!(problem instanceof DuelError)) return undefined;
      return new DuelError('device', problem.code, `what was printed to stdout is lost: ${problem.message}`, {
        fix: `${problem.fix}, and run the command again`,
        cause: first,
      });
    },
  };
}
