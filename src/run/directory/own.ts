import { constants, existsSync, lstatSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DuelError } from '../../errors.ts';
import { thingOf } from '../../files/reading.ts';
import { makeFolder } from './atomic.ts';

/** The folders of a run, and those of its stages in `graphs/`. */
export type OwnFolder =
  | 'graphs'
  | 'checkpoints'
  | 'samples'
  | 'eval'
  | 'export'
  | 'orders'
  | 'tensorboard'
  | `stage-${number}`;

/**
 * A folder of a run, made where it is missing, in which things may be written and deleted. A run may come from anybody:
 * a link in the folder's place would lead out of the run.
 *
 * @throws DuelError `run/not-own` of kind `checkpoint`
 */
export function ownFolder(directory: string, name: OwnFolder): string {
  const path = join(directory, name);
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) makeFolder(path);
  assertOwn(path, 'folder');
  return path;
}

/** Throws `run/not-own` where something of a run is a link, or another thing than the file or folder that it should be. */
export function assertOwn(path: string, wanted: 'file' | 'folder'): void {
  const info = lstatSync(path, { throwIfNoEntry: false });
  if (info === undefined || (wanted === 'file' ? info.isFile() : info.isDirectory())) return;
  const what = info.isSymbolicLink() ? 'a link' : thingOf(info);
  throw new DuelError(
    'checkpoint',
    'run/not-own',
    `the run's ${basename(path)} is ${what}, not a ${wanted}: nothing is written there`,
    {
      where: path,
      fix: `inside a run no link is followed for writing: put a ${wanted} of that name in its place, or delete it`,
    },
  );
}

/**
 * The place in a run of a result that nobody named a place for: a file, or a folder of files.
 *
 * @throws DuelError `run/not-own` where a link, or anything else, lies there
 */
export function ownResult(directory: string, name: string, wanted: 'file' | 'folder' = 'file'): string {
  const path = join(directory, name);
  assertOwn(path, wanted);
  if (wanted === 'folder' && existsSync(path))
    for (const file of readdirSync(path)) assertOwn(join(path, file), 'file');
  return path;
}

/** Flag for opening a file to write: fails on a link, where the system knows that. */
export const noLink = constants.O_NOFOLLOW ?? 0;
