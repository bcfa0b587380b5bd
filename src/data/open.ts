import { readdir, stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { suggest } from '../options/suggest.ts';
import { openCsv } from './arrays/csv-file.ts';
import { openIdx } from './arrays/idx-dataset.ts';
import { findIdx, isIdxImages, looksLikeIdx, pairOf } from './arrays/idx-file.ts';
import { openNpy } from './arrays/npy-file.ts';
import type { Dataset } from './dataset.ts';
import { madePairs } from './pairs/made.ts';
import { folderOrigin, openFolder } from './pictures/folder.ts';
import { openPictures } from './pictures/pictures.ts';
import { PictureReader } from './pictures/reader.ts';
import { resized } from './pictures/resized.ts';
import { type SizeSurvey, surveySizes } from './pictures/sizes.ts';
import { openZip, zipOrigin } from './pictures/zip.ts';
import { dataError, fileError } from './problems.ts';
import { newestReading } from './reading.ts';
import { datasets, findDataset } from './registry.ts';
import type { DataContext, DataRequest } from './request.ts';
import { assertResolution } from './resolution.ts';

/**
 * Opens a named data set or a path: a folder or zip of pictures, an IDX file or a folder that holds some, an `.npy` or
 * `.csv` file. Close it when done.
 *
 * Throws a `DuelError` of kind `data` that names the file when something is wrong with it.
 */
export async function openDataset(request: DataRequest, context: DataContext = {}): Promise<Dataset> {
  const { resolution, pairs } = request;
  if (resolution !== undefined) assertResolution(resolution);
  const dataset = await openSource(request, context);
  return closedOnError(dataset, () => (pairs === undefined ? dataset : madePairs(dataset, pairs)));
}

function openSource(request: DataRequest, context: DataContext): Promise<Dataset> {
  const named = findDataset(request.source);
  return named ? named.open(request, context) : openPath(resolve(request.source), request, context);
}

/** What is made of a data set, which is closed where it cannot be. */
async function closedOnError(dataset: Dataset, make: () => Dataset): Promise<Dataset> {
  try {
    return make();
  } catch (cause) {
    await dataset.close();
    throw cause;
  }
}

async function openPath(path: string, request: DataRequest, context: DataContext): Promise<Dataset> {
  const name = basename(path);
  const { signal } = context;
  const { reading = newestReading } = request;
  switch (await kindOf(path, request.source)) {
    case 'folder': {
      const pair = await findIdx(path, request.split ?? 'train');
      if (pair) return resized(await openIdx(name, pair, { signal }), request, context);
      return openPictures(name, await folderOrigin(path, reading, signal), request, context);
    }
    case 'zip':
      return openPictures(name, await zipOrigin(path, reading, signal), request, context);
    case 'idx':
      assertNoSplit(path, request);
      return resized(await openIdx(name, await pairOf(path), { signal }), request, context);
    case 'npy':
      assertNoSplit(path, request);
      return resized(await openNpy(name, path, request, context), request, context);
    case 'csv':
      assertNoSplit(path, request);
      return resized(await openCsv(name, path, request, context), request, context);
  }
}

/** What sizes the pictures of a folder or zip have; undefined for data that are no such pictures. */
export async function surveyPictures(path: string, context: DataContext = {}): Promise<SizeSurvey | undefined> {
  const kind = await kindOf(path, path);
  if (kind !== 'folder' && kind !== 'zip') return undefined;
  if (kind === 'folder' && (await readdir(path)).some(isIdxImages)) return undefined;
  const source = await (kind === 'zip' ? openZip : openFolder)(path, newestReading, context.signal);
  try {
    return await surveySizes(new PictureReader(source), [...source.paths.keys()]);
  } finally {
    await source.close();
  }
}

/** What lies at a path, by its ending or its first bytes. */
export async function kindOf(path: string, source: string): Promise<'folder' | 'zip' | 'idx' | 'npy' | 'csv'> {
  const info = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw fileError(path, cause);
    const names = datasets.map((dataset) => dataset.name);
    const near = suggest(source, names);
    throw dataError('not-found', 'neither a file or folder nor a named data set', {
      where: source,
      fix: `${near === undefined ? '' : `did you mean ${near}? `}check the path, or name one of ${names.join(', ')}`,
    });
  });
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

function assertNoSplit(path: string, request: DataRequest): void {
  if (request.split === 'test')
    throw dataError('no-split', 'a single file has no test split', {
      where: path,
      fix: 'name the file of the test split',
    });
}
