const words = {
  ENOENT: 'no such file or directory',
  EEXIST: 'file already exists',
  ENOTDIR: 'not a directory',
  EISDIR: 'illegal operation on a directory',
  ENOTEMPTY: 'directory not empty',
  EBADF: 'bad file descriptor',
  EINVAL: 'invalid argument',
  ENOSPC: 'no space left',
  EIO: 'i/o error',
  ENOSYS: 'function not implemented',
} as const;
export type SystemCode = keyof typeof words;

/** An error as Node's modules throw it of what the system says. */
export function systemError(code: SystemCode, syscall: string, path?: string, cause?: unknown): Error {
  const where = path === undefined ? '' : ` '${path}'`;
  const error = new Error(`${code}: ${words[code]}, ${syscall}${where}`, cause === undefined ? undefined : { cause });
  return Object.assign(error, { code, syscall, ...(path !== undefined && { path }) });
}
