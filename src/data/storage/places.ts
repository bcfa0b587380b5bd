import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import type { DataContext, Published } from '../request.ts';

/** The folder named by the context or by `DUEL_DATA`, where there is one. */
export function dataFolder(context: DataContext): string | undefined {
  const folder = context.dataFolder ?? process.env.DUEL_DATA;
  return folder === undefined || folder === '' ? undefined : resolve(folder);
}

/** Where decoded and downloaded data are kept. */
export function cacheFolder(context: DataContext): string {
  const { DUEL_CACHE, XDG_CACHE_HOME } = process.env;
  const named = context.cacheFolder ?? (DUEL_CACHE || undefined);
  if (named !== undefined) return resolve(named);
  return join(XDG_CACHE_HOME || join(home(), '.cache'), 'duel');
}

/** The home folder. A user whom the system does not know has none that could be made. */
function home(): string {
  try {
    return homedir();
  } catch {
    return '/nonexistent';
  }
}

/** Where `duel data fetch` puts a data set. */
export function fetchedFolder(context: DataContext): string {
  return join(cacheFolder(context), 'downloads');
}

/** Where in a folder of data sets a published file may lie, unpacked or not. */
export const placesOf = ({ folder, alsoIn }: Published, name: string): string[] =>
  [folder, ...(alsoIn === undefined ? [] : [alsoIn])].flatMap((place) =>
    [name.replace(/\.gz$/, ''), name].map((file) => join(place, file)),
  );

/** The first of `paths` that exists in the data folder, or else among the downloads. */
export function findPublished(paths: readonly string[], context: DataContext): string | undefined {
  for (const folder of [dataFolder(context), fetchedFolder(context)])
    for (const path of paths) if (folder !== undefined && existsSync(join(folder, path))) return join(folder, path);
  return undefined;
}
