import { assertShares, isHeldOut } from '../held-out.ts';
import { dataError } from '../problems.ts';
import { inClassOrder, type Reading } from '../reading.ts';
import type { GivenClasses } from './class-files.ts';
import { isSplitName, type Split, splitNamed } from './splits.ts';

/** Which pictures a split has, and which class each is of. */
export interface Layout {
  /** Positions in the list of paths. */
  indices: readonly number[];
  /** What each of `indices` is called inside its split: its path without the file's ending. */
  names: readonly string[];
  /** One class index for each of `indices`; empty without classes. */
  labels: readonly number[];
  classes: readonly string[];
  /** Pictures that belong to no split, where there are splits. */
  outside: readonly number[];
  /** How many pictures of those to train on are held out for testing; undefined where none are asked for. */
  heldOut: { readonly count: number; readonly of: number } | undefined;
  /** Number of pictures in each split; empty where there are none. */
  splits: ReadonlyMap<Split, number>;
  /** The folders that were taken for splits, by their names. */
  splitFolders: ReadonlyMap<string, Split>;
  /** The files that gave the classes; empty where sub-folders did. */
  classesFrom: readonly string[];
  /** Names of splits at places where they mean nothing: below a class. */
  deepSplits: readonly string[];
}

/** What is asked of a layout; `where` is the folder or the zip. */
export interface LayoutRequest {
  split: 'train' | 'test';
  reading: Reading;
  where: string;
  /** The share of the pictures to train on that is the test split where there is none. Default 0. */
  holdOut?: number | undefined;
  /** Classes that do not follow from folders. */
  given?: GivenClasses | undefined;
}

/**
 * Reads splits and classes out of the paths of pictures: a first level of folders named as splits are is the split, the
 * next level is the class, and deeper levels mean nothing. A folder that holds all the rest is looked through. Classes
 * are the same for every split, in the order of their names. Without a test split one is held out, where that is asked
 * for, or else the pictures for validation are it.
 */
export function layOut(paths: readonly string[], request: LayoutRequest): Layout {
  const { split, reading, where, given, holdOut = 0 } = request;
  const all = paths.map((path, index) => ({ index, parts: path.split('/') }));
  const top = lookThrough(all, reading);
  const splitFolders = splitsAmong(top, reading);
  const splitOf = ({ parts }: Placed) => (parts.length > 1 ? splitFolders.get(parts[0]!) : undefined);
  const splits = new Map<Split, number>();
  for (const file of top) {
    const name = splitOf(file);
    if (name) splits.set(name, (splits.get(name) ?? 0) + 1);
  }
  const hasSplits = splits.size > 0;
  const from = splitToRead(splits, request);
  const holdsOut = holdOut > 0 && !splits.has('test') && !splits.has('validation');

  const inside = hasSplits ? top.filter(splitOf) : top;
  const depth = hasSplits ? 1 : 0;
  const below = lookThrough(
    inside.map(({ index, parts }) => ({ index, parts: parts.slice(depth) })),
    reading,
  );
  const classOf = ({ index, parts }: Placed) => (given ? given.classes.get(paths[index]!) : parts[0]!);
  const names = given ? below.flatMap((file) => classOf(file) ?? []) : classesOf(below, where, paths);
  const classes = inClassOrder(names, reading);
  const classIndex = new Map(classes.map((name, k) => [name, k]));
  const wanted = hasSplits ? new Set(inside.filter((file) => splitOf(file) === from).map((f) => f.index)) : null;
  const ofSplit = wanted ? below.filter(({ index }) => wanted.has(index)) : below;
  const heldOut = holdsOut ? ofSplit.filter((file) => isHeldOut(nameOf(file), holdOut)) : [];
  const isOut = new Set(heldOut);
  const chosen = !holdsOut ? ofSplit : split === 'test' ? heldOut : ofSplit.filter((file) => !isOut.has(file));
  if (holdsOut) assertShares(ofSplit.length, heldOut.length, holdOut, where);
  if (given?.any) assertAllLabelled(chosen, paths, given, where);
  return {
    indices: chosen.map(({ index }) => index),
    names: chosen.map(nameOf),
    heldOut: holdsOut ? { count: heldOut.length, of: ofSplit.length } : undefined,
    labels: classes.length === 0 ? [] : chosen.map((file) => classIndex.get(classOf(file)!)!),
    classes,
    outside: hasSplits ? top.filter((file) => !splitOf(file)).map(({ index }) => index) : [],
    splits,
    splitFolders,
    classesFrom: given?.from ?? [],
    deepSplits: given ? [] : [...new Set(below.flatMap(({ parts }) => parts.slice(1, -1).filter(isSplitName)))],
  };
}

interface Placed {
  index: number;
  parts: readonly string[];
}

const nameOf = ({ parts }: Placed): string => parts.join('/').replace(/\.[^./]+$/, '');

/** The split whose pictures are read; undefined where there are none, and all pictures are. */
function splitToRead(
  splits: ReadonlyMap<Split, number>,
  { split, where, holdOut = 0 }: LayoutRequest,
): Split | undefined {
  if (splits.has(split)) return split;
  if (split === 'test' && splits.has('validation')) return 'validation';
  const isAll = splits.size === 0 && (split === 'train' || holdOut > 0);
  if (isAll || (holdOut > 0 && splits.has('train'))) return splits.size === 0 ? undefined : 'train';
  throw dataError('no-split', `there is no ${split} split: ${[...splits.keys()].join(', ') || 'no split at all'}`, {
    where,
    fix: `put its pictures into a folder called ${split}${split === 'test' ? ', or hold some out: --hold-out 0.1' : ''}`,
  });
}

/** Drops leading folders while one of them holds everything and is not a split. */
function lookThrough(files: readonly Placed[], reading: Reading): readonly Placed[] {
  const first = files[0];
  const isAround = (depth: number) => {
    const name = first!.parts[depth]!;
    return !splitNamed(name, reading) && files.every(({ parts }) => parts.length - depth > 1 && parts[depth] === name);
  };
  let depth = 0;
  while (first && first.parts.length - depth > 1 && isAround(depth)) depth++;
  return depth === 0 ? files : files.map(({ index, parts }) => ({ index, parts: parts.slice(depth) }));
}

/**
 * The folders of the first level that are splits. One folder called `train` among others may be a class of trains; two
 * splits, or nothing else, are splits.
 */
function splitsAmong(files: readonly Placed[], reading: Reading): ReadonlyMap<string, Split> {
  const folders = new Set(files.filter(({ parts }) => parts.length > 1).map(({ parts }) => parts[0]!));
  const named = new Map<string, Split>();
  for (const folder of folders) {
    const split = splitNamed(folder, reading);
    if (split) named.set(folder, split);
  }
  const distinct = new Set(named.values()).size;
  return distinct >= 2 || (distinct === 1 && folders.size === 1) ? named : new Map();
}

function assertAllLabelled(
  files: readonly Placed[],
  paths: readonly string[],
  given: GivenClasses,
  where: string,
): void {
  const without = files.filter(({ index }) => !given.classes.has(paths[index]!));
  if (without.length === 0) return;
  const those = without.length === 1 ? 'a picture has' : `${without.length.toLocaleString('en-US')} pictures have`;
  throw dataError('no-label', `${those} no class in ${given.from.join(', ')}: ${paths[without[0]!.index]}`, {
    where,
    fix: 'write it there, or take the picture out; without the file sub-folders are the classes',
  });
}

function classesOf(files: readonly Placed[], where: string, paths: readonly string[]): Set<string> {
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
  return classes;
}
