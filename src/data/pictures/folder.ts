import type { Dirent } from 'node:fs';
import { opendir, readlink, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuelError } from '../../errors.ts';
import { assertFile, openToRead, readWhole } from '../../files/reading.ts';
import { dataError, fileError } from '../problems.ts';
import type { Reading } from '../reading.ts';
import { classFileLimit } from './class-files.ts';
import { sortOut } from './contents.ts';
import { headLength } from './picture-formats.ts';
import {
  assertPath,
  byPath,
  identityOf,
  isHidden,
  isOfSystem,
  isPicturePath,
  type PathProblem,
  type PictureOrigin,
  type PictureSource,
} from './picture-source.ts';

/** Largest file that is taken for a picture, in bytes. */
export const pictureFileLimit = 256 * 2 ** 20;

interface FolderFile {
  path: string;
  bytes: number;
  time: number;
}

/** The files of a folder and its sub-folders. */
interface Listing {
  /** Sorted by path; none that is hidden. */
  files: FolderFile[];
  problems: PathProblem[];
}

/** A folder of pictures, listed. */
export async function folderOrigin(folder: string, reading: Reading, signal?: AbortSignal): Promise<PictureOrigin> {
  const listing = await listFolder(folder, signal);
  return {
    identity: identityOf(folder, states(listing, reading)),
    open: () => sourceOf(folder, listing, reading, signal),
  };
}

/** Opens the pictures in a folder and its sub-folders; links are followed. */
export async function openFolder(folder: string, reading: Reading, signal?: AbortSignal): Promise<PictureSource> {
  return sourceOf(folder, await listFolder(folder, signal), reading, signal);
}

/** What the pictures depend on: by the first reading only files that are called pictures, later any may be one. */
function* states({ files, problems }: Listing, reading: Reading): Generator<string> {
  for (const { path, bytes, time } of files) if (reading >= 2 || isPicturePath(path)) yield `${path} ${bytes} ${time}`;
  for (const { path, error } of problems) yield `${path} ${error.code}`;
}

async function listFolder(folder: string, signal: AbortSignal | undefined): Promise<Listing> {
  const files: FolderFile[] = [];
  const problems: PathProblem[] = [];
  const visited = new Set<string>();

  const enter = async (inside: string): Promise<void> => {
    signal?.throwIfAborted();
    assertPath(`${inside}/`, folder);
    const here = join(folder, inside);
    const real = await realpath(here);
    // A link may lead back to a folder above.
    if (visited.has(real)) return;
    visited.add(real);
    for await (const entry of await opendir(here)) {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (!isHidden(entry.name)) await look(path, entry);
    }
  };
  const look = async (path: string, entry: Dirent): Promise<void> => {
    const full = join(folder, path);
    try {
      const info = await stat(full);
      if (info.isDirectory()) await enter(path);
      else {
        assertFile(info, full, 'data');
        files.push({ path, bytes: info.size, time: info.mtimeMs });
      }
    } catch (cause) {
      if (signal?.aborted) throw cause;
      problems.push({ path, error: await (entry.isSymbolicLink() ? linkError : pathError)(full, cause) });
    }
  };
  await enter('').catch((cause) => {
    throw signal?.aborted ? cause : pathError(folder, cause);
  });
  return { files: files.sort(byPath), problems: problems.sort(byPath) };
}

/** What is wrong with a folder or a file in it, by its own name. */
function pathError(path: string, cause: unknown): DuelError {
  const { code, syscall } = cause as NodeJS.ErrnoException;
  if (syscall === 'opendir' && (code === 'EACCES' || code === 'EPERM'))
    return dataError('not-readable', 'permission denied: the folder cannot be looked into', {
      where: path,
      fix: `chmod u+rx '${path}'`,
      cause,
    });
  return fileError(path, cause);
}

async function linkError(path: string, cause: unknown): Promise<DuelError> {
  const { code } = cause as NodeJS.ErrnoException;
  if (code !== 'ENOENT' && code !== 'ELOOP' && code !== 'ENOTDIR') return pathError(path, cause);
  const target = await readlink(path).catch(() => '?');
  return dataError('dangling-link', `a link that leads nowhere: there is no ${target}`, {
    where: path,
    fix: 'take the link away, or bring back what it leads to',
    cause,
  });
}

async function sourceOf(
  folder: string,
  { files, problems }: Listing,
  reading: Reading,
  signal: AbortSignal | undefined,
): Promise<PictureSource> {
  const place = ({ path }: { path: string }) => join(folder, path);
  const head = (file: FolderFile) => readHead(place(file), headLength);
  const { pictures, unread, classFiles, passedOver } = await sortOut(files, reading, head, signal);
  return {
    where: folder,
    paths: pictures.map((file) => file.path),
    unread,
    passedOver,
    classFiles: classFiles.map((file) => file.path),
    loadClassFile: (index) => {
      const where = place(classFiles[index]!);
      return readWhole(where, 'data', { limit: classFileLimit }).catch((cause) => {
        throw fileError(where, cause);
      });
    },
    problems: problems.filter(({ path }) => !isOfSystem(path)),
    place: (index) => place(pictures[index]!),
    weight: (index) => pictures[index]!.bytes,
    head: (index, length) => readHead(place(pictures[index]!), length),
    async load(index) {
      const { bytes } = pictures[index]!;
      const where = place(pictures[index]!);
      if (bytes > pictureFileLimit)
        throw dataError('too-large', `a picture of ${bytes} bytes, more than ${pictureFileLimit}`, {
          where,
          fix: 'make it smaller or take it out',
        });
      return readWhole(where, 'data', { limit: pictureFileLimit }).catch((cause) => {
        throw fileError(where, cause);
      });
    },
    async close() {},
  };
}

/** The first `length` bytes of a file, or all where there are fewer. */
export async function readHead(path: string, length: number): Promise<Uint8Array> {
  try {
    const file = await openToRead(path, 'data');
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw fileError(path, cause);
  }
}
