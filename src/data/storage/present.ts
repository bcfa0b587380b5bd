import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { NamedDataset } from '../request.ts';
import { dataFolder, fetchedFolder, placesOf } from './places.ts';

/** Whether a named data set opens without a download: it is drawn by formula, or its files lie where they belong. */
export function isPresent({ needs, published, bring, place }: NamedDataset): boolean {
  if (needs === 'nothing') return true;
  if (bring !== undefined) return place?.({}) !== undefined;
  const files = published?.files ?? [];
  return [dataFolder({}), fetchedFolder({})].some(
    (folder) =>
      folder !== undefined &&
      files.every((file) => placesOf(published!, file.name).some((path) => existsSync(join(folder, path)))),
  );
}
