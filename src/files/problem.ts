import { DuelError, type ErrorKind } from '../errors.ts';
import { amount, freeBytes } from './room.ts';

/** What was being done with a path when the operating system said no. */
export interface Doing {
  readonly doing: 'read' | 'write' | 'use';
  /** The kind of an error that lies in the path: missing, not permitted, in the way. Default `device`. */
  readonly kind?: ErrorKind | undefined;
  /** Bytes that were to be written, where that is known. */
  readonly bytes?: number | undefined;
  /** What to do about a path that will not do. Default: make it readable or writable. */
  readonly fix?: string | undefined;
}

interface Answer {
  /** Stable, after `system/`. */
  readonly code: string;
  readonly message: string;
  /** Default: what the caller knows to do about such a path. */
  readonly fix?: string;
}

/** Faults of the machine: whatever was to be done, the exit code is 5. */
const machine: Readonly<Record<string, Answer>> = {
  ENOSPC: { code: 'disk-full', message: 'the disk is full', fix: 'free some space on that disk' },
  EDQUOT: { code: 'quota', message: 'your quota of that disk is used up', fix: 'free some of your space there' },
  EROFS: { code: 'read-only', message: 'this disk can only be read' },
  EFBIG: { code: 'file-size', message: 'the file would be larger than this disk or your limits allow (ulimit -f)' },
  EMFILE: {
    code: 'open-files',
    message: 'this process has as many files open as it may',
    fix: 'allow it more: ulimit -n 4096',
  },
  ENFILE: {
    code: 'open-files',
    message: 'the machine has as many files open as it can',
    fix: 'end other programs, or have the limit raised (sysctl fs.file-max)',
  },
  ENOMEM: { code: 'memory', message: 'the machine has no memory left for this', fix: 'end other programs' },
  ENOBUFS: { code: 'memory', message: 'the machine has no memory left for this', fix: 'end other programs' },
  ...failures('the disk fails, or the connection to it', 'look after the disk (dmesg says more), or take another one', [
    ...['EIO', 'ENXIO', 'ENODEV', 'EREMOTEIO', 'EUCLEAN', 'EBADMSG'],
    ...['ESTALE', 'ETIMEDOUT', 'EHOSTDOWN', 'EHOSTUNREACH', 'ENOTCONN', 'ECONNRESET', 'EREMCHG', 'ENOMEDIUM'],
  ]),
};

/** What is wrong with a path: the caller knows what kind of mistake that is. */
const ofPath: Readonly<Record<string, Answer>> = {
  ENOENT: { code: 'missing', message: 'there is no such file or folder' },
  ENOTDIR: { code: 'not-a-folder', message: 'a part of this path is a file, not a folder' },
  EISDIR: { code: 'is-a-folder', message: 'this is a folder, not a file' },
  EEXIST: { code: 'in-the-way', message: 'something else is there already' },
  ENOTEMPTY: { code: 'in-the-way', message: 'the folder is not empty' },
  ELOOP: { code: 'links', message: 'the links in this path lead nowhere' },
  ENAMETOOLONG: {
    code: 'long-name',
    message: 'this name is longer than the disk allows',
    fix: 'choose a shorter name',
  },
  EILSEQ: { code: 'name', message: 'the disk does not take this name', fix: 'choose another name' },
  EBUSY: { code: 'busy', message: 'another program keeps this busy', fix: 'close the program that has it open' },
  ETXTBSY: { code: 'busy', message: 'another program keeps this busy', fix: 'close the program that has it open' },
  EXDEV: { code: 'other-disk', message: 'this lies on two disks' },
};

function failures(message: string, fix: string, names: readonly string[]): Record<string, Answer> {
  return Object.fromEntries(names.map((name) => [name, { code: 'disk-fails', message: `${message} (${name})`, fix }]));
}

/** The system's names of errors, and what Node makes of some of them: `ERR_FS_EISDIR`. */
const systemName = /^(?:ERR_FS_)?(E[A-Z0-9]+)$/;
const nameIn = (code: string): string => systemName.exec(code)?.[1] ?? code;

/** Whether the operating system said this; then it has a name such as `ENOSPC`. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as NodeJS.ErrnoException;
  return typeof code === 'string' && typeof syscall === 'string' && systemName.test(code);
}

/** The name of the system's error (`ENOSPC`), of it itself or of the DuelError that was made of it. */
export function systemCode(error: unknown): string | undefined {
  if (isSystemError(error)) return nameIn(error.code);
  return error instanceof DuelError && isSystemError(error.cause) ? nameIn(error.cause.code) : undefined;
}

/**
 * What the operating system says about a path as an error that a person can act on, `system/…`: what, where, how much is
 * needed where that is known, and what to do. Whatever else was thrown is returned as it is.
 */
export function fileProblem<E>(cause: E, path: string | undefined, doing: Doing): E | DuelError {
  if (!isSystemError(cause)) return cause;
  const { code, message, fix } = answerTo(cause, path, doing);
  const byDefault = doing.doing === 'write' ? 'make it writable, or choose another place' : 'look at what lies there';
  return new DuelError(machine[nameIn(cause.code)] ? 'device' : (doing.kind ?? 'device'), `system/${code}`, message, {
    where: path,
    fix: fix ?? doing.fix ?? byDefault,
    cause,
  });
}

function answerTo(
  { code: thrown, message }: NodeJS.ErrnoException & { code: string },
  path: string | undefined,
  doing: Doing,
): Answer {
  const code = nameIn(thrown);
  if (code === 'EACCES' || code === 'EPERM')
    return { code: 'permission', message: `you are not permitted to ${doing.doing} this` };
  if (code === 'ENOENT' && doing.doing === 'write')
    return { code: 'missing', message: 'the folder that this belongs in is not there' };
  const known = machine[code] ?? ofPath[code];
  if (known === undefined) return { code: 'file', message: `cannot ${doing.doing} this: ${message.split('\n', 1)[0]}` };
  return code === 'ENOSPC' ? { ...known, message: `${known.message}${room(path, doing.bytes)}` } : known;
}

/** `: 1.2 MB to be written, 300 KB free`. */
function room(path: string | undefined, bytes: number | undefined): string {
  const free = path === undefined ? undefined : freeBytes(path);
  // where there are bytes, it is something else that has run out: names of files, a share of the disk
  const isShort = free !== undefined && free < (bytes ?? 0) + 65_536;
  const facts = [
    ...(bytes === undefined ? [] : [`${amount(bytes)} to be written`]),
    ...(isShort ? [`${amount(free)} free`] : []),
  ];
  return facts.length === 0 ? '' : `: ${facts.join(', ')}`;
}

/** Does something with a path; what the operating system says against it becomes a DuelError (see `fileProblem`). */
export function attempt<T>(path: string, doing: Doing, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw fileProblem(cause, path, doing);
  }
}

/** `attempt` of something that takes a while. */
export async function attemptAsync<T>(path: string, doing: Doing, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw fileProblem(cause, path, doing);
  }
}

/** The same error with a step more in what to do about it: `free some space on that disk, then …`. */
export const thenDo = (error: DuelError, next: string): DuelError =>
  error.withFix(error.fix === undefined ? next : `${error.fix}, then ${next}`);
