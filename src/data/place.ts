import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, relative, sep } from 'node:path';
import { suggest } from '../options/suggest.ts';
import { isIdxImages, looksLikeIdx } from './arrays/idx-file.ts';
import { folderOrigin } from './pictures/folder.ts';
import type { PictureOrigin } from './pictures/picture-source.ts';
import { splitNamed } from './pictures/splits.ts';
import { originWithin } from './pictures/within.ts';
import { zipOrigin } from './pictures/zip.ts';
import { dataError, fileError } from './problems.ts';
import type { Reading } from './reading.ts';
import { datasets } from './registry.ts';

/** What lies at a path. */
export interface Place {
  /** The folder or file. */
  readonly path: string;
  readonly kind: 'folder' | 'zip' | 'idx' | 'npy' | 'csv';
  /** The folder of pictures inside it that is meant, where `path` was only the beginning. */
  readonly folder?: string;
}

/**
 * What lies at an absolute path, by its ending or its first bytes. It may go on inside a zip, `pets.zip/cats`, or name a
 * folder of each split, `pets/cats` for `pets/train/cats` and `pets/test/cats`, or for `pets/traincats`.
 *
 * @param source as a person named it, for messages
 */
export async function locate(path: string, source: string): Promise<Place> {
  const kind = await kindAt(path);
  if (kind !== undefined) return { path, kind };
  const above = await nearest(path);
  const folder = relative(above, path).split(sep).join('/');
  if ((await kindAt(above)) === 'zip') return { path: above, kind: 'zip', folder };
  if (!folder.includes('/') && (await isInSplits(above, folder))) return { path: above, kind: 'folder', folder };
  const names = datasets.map((dataset) => dataset.name);
  const near = suggest(source, names);
  throw dataError('not-found', 'neither a file or folder nor a named data set', {
    where: source,
    fix: `${near === undefined ? '' : `did you mean ${near}? `}check the path, or name one of ${names.join(', ')}`,
  });
}

/** Whether pictures are there: in a zip, or in a folder without arrays. */
export async function holdsPictures({ path, kind }: Place): Promise<boolean> {
  return kind === 'zip' || (kind === 'folder' && !(await readdir(path)).some(isIdxImages));
}

/** The pictures there, not yet opened. */
export async function originAt(
  { path, kind, folder }: Place,
  reading: Reading,
  signal?: AbortSignal,
): Promise<PictureOrigin> {
  const origin = await (kind === 'zip' ? zipOrigin : folderOrigin)(path, reading, signal);
  return folder === undefined ? origin : originWithin(origin, folder);
}

/** What data from there are called. */
export const placeName = ({ path, folder }: Place): string =>
  folder === undefined ? basename(path) : `${basename(path)}/${folder}`;

async function kindAt(path: string): Promise<Place['kind'] | undefined> {
  const info = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return undefined;
    throw fileError(path, cause);
  });
  if (info === undefined) return undefined;
  if (info.isDirectory()) return 'folder';
  const ending = extname(path).toLowerCase();
  if (ending === '.zip') return 'zip';
  if (ending === '.npy') return 'npy';
  if (ending === '.csv' || ending === '.tsv') return 'csv';
  if (await looksLikeIdx(path)) return 'idx';
  throw dataError('unknown-format', 'cannot tell what kind of data this is', {
    where: path,
    fix: 'give a folder or zip of pictures, an IDX, .npy or .csv file',
  });
}

/** The beginning of a path that exists. */
async function nearest(path: string): Promise<string> {
  for (let above = dirname(path); ; above = dirname(above)) {
    const info = await stat(above).catch(() => undefined);
    if (info !== undefined || above === dirname(above)) return above;
  }
}

/** Whether a folder has some that hold the pictures called so of each split: `train/A`, or `trainA`. */
async function isInSplits(above: string, folder: string): Promise<boolean> {
  const entries = await readdir(above).catch(() => []);
  const inside = entries.filter((entry) => splitNamed(entry, 2));
  for (const split of inside) if (await stat(`${above}/${split}/${folder}`).catch(() => undefined)) return true;
  return entries.some(
    (entry) => entry.endsWith(folder) && splitNamed(entry.slice(0, -folder.length).replace(/[-_ ]$/, ''), 2),
  );
}
