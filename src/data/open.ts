import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Dataset } from './dataset.ts';
import { openIdx } from './idx-dataset.ts';
import { findIdx, looksLikeIdx, pairOf } from './idx-file.ts';
import { dataError, fileError } from './problems.ts';
import { datasets, findDataset } from './registry.ts';
import type { DataContext, DataRequest } from './request.ts';

/** Opens a named data set or a path: a folder, a zip, an IDX, `.npy` or `.csv` file. */
export async function openDataset(request: DataRequest, context: DataContext = {}): Promise<Dataset> {
  const named = findDataset(request.source);
  if (named) return named.open(request, context);
  const path = resolve(request.source);
  const name = basename(path);
  const info = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw fileError(path, cause);
    const names = datasets.map((dataset) => dataset.name).join(', ');
    throw dataError('not-found', 'neither a file or folder nor a named data set', {
      where: request.source,
      fix: `check the path, or name one of ${names}`,
    });
  });
  if (info.isDirectory()) {
    const pair = await findIdx(path, request.split ?? 'train');
    if (pair) return openIdx(name, pair, { signal: context.signal });
  } else if (await looksLikeIdx(path)) {
    return openIdx(name, await pairOf(path), { signal: context.signal });
  }
  throw dataError('unknown-format', 'cannot tell what kind of data this is', {
    where: path,
    fix: 'give a folder or zip of images, an IDX, .npy or .csv file',
  });
}
