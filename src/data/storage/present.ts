import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { NamedDataset } from '../request.ts';
import { dataFolder, fetchedFolder } from './places.ts';

/** Whether a named data set opens without a download: it is drawn by formula, or its files lie where they belong. */
export function isPresent({ needs, published, bring, name }: NamedDataset): boolean {
  if (needs === 'nothing') return true;
  const folders = [dataFolder({}), fetchedFolder({})].filter((folder) => folder !== undefined);
  if (bring !== undefined) return folders.some((folder) => existsSync(join(folder, name)));
  const files = published?.files ?? [];
  return folders.some((folder) =>
    files.every(({ name }) =>
      [name, name.replace(/\.gz$/, '')].some((file) => existsSync(join(folder, published!.folder, file))),
    ),
  );
}
