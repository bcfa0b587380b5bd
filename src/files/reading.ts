import type { Buffer } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats, statSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { DuelError, type ErrorKind } from '../errors.ts';

/** How a file is read whole. */
export interface WholeOptions {
  /** Most bytes that are taken; a larger file is refused unread. Default: no limit. */
  limit?: number;
}

// Opening a FIFO waits for its writer unless it is asked not to. A regular file does not mind.
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file for reading, and says at once what lies there if it is no file: a FIFO or a terminal would be waited on
 * for ever, and a device may act on being opened.
 *
 * Throws a DuelError of `kind`, `file/not-a-file`, for a folder, FIFO, socket or device; what the system says of a
 * missing or unreadable file is thrown as it is.
 */
export async function openToRead(path: string, kind: ErrorKind): Promise<FileHandle> {
  assertFile(await stat(path), path, kind);
  const file = await open(path, withoutWaiting);
  try {
    // Another thing may have taken its place since.
    assertFile(await file.stat(), path, kind);
    return file;
  } catch (cause) {
    await file.close();
    throw cause;
  }
}

/** `openToRead` without a promise: returns a descriptor. */
export function openToReadSync(path: string, kind: ErrorKind): number {
  assertFile(statSync(path), path, kind);
  const file = openSync(path, withoutWaiting);
  try {
    assertFile(fstatSync(file), path, kind);
    return file;
  } catch (cause) {
    closeSync(file);
    throw cause;
  }
}

/** All bytes of a file; see `openToRead`. Throws `file/too-large` above the limit. */
export async function readWhole(path: string, kind: ErrorKind, { limit }: WholeOptions = {}): Promise<Buffer> {
  const file = await openToRead(path, kind);
  try {
    assertWithin(await file.stat(), limit, path, kind);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** `readWhole` without a promise. */
export function readWholeSync(path: string, kind: ErrorKind, { limit }: WholeOptions = {}): Buffer {
  const file = openToReadSync(path, kind);
  try {
    assertWithin(fstatSync(file), limit, path, kind);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** Throws `file/not-a-file` unless `info` is of a regular file. */
export function assertFile(info: Stats, path: string, kind: ErrorKind): void {
  if (info.isFile()) return;
  throw new DuelError(kind, 'file/not-a-file', `this is ${thingOf(info)}, not a file`, {
    where: path,
    fix: kind === 'checkpoint' ? ofRun : info.isDirectory() ? 'name a file' : ofUser,
  });
}

const ofUser = 'write what it delivers to a file first, and name that';
const ofRun = 'Duel did not make it: copy the run again from where it is whole';

/** What a thing in a folder is called. */
export function thingOf(info: Stats): string {
  if (info.isFile()) return 'a file';
  if (info.isDirectory()) return 'a folder';
  if (info.isFIFO()) return 'a named pipe (FIFO)';
  if (info.isSocket()) return 'a socket';
  return 'a device';
}

function assertWithin({ size }: Stats, limit: number | undefined, path: string, kind: ErrorKind): void {
  if (limit === undefined || size <= limit) return;
  throw new DuelError(kind, 'file/too-large', `${size} bytes; at most ${limit} are expected here`, {
    where: path,
    fix: kind === 'checkpoint' ? ofRun : 'name another file',
  });
}
