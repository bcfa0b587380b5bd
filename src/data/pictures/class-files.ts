import { dataError } from '../problems.ts';
import { readDatasetJson } from './dataset-json.ts';
import { readLabelTable } from './label-table.ts';
import { isSplitName } from './splits.ts';

/** What a file says of pictures' classes: each entry a file and its class; no entries where it says there are none. */
export interface ClassList {
  entries: readonly (readonly [file: string, name: string])[];
}

/** Classes that pictures are given by a file, which hold in place of those of sub-folders. */
export interface GivenClasses {
  /** The files that were read. */
  from: readonly string[];
  /** The class of each picture that has one, by its path; empty where the files say that there are none. */
  classes: ReadonlyMap<string, string>;
  /** Whether there are classes at all. */
  any: boolean;
}

/** A file that may name classes. */
export interface ClassFile {
  path: string;
  bytes: Uint8Array;
}

/** Names of files that may say which class a picture is of; of several in one folder the first that does is taken. */
const readers = [
  ['dataset.json', readDatasetJson],
  ['metadata.csv', readLabelTable],
  ['labels.csv', readLabelTable],
] as const;

/** Largest file of classes that is read, in bytes: a million and a half pictures. */
export const classFileLimit = 64 * 2 ** 20;

export function isClassFile(path: string): boolean {
  const name = nameOf(path).toLowerCase();
  return readers.some(([known]) => known === name);
}

/**
 * Classes as `dataset.json`, `metadata.csv` or `labels.csv` give them, beside all the pictures or in the folder of a
 * split; undefined where none does. Paths in them start from their own folder; the bare name of a picture will do, with
 * or without ending, where it is the only one of that name.
 *
 * Throws a `DuelError` of kind `data` for a file that is damaged or contradicts itself; `where` is the folder or zip.
 */
export function givenClasses(
  paths: readonly string[],
  files: readonly ClassFile[],
  where: string,
): { given: GivenClasses | undefined; warnings: string[] } {
  const from: string[] = [];
  const classes = new Map<string, string>();
  const warnings: string[] = [];
  let any = false;
  const rank = ({ path }: ClassFile) => readers.findIndex(([name]) => name === nameOf(path).toLowerCase());
  const taken = new Map<string, string>();
  for (const file of [...files].sort((a, b) => rank(a) - rank(b))) {
    const folder = folderOf(file.path);
    const before = taken.get(folder);
    if (before !== undefined) {
      warnings.push(`${file.path} is not read for classes: ${before} is`);
      continue;
    }
    if (!coversPictures(folder, paths)) {
      warnings.push(`${file.path} is not read for classes: it lies neither beside all pictures nor in a split`);
      continue;
    }
    const list = readers[rank(file)]![1](file.bytes, `${where}, ${file.path}`);
    if (typeof list === 'string') {
      warnings.push(`${file.path} is not read for classes: ${list}`);
      continue;
    }
    taken.set(folder, file.path);
    from.push(file.path);
    any ||= list.entries.length > 0;
    assign(list, file.path, paths, classes, { where, warnings });
  }
  return { given: from.length === 0 ? undefined : { from, classes, any }, warnings };
}

function assign(
  { entries }: ClassList,
  file: string,
  paths: readonly string[],
  classes: Map<string, string>,
  { where, warnings }: { where: string; warnings: string[] },
): void {
  const find = finder(folderOf(file), paths);
  const lost: string[] = [];
  for (const [name, label] of entries) {
    const path = find(name);
    if (path === undefined) {
      lost.push(name);
      continue;
    }
    const before = classes.get(path);
    if (before !== undefined && before !== label)
      throw dataError('bad-labels', `${name} is of class '${before}' and of class '${label}'`, {
        where: `${where}, ${file}`,
        fix: 'leave one of the two entries',
      });
    classes.set(path, label);
  }
  if (entries.length > 0 && lost.length === entries.length)
    throw dataError(
      'bad-labels',
      `names none of the pictures; its first entry is ${lost[0]}, and there is no such file`,
      {
        where: `${where}, ${file}`,
        fix: 'write paths from the folder that it lies in, or take the file away: then sub-folders are the classes',
      },
    );
  if (lost.length > 0)
    warnings.push(
      `${file} names ${lost.length.toLocaleString('en-US')} ${lost.length === 1 ? 'file that is' : 'files that are'} ` +
        `no picture here, such as ${lost[0]}`,
    );
}

/** Finds pictures below a folder by their path from there, or by as much of it as is unique. */
function finder(folder: string, paths: readonly string[]): (name: string) => string | undefined {
  const exact = new Map<string, string>();
  const loose = new Map<string, string | null>();
  const add = (key: string, path: string) => loose.set(key, loose.has(key) ? null : path);
  for (const path of paths) {
    if (!path.startsWith(folder)) continue;
    const inside = path.slice(folder.length);
    exact.set(inside, path);
    const keys = [withoutEnding(inside), nameOf(inside), withoutEnding(nameOf(inside))];
    for (const key of new Set(keys)) if (key !== inside) add(key, path);
  }
  return (name) => {
    const wanted = name.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
    return exact.get(wanted) ?? loose.get(wanted) ?? loose.get(nameOf(wanted)) ?? undefined;
  };
}

function coversPictures(folder: string, paths: readonly string[]): boolean {
  const inAll = (prefix: string) => paths.every((path) => path.startsWith(prefix));
  if (inAll(folder)) return true;
  const parts = folder.split('/').slice(0, -1);
  return isSplitName(parts.at(-1)!) && inAll(folderOf(parts.join('/')));
}

/** With the `/` at its end; empty at the top. */
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const withoutEnding = (path: string): string => path.replace(/\.[^./]+$/, '');
