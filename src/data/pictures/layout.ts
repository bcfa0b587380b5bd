import { dataError } from '../problems.ts';

/** Which pictures a split has, and which class each is of. */
export interface Layout {
  /** Positions in the list of paths. */
  indices: readonly number[];
  /** One class index for each of `indices`; empty without classes. */
  labels: readonly number[];
  classes: readonly string[];
  /** Pictures that belong to no split, where there are splits. */
  outside: number;
  /** Number of pictures in each split; empty where there are none. */
  splits: ReadonlyMap<Split, number>;
}

type Split = 'train' | 'validation' | 'test';
const splitNames = new Map<string, Split>([
  ['train', 'train'],
  ['validation', 'validation'],
  ['val', 'validation'],
  ['test', 'test'],
]);

/**
 * Reads splits and classes out of the paths of pictures: a first level of `train`, `validation` or `val`, `test` is
 * the split, the next level is the class, and deeper levels mean nothing. A folder that holds all the rest is looked
 * through. Classes are the same for every split; they are sorted by name, or as numbers where all are numbers.
 */
export function layOut(paths: readonly string[], split: 'train' | 'test', where: string): Layout {
  const all = paths.map((path, index) => ({ index, parts: path.split('/') }));
  const top = lookThrough(all);
  const tops = new Set(top.map(({ parts }) => (parts.length > 1 ? parts[0]! : '')));
  const named = new Set([...tops].map((name) => splitNames.get(name.toLowerCase())).filter((name) => name));
  // One folder called `train` among others may be a class of trains; two splits, or nothing else, are splits.
  const folders = tops.size - (tops.has('') ? 1 : 0);
  const splitted = named.size >= 2 || (named.size === 1 && folders === 1);

  const splits = new Map<Split, number>();
  const splitOf = (parts: readonly string[]) =>
    parts.length > 1 ? splitNames.get(parts[0]!.toLowerCase()) : undefined;
  if (splitted)
    for (const { parts } of top) {
      const name = splitOf(parts);
      if (name) splits.set(name, (splits.get(name) ?? 0) + 1);
    }
  const inside = splitted ? top.filter(({ parts }) => splitOf(parts)) : top;
  if (split === 'test' ? !splits.has('test') : splitted && !splits.has('train'))
    throw dataError('no-split', `there is no ${split} split: ${[...splits.keys()].join(', ') || 'no split at all'}`, {
      where,
      fix: `put its pictures into a folder called ${split}`,
    });

  const depth = splitted ? 1 : 0;
  const below = lookThrough(inside.map(({ index, parts }) => ({ index, parts: parts.slice(depth) })));
  const classes = classesOf(below, where, paths);
  const classIndex = new Map(classes.map((name, k) => [name, k]));
  const wanted = splitted ? new Set(inside.filter(({ parts }) => splitOf(parts) === split).map((f) => f.index)) : null;
  const chosen = wanted ? below.filter(({ index }) => wanted.has(index)) : below;
  return {
    indices: chosen.map(({ index }) => index),
    labels: classes.length === 0 ? [] : chosen.map(({ parts }) => classIndex.get(parts[0]!)!),
    classes,
    outside: top.length - inside.length,
    splits,
  };
}

interface Placed {
  index: number;
  parts: readonly string[];
}

/** Drops leading folders while one of them holds everything and is not a split. */
function lookThrough(files: readonly Placed[]): readonly Placed[] {
  const first = files[0];
  if (first === undefined || first.parts.length < 2) return files;
  const name = first.parts[0]!;
  if (splitNames.has(name.toLowerCase())) return files;
  if (files.some(({ parts }) => parts.length < 2 || parts[0] !== name)) return files;
  return lookThrough(files.map(({ index, parts }) => ({ index, parts: parts.slice(1) })));
}

function classesOf(files: readonly Placed[], where: string, paths: readonly string[]): string[] {
  const classes = new Set<string>();
  let loose: Placed | undefined;
  for (const file of files) {
    if (file.parts.length > 1) classes.add(file.parts[0]!);
    else loose ??= file;
  }
  if (classes.size > 0 && loose)
    throw dataError('mixed-layout', `pictures lie both beside and inside sub-folders, such as ${paths[loose.index]}`, {
      where,
      fix: 'put every picture into the folder of its class, or all into one folder',
    });
  const names = [...classes];
  return names.every((name) => /^\d+$/.test(name))
    ? names.sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1))
    : names.sort();
}
