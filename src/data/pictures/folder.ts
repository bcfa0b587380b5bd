import { opendir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openToRead, readWhole } from '../../files/reading.ts';
import { dataError, fileError } from '../problems.ts';
import {
  byPath,
  identityOf,
  isHidden,
  isPicturePath,
  type PictureOrigin,
  type PictureSource,
} from './picture-source.ts';

/** Largest file that is taken for a picture, in bytes. */
export const pictureFileLimit = 256 * 2 ** 20;

interface FolderPicture {
  path: string;
  bytes: number;
  time: number;
}

/** A folder of pictures, listed. */
export async function folderOrigin(folder: string, signal?: AbortSignal): Promise<PictureOrigin> {
  const { files, passedOver } = await listFolder(folder, signal);
  return {
    identity: identityOf(folder, states(files)),
    open: async () => sourceOf(folder, files, passedOver),
  };
}

/** Opens the pictures in a folder and its sub-folders; links are followed. */
export async function openFolder(folder: string, signal?: AbortSignal): Promise<PictureSource> {
  const { files, passedOver } = await listFolder(folder, signal);
  return sourceOf(folder, files, passedOver);
}

function* states(files: readonly FolderPicture[]): Generator<string> {
  for (const { path, bytes, time } of files) yield `${path} ${bytes} ${time}`;
}

async function listFolder(
  folder: string,
  signal: AbortSignal | undefined,
): Promise<{ files: FolderPicture[]; passedOver: number }> {
  const files: FolderPicture[] = [];
  const visited = new Set<string>();
  let passedOver = 0;

  const walk = async (inside: string): Promise<void> => {
    signal?.throwIfAborted();
    const here = join(folder, inside);
    const real = await realpath(here);
    // A link may lead back to a folder above.
    if (visited.has(real)) return;
    visited.add(real);
    for await (const entry of await opendir(here)) {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (entry.isDirectory() && isHidden(entry.name)) continue;
      if (entry.isFile() && !isPicturePath(path)) {
        passedOver++;
        continue;
      }
      const info = await stat(join(folder, path)).catch((cause) => {
        throw fileError(join(folder, path), cause);
      });
      if (info.isDirectory()) await walk(path);
      else if (info.isFile() && isPicturePath(path)) files.push({ path, bytes: info.size, time: info.mtimeMs });
      else passedOver++;
    }
  };
  try {
    await walk('');
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw fileError(folder, cause);
  }
  return { files: files.sort(byPath), passedOver };
}

function sourceOf(folder: string, files: readonly FolderPicture[], passedOver: number): PictureSource {
  return {
    where: folder,
    paths: files.map((file) => file.path),
    passedOver,
    weight: (index) => files[index]!.bytes,
    async head(index, length) {
      const where = join(folder, files[index]!.path);
      try {
        const file = await openToRead(where, 'data');
        try {
          const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, 0);
          return buffer.subarray(0, bytesRead);
        } finally {
          await file.close();
        }
      } catch (cause) {
        throw fileError(where, cause);
      }
    },
    async load(index) {
      const { path, bytes } = files[index]!;
      const where = join(folder, path);
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
