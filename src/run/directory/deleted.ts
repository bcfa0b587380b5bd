import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DuelError } from '../../errors.ts';
import { makeFolder, removeEmpty } from './atomic.ts';
import { deletedName, discardRun, moveRun } from './directory.ts';
import { dropLock, lockRun } from './lock.ts';
import { assertOwn } from './own.ts';

const folderOf = (out: string) => join(out, deletedName);

/**
 * Puts a run away, into the folder `.deleted` of its folder of runs, from where `restoreRun` has it back. Throws
 * `run/locked` where a process trains it.
 */
export function deleteRun(directory: string): void {
  const folder = folderOf(dirname(directory));
  const to = join(folder, basename(directory));
  assertOwn(folder, 'folder');
  if (existsSync(to)) throw taken(to, 'a run of that name is deleted already');
  const lock = lockRun(directory);
  try {
    makeFolder(folder);
    moveRun(directory, to);
  } finally {
    lock.release();
    dropLock(to);
  }
}

/** The names of the runs that were put away. */
export function deletedRuns(out: string): string[] {
  const folder = folderOf(out);
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^\d{3,9}-/.test(entry.name))
    .map(({ name }) => name)
    .sort();
}

/** Puts a run back that was put away. Throws where there is none of that name, or where its place is taken. */
export function restoreRun(out: string, id: string): void {
  if (!deletedRuns(out).includes(id))
    throw new DuelError('usage', 'run/not-deleted', 'no run of that name is deleted', { where: folderOf(out) });
  const to = join(out, id);
  if (existsSync(to)) throw taken(to, 'there is another run of that name now');
  moveRun(join(folderOf(out), id), to);
  removeEmpty(folderOf(out));
}

/** Removes for good the runs that were put away, and nothing else that lies there. Returns their names. */
export function emptyDeleted(out: string): string[] {
  const ids = deletedRuns(out);
  for (const id of ids) discardRun(join(folderOf(out), id));
  removeEmpty(folderOf(out));
  return ids;
}

const taken = (to: string, why: string) =>
  new DuelError('usage', 'run/taken', why, { where: to, fix: 'move it away, and try again' });
