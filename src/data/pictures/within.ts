import { suggest } from '../../options/suggest.ts';
import { closedOnError } from '../closing.ts';
import { dataError } from '../problems.ts';
import { identityOf, type PictureOrigin, type PictureSource } from './picture-source.ts';
import { splitNamed } from './splits.ts';

/** The pictures of one folder of an origin: see `within`. */
export const originWithin = (origin: PictureOrigin, folder: string): PictureOrigin => ({
  identity: identityOf(folder, [origin.identity]),
  async open() {
    const source = await origin.open();
    return closedOnError(source, () => within(source, folder));
  },
});

/**
 * The pictures of one folder of a source, with paths from there on. The folder may lie inside those of splits,
 * `train/A/1.png`, or be called after both, `trainA/1.png`, as CycleGAN's own data sets are: splits stay in the paths,
 * `train/1.png`. A folder around everything is looked through.
 *
 * Throws a `DuelError` of kind `data` where there is no such folder.
 */
export function within(source: PictureSource, folder: string): PictureSource {
  const { paths, unread, problems, classFiles, where } = source;
  const around = commonFolders(paths, folder);
  const inside = (path: string) => pathWithin(path.split('/').slice(around), folder);
  const taken = placed(paths, inside);
  if (taken.length === 0) throw noFolder(source, folder);
  const takenFiles = placed(classFiles, inside);
  const of = (index: number) => taken[index]!.index;
  return {
    where: `${where}/${folder}`,
    paths: taken.map(({ path }) => path),
    unread: unread.flatMap(({ path, format }) => renamed(inside(path), (path) => ({ path, format }))),
    // Which of them lie in the folder is not known.
    passedOver: {},
    problems: problems.flatMap(({ path, error }) => renamed(inside(path), (path) => ({ path, error }))),
    classFiles: takenFiles.map(({ path }) => path),
    loadClassFile: (index) => source.loadClassFile(takenFiles[index]!.index),
    place: (index) => source.place(of(index)),
    weight: (index) => source.weight(of(index)),
    head: (index, length) => source.head(of(index), length),
    load: (index) => source.load(of(index)),
    close: () => source.close(),
  };
}

/** The folders at the top of a source, what is around everything looked through, splits taken out: `A`, `B`. */
export function foldersOf({ paths }: Pick<PictureSource, 'paths'>): string[] {
  const around = commonFolders(paths, '');
  const names = new Set<string>();
  for (const path of paths) {
    const folders = path.split('/').slice(around, -1);
    const [first, second] = folders;
    if (first === undefined) continue;
    const name = splitNamed(first, 2) ? second : afterSplit(first);
    if (name !== undefined) names.add(name);
  }
  return [...names].sort();
}

/** Folders in words, the first dozen of many. */
export const foldersText = (folders: readonly string[]): string =>
  folders.slice(0, 12).join(', ') + (folders.length > 12 ? ', …' : '');

/** `A` of `trainA`, `test_A`; any other name as it is. */
const afterSplit = (name: string): string => /^(?:train|test|val)[-_ ]?([AB])$/.exec(name)?.[1] ?? name;

/** A path below the folder, with its split in front where it has one; undefined for one that lies elsewhere. */
function pathWithin(parts: readonly string[], folder: string): string | undefined {
  const names = folder.split('/');
  const begins = (at: number) => parts.length > at + names.length && names.every((name, k) => parts[at + k] === name);
  if (begins(0)) return parts.slice(names.length).join('/');
  const [first = '', ...rest] = parts;
  if (splitNamed(first, 2) && begins(1)) return [first, ...rest.slice(names.length)].join('/');
  if (rest.length === 0 || !first.endsWith(folder)) return undefined;
  const split = first.slice(0, first.length - folder.length).replace(/[-_ ]$/, '');
  return splitNamed(split, 2) ? [split, ...rest].join('/') : undefined;
}

/** How many folders are around everything, and are neither the one looked for nor a split. */
function commonFolders(paths: readonly string[], folder: string): number {
  const first = paths[0]?.split('/') ?? [];
  let depth = 0;
  const isAround = (name: string) => {
    const prefix = [...first.slice(0, depth), name, ''].join('/');
    return (
      !splitNamed(name, 2) &&
      pathWithin([name, ''], folder) === undefined &&
      paths.every((path) => path.startsWith(prefix))
    );
  };
  while (depth < first.length - 1 && first[depth] !== folder.split('/')[0] && isAround(first[depth]!)) depth++;
  return depth;
}

function placed(paths: readonly string[], inside: (path: string) => string | undefined) {
  const taken = paths.flatMap((path, index) => renamed(inside(path), (path) => ({ path, index })));
  return taken.sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
}

const renamed = <T>(path: string | undefined, make: (path: string) => T): T[] =>
  path === undefined ? [] : [make(path)];

function noFolder(source: PictureSource, folder: string) {
  const there = foldersOf(source);
  const near = suggest(folder, there);
  return dataError('no-folder', `there is no folder '${folder}' with pictures`, {
    where: source.where,
    fix:
      there.length === 0
        ? `put its pictures into a folder called ${folder}`
        : `${near === undefined ? '' : `did you mean ${near}? `}there are ${foldersText(there)}`,
  });
}
