import { DuelError } from '../errors.ts';
import { fileProblem } from '../files/problem.ts';

/** An error of kind `data` (exit code 3). */
export function dataError(
  code: string,
  message: string,
  details: { where?: string | undefined; fix?: string | undefined; cause?: unknown } = {},
): DuelError {
  return new DuelError('data', `data/${code}`, message, details);
}

/** Turns what the operating system says about a file into an error that a person can act on. */
export function fileError(path: string, cause: unknown): DuelError {
  if (cause instanceof DuelError) return cause;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOENT')
    return dataError('not-found', 'no such file or folder', { where: path, fix: 'check the path', cause });
  if (code === 'EACCES' || code === 'EPERM')
    return dataError('not-readable', 'permission denied', { where: path, fix: `chmod u+r '${path}'`, cause });
  const problem = fileProblem(cause, path, { doing: 'read', kind: 'data' });
  if (problem instanceof DuelError) return problem;
  return dataError('file', `cannot use the file: ${messageOf(cause)}`, { where: path, cause });
}

/** The first line of what was thrown. */
export function messageOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.split('\n', 1)[0]!.trim();
}
