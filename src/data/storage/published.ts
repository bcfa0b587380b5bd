import { join, resolve } from 'node:path';
import { DuelError } from '../../errors.ts';
import { dataError } from '../problems.ts';
import type { DataProgress, NamedDataset } from '../request.ts';
import { download } from './download.ts';
import { fetchedFolder } from './places.ts';

export interface FetchOptions {
  /** Gets a sub-folder per data set, as `DUEL_DATA` has. Default: the cache, where `openDataset` looks too. */
  folder?: string;
  /** Where to download from instead of the publishers' addresses. */
  mirrors?: readonly string[];
  onProgress?: (progress: DataProgress) => unknown;
  signal?: AbortSignal;
}

export interface FetchedFile {
  path: string;
  bytes: number;
  status: 'present' | 'downloaded';
}

/** Downloads the files that a data set's publisher offers; see `fetchDataset`. */
export async function fetchPublished(dataset: NamedDataset, options: FetchOptions = {}): Promise<FetchedFile[]> {
  if (dataset.bring !== undefined)
    throw dataError('bring', `${dataset.name} is not downloaded by Duel: ${dataset.licence}`, {
      where: dataset.origin,
      fix: dataset.bring,
    });
  const { published } = dataset;
  if (published === undefined) return [];
  const folder = resolve(options.folder ?? fetchedFolder({}), published.folder);
  const mirrors = options.mirrors ?? published.mirrors;
  const total = published.files.reduce((sum, file) => sum + file.bytes, 0);
  const fetched: FetchedFile[] = [];
  let before = 0;
  for (const { name, bytes, sha256 } of published.files) {
    const report = (done: number) => options.onProgress?.({ stage: 'download', done: before + done, total });
    const target = join(folder, name);
    const urls = mirrors.map((mirror) => mirror + name);
    const status = await download(
      { urls, target, bytes, sha256 },
      { onProgress: report, signal: options.signal },
    ).catch((cause) => {
      throw explain(cause, dataset, published.folder, name);
    });
    before += bytes;
    await report(0);
    fetched.push({ path: target, bytes, status });
  }
  return fetched;
}

function explain(cause: unknown, dataset: NamedDataset, folder: string, file: string): unknown {
  if (!(cause instanceof DuelError) || cause.code.startsWith('system/')) return cause;
  return new DuelError(cause.kind, cause.code, cause.message, {
    where: cause.where,
    fix:
      `get ${file} and its companions from another machine (${dataset.origin}), put them into FOLDER/${folder}/ ` +
      `and set DUEL_DATA=FOLDER; or run 'duel data fetch ${dataset.name}' again when there is a network`,
    cause,
  });
}
