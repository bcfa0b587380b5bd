import { Buffer } from 'node:buffer';
import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { makeFolder, type WaysOfWriting } from '../../files/folders.ts';
import { attempt } from '../../files/problem.ts';

export { makeFolder };

let counter = 0;

/**
 * Writes a file so that a reader sees the old content or the new, never a part, whenever the process is killed.
 *
 * The bytes, one part after the other, go to `.tmp-PID-COUNTER-NAME` in the same folder, reach the disk, and take the
 * place of `path`. If anything fails, the temporary file is removed and a DuelError thrown that names `path`
 * (`system/…`); after a kill it stays, until `sweepTemporary`.
 */
export function writeFileAtomic(
  path: string,
  content: Uint8Array | string | readonly Uint8Array[],
  ways: WaysOfWriting = {},
): void {
  const parts = typeof content === 'string' ? [Buffer.from(content)] : isParts(content) ? content : [content];
  const bytes = parts.reduce((sum, { length }) => sum + length, 0);
  attempt(path, { doing: 'write', bytes, ...ways }, () => replaceFile(path, parts));
}

const isParts = (content: Uint8Array | readonly Uint8Array[]): content is readonly Uint8Array[] =>
  Array.isArray(content);

function replaceFile(path: string, parts: readonly Uint8Array[]): void {
  const { temporary, descriptor } = openTemporary(path);
  try {
    try {
      for (const part of parts) writeWhole(descriptor, part);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
  } catch (error) {
    discard(temporary);
    throw error;
  }
  syncFolder(dirname(path));
}

/** Takes away what could not be written. Where that fails too, `sweepTemporary` does it later. */
function discard(temporary: string): void {
  try {
    rmSync(temporary, { force: true });
  } catch {}
}

/** Removes a file; one that is not there is no error. */
export function removeFile(path: string): void {
  const fix = 'make its folder writable; where something else has its name, take that away';
  attempt(path, { doing: 'write', fix }, () => rmSync(path, { force: true }));
}

/** Removes a folder unless something lies in it. */
export function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {}
}

/** Writes all bytes: a single `writeSync` may take only some of them. */
export function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at, bytes.length - at);
}

/**
 * Removes what killed processes left half-written in a folder, and returns the names.
 *
 * A temporary file of another process that still lives is left alone, unless it has not been touched for an hour (then
 * the process id has been given to someone else). Call it only where this process is not writing at the moment.
 */
export function sweepTemporary(folder: string): string[] {
  const names = attempt(folder, { doing: 'read' }, () => readdirSync(folder));
  const stale = names.filter((name) => isTemporary(name) && isAbandoned(join(folder, name)));
  for (const name of stale) removeFile(join(folder, name));
  return stale;
}

export function isTemporary(name: string): boolean {
  return name.startsWith('.tmp-');
}

function openTemporary(path: string): { temporary: string; descriptor: number } {
  for (;;) {
    counter += 1;
    const temporary = join(dirname(path), `.tmp-${process.pid}-${counter}-${basename(path)}`);
    try {
      return { temporary, descriptor: openSync(temporary, 'wx') };
    } catch (error) {
      // Another thread, or a dead process with the same id, has this name.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function isAbandoned(path: string): boolean {
  const pid = Number(/^\.tmp-(\d+)-/.exec(basename(path))?.[1] ?? 0);
  if (pid === 0 || pid === process.pid || !isRunning(pid)) return true;
  const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
  return Date.now() - modified > 3_600_000;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Makes a rename itself durable. Windows and some network file systems cannot sync a folder, and need not. */
function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {}
}
