import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { DuelError } from '../errors.ts';
import { openCsv } from './arrays/csv-file.ts';
import { openIdx } from './arrays/idx-dataset.ts';
import { isIdxImages, pairOf } from './arrays/idx-file.ts';
import { openNpy } from './arrays/npy-file.ts';
import { checkNamed, emptyReport } from './check-named.ts';
import type { ColumnFacts, Dataset } from './dataset.ts';
import { inParallel } from './in-parallel.ts';
import { allNotes } from './notes.ts';
import { countPairs, placeWithin } from './pairs/folders.ts';
import { likenessNotes } from './pairs/likeness.ts';
import type { Folders, SideBySide } from './pairs/real.ts';
import { classSizes } from './pictures/layout-notes.ts';
import type { PictureFacts } from './pictures/picture.ts';
import type { PictureSource } from './pictures/picture-source.ts';
import { readLayout } from './pictures/read-layout.ts';
import { PictureReader } from './pictures/reader.ts';
import { whiteNote } from './pictures/sixteen-bits.ts';
import { halvesWarning } from './pictures/sizes.ts';
import { noPictures, passedOverCount, unreadProblem } from './pictures/source-notes.ts';
import { leakWarning, type Twin, Twins } from './pictures/twins.ts';
import { greatestOfAll, saidWhite, whiteOf } from './pictures/white.ts';
import { holdsPictures, locate, originAt, type Place } from './place.ts';
import { dataError } from './problems.ts';
import { newestReading } from './reading.ts';
import { findDataset } from './registry.ts';
import type { DataContext, DataRequest, NamedDataset } from './request.ts';
import type { Scaling, ValueFacts } from './scaling.ts';

/** Problems, sizes and kinds of channels that a report lists one by one; of the rest it has the number. */
const mostListed = 1000;

/** What `checkData` found. */
export interface DataReport {
  path: string;
  kind: 'folder' | 'zip' | 'idx' | 'npy' | 'csv' | 'drawn';
  /** Files looked at: pictures, or arrays. */
  files: number;
  good: number;
  /** Files with something wrong, in the order of their paths: the first 1,000. */
  bad: { file: string; code: string; problem: string; fix?: string }[];
  /** How many files have something wrong. */
  badCount: number;
  /** Files that are not data, those of the operating system not counted. */
  passedOver: number;
  /** How many of them have each ending, such as `txt`. */
  passedOverEndings: Record<string, number>;
  classes: string[];
  /** Pictures of each class, of those to train on, in the order of the classes. */
  classSizes: number[];
  /** The files that gave the classes; empty where sub-folders did. */
  classesFrom: string[];
  /** Pictures in each split, where there are splits. */
  splits: Record<string, number>;
  /** Which folders are which splits. */
  splitFolders: Record<string, string>;
  /** What is not wrong, but may not be as it was meant. */
  warnings: string[];
  /** What arrays and tables were found to be and taken for, and what pictures may be, a line each. */
  found: string[];
  /** The least and the greatest value, and how values are scaled; absent for pictures. */
  values?: ValueFacts & { readonly scaling: Scaling };
  /** Of a table. */
  rows?: number;
  columns?: readonly ColumnFacts[];
  /** Pairs in each split, where two folders are pairs. */
  pairs?: { train?: number; test?: number };
  /** Pictures that are the same as one before them: the first 1,000, and how many there are. */
  twins: Twin[];
  twinCount: number;
  /** How many pictures have each size, such as `178x218`. */
  sizes: Record<string, number>;
  /** How many pictures have each kind of channels, such as `RGB` or `grey, 16 bit`. */
  channels: Record<string, number>;
}

/** What a person says of the data. */
export type CheckRequest = Pick<DataRequest, 'layout' | 'scaling' | 'columns' | 'header' | 'pairs' | 'domains'>;

/**
 * Reads a data set, by its name or a path, through and lists everything that is wrong with it, file by file. Writes nothing.
 *
 * Throws `data/missing` where a named one is not here.
 */
export async function checkData(
  path: string,
  context: DataContext = {},
  request: CheckRequest = {},
): Promise<DataReport> {
  const named = findDataset(path);
  if (named && !named.bring && !request.domains) return checkNamed(named, context, addBad);
  const place = named ? await placeOf(named, context) : await locate(resolve(path), path);
  const { path: full, kind } = place;
  const report = emptyReport(named ? full : resolve(path), kind);
  const white = whiteOf(saidWhite(request), undefined);
  const parts = await partsOf(place, request);
  if (parts) {
    // of pairs the targets come last: they have the classes
    for (const [folder, part] of parts) await checkPictures(part, report, context, { white, prefix: `${folder}/` });
    if (request.pairs?.type === 'folders') await notePairs(path, request.pairs, report, context);
    return report;
  }
  if (await holdsPictures(place)) {
    await checkPictures(place, report, context, { white });
    if (request.pairs?.type === 'sideBySide') noteHalves(report, request.pairs);
    else await noteLikeness(place, report, context);
    return report;
  }
  const arrays = kind === 'folder' ? (await readdir(full)).filter(isIdxImages).sort() : [''];
  await checkArrays(
    arrays.map((name) => join(full, name)),
    report,
    request,
    context,
  );
  return report;
}

/** Where the files are that a person brings for a named data set. */
async function placeOf(named: NamedDataset, context: DataContext): Promise<Place> {
  const { name, needs, bring } = named;
  const path = named.place?.(context);
  if (path !== undefined) return locate(path, path);
  throw dataError('missing', `${name} is not on this machine: it needs ${needs}`, { where: name, fix: bring });
}

/** Where the two folders of pairs or domains are; undefined where all data are in one place. */
async function partsOf(
  { path }: Place,
  { pairs, domains }: CheckRequest,
): Promise<[name: string, place: Place][] | undefined> {
  const inside = async (folder: string): Promise<[string, Place]> => [folder, await placeWithin(path, folder)];
  if (pairs?.type === 'folders') return [await inside(pairs.input), await inside(pairs.target)];
  if (!domains) return undefined;
  return Promise.all(Object.values(domains).map(async (name) => [name, await locate(resolve(name), name)]));
}

/**
 * @param white of 16 bits, where a person says it
 * @param prefix put before the paths of files, where there are several places
 */
async function checkPictures(
  place: Place,
  report: DataReport,
  context: DataContext,
  { white, prefix = '' }: { white: number | undefined; prefix?: string },
): Promise<void> {
  let source: PictureSource;
  try {
    source = await (await originAt(place, newestReading, context.signal)).open();
  } catch (error) {
    // the words are wrong then, and not the data
    if ((error as DuelError).code === 'data/no-folder') throw error;
    addBad(report, prefix || place.path, error);
    return;
  }
  try {
    const { paths, passedOver, unread, problems } = source;
    report.files += paths.length + unread.length + problems.length;
    report.passedOver += passedOverCount(source);
    for (const [ending, n] of Object.entries(passedOver)) countUp(report.passedOverEndings, ending, n);
    await noteLayout(source, report);
    for (const { path, error } of problems) addBad(report, prefix + path, error);
    for (const picture of unread)
      noteBad(report, { file: prefix + picture.path, code: 'data/unread-format', problem: unreadProblem(picture) });
    const reader = new PictureReader(source);
    const found = new Map<number, unknown>();
    const twins = new Twins();
    let [bad, done] = [0, 0];
    await inParallel(paths.length, 4, async (index) => {
      context.signal?.throwIfAborted();
      try {
        await checkPicture(reader, index, report, twins);
      } catch (error) {
        bad++;
        if (found.size < mostListed) found.set(index, error);
      }
      await context.onProgress?.({ stage: 'check', done: ++done, total: paths.length });
    });
    if (Object.keys(report.channels).some((kind) => kind.endsWith('16 bit')))
      report.found.push(whiteNote(await greatestOfAll(reader, context.signal), white));
    report.good += paths.length - bad;
    for (const [index, error] of [...found].sort(([a], [b]) => a - b)) addBad(report, prefix + paths[index]!, error);
    report.badCount += bad - found.size;
    noteTwins(twins, paths, report, prefix);
  } finally {
    await source.close();
  }
}

async function noteLayout(source: PictureSource, report: DataReport): Promise<void> {
  if (source.paths.length === 0) {
    // Pictures that are not read are listed one by one.
    if (source.unread.length === 0) addBad(report, source.where, noPictures(source));
    return;
  }
  try {
    const { layout, notes } = await readLayout(source, {});
    report.classes = [...layout.classes];
    report.classSizes = classSizes(layout);
    report.splits = Object.fromEntries(layout.splits);
    report.splitFolders = Object.fromEntries(layout.splitFolders);
    report.classesFrom = [...layout.classesFrom];
    report.warnings.push(...notes.warnings.filter((warning) => !report.warnings.includes(warning)));
  } catch (error) {
    // A file that names classes is named itself.
    addBad(report, (error as DuelError).where ?? source.where, error);
  }
}

/** Counts the pairs of both splits, and names what has no partner. */
async function notePairs(path: string, pairs: Folders, report: DataReport, context: DataContext): Promise<void> {
  for (const split of ['train', 'test'] as const)
    try {
      const { count, warnings } = await countPairs(path, pairs, { split }, context.signal);
      report.pairs = { ...report.pairs, [split]: count };
      report.warnings.push(...warnings);
    } catch (error) {
      if ((error as DuelError).code !== 'data/no-split') addBad(report, (error as DuelError).where ?? path, error);
    }
}

/** Says what halves pictures have, and warns where they do not look like two pictures. */
function noteHalves(report: DataReport, { input }: SideBySide): void {
  const other = input === 'left' ? 'right' : 'left';
  report.found.push(`pairs: the ${input} half of each picture is the input, the ${other} half the target`);
  const sizes = Object.keys(report.sizes).map((size) => size.split('x').map(Number) as [number, number]);
  const warning = halvesWarning(sizes.map(([width, height]) => ({ width, height })));
  if (warning !== undefined) report.warnings.push(warning);
}

/** Says where pictures look like pairs or domains that nobody has named. */
async function noteLikeness(place: Place, report: DataReport, context: DataContext): Promise<void> {
  if (report.good === 0) return;
  const source = await (await originAt(place, newestReading, context.signal)).open();
  try {
    report.found.push(...likenessNotes(source, Object.keys(report.sizes)));
  } finally {
    await source.close();
  }
}

/** Decodes a picture to small pixels, which reads all of the file and keeps little of it. */
async function checkPicture(reader: PictureReader, index: number, report: DataReport, twins: Twins): Promise<void> {
  let facts: PictureFacts | undefined;
  const pixels = await reader.decode(index, (found) => {
    facts = found;
    const [width, height] = [Math.min(64, found.width), Math.min(64, found.height)];
    return { width, height, channels: 3, fit: 'stretch', resampling: 'bilinear' };
  });
  const { width, height, channelKind } = facts!;
  const size = `${width}x${height}`;
  countUp(report.sizes, size);
  countUp(report.channels, channelKind);
  twins.add(index, size, pixels);
}

function noteTwins(twins: Twins, paths: readonly string[], report: DataReport, prefix: string): void {
  const { twins: listed, count } = twins.list(paths);
  const warning = leakWarning(listed, report.splitFolders);
  if (warning !== undefined) report.warnings.push(warning);
  report.twinCount += count;
  for (const { file, of } of listed)
    if (report.twins.length < mostListed) report.twins.push({ file: prefix + file, of: prefix + of });
}

async function checkArrays(
  paths: readonly string[],
  report: DataReport,
  request: CheckRequest,
  context: DataContext,
): Promise<void> {
  for (const path of paths) {
    report.files++;
    try {
      const dataset = await openArray(path, report.kind, request, context);
      report.good++;
      report.classes = [...dataset.classes];
      if (dataset.shape.length === 3) {
        const [h, w, c] = dataset.shape;
        countUp(report.sizes, `${w}x${h}`, dataset.count);
        countUp(report.channels, c === 1 ? 'grey' : c === 3 ? 'RGB' : `${c} channels`, dataset.count);
      }
      noteValues(dataset, report);
      await dataset.close();
    } catch (error) {
      addBad(report, path, error);
    }
  }
}

function noteValues(dataset: Dataset, report: DataReport): void {
  const { found, warnings } = allNotes(dataset);
  report.found.push(...found);
  report.warnings.push(...warnings);
  if (dataset.columnFacts) {
    report.rows = dataset.count;
    report.columns = dataset.columnFacts;
  }
  if (dataset.values && dataset.scaling) report.values = { ...dataset.values, scaling: dataset.scaling };
}

async function openArray(
  path: string,
  kind: DataReport['kind'],
  request: CheckRequest,
  context: DataContext,
): Promise<Dataset> {
  if (kind === 'npy') return openNpy(basename(path), path, request, context);
  if (kind === 'csv') return openCsv(basename(path), path, request, context);
  return openIdx(basename(path), await pairOf(path), { signal: context.signal });
}

function addBad(report: DataReport, file: string, error: unknown): void {
  if (!(error instanceof DuelError)) throw error;
  // An array's error says which row or which of two files; a picture's only repeats its name.
  const isArray = report.kind !== 'folder' && report.kind !== 'zip';
  const place = error.where !== undefined && isArray ? error.where : file;
  const fix = error.fix !== undefined && isArray ? { fix: error.fix } : {};
  noteBad(report, { file: place, code: error.code, problem: error.message, ...fix });
}

function noteBad(report: DataReport, problem: DataReport['bad'][number]): void {
  report.badCount++;
  if (report.bad.length < mostListed) report.bad.push(problem);
}

function countUp(counts: Record<string, number>, key: string, by = 1): void {
  const known = key in counts || Object.keys(counts).length < mostListed ? key : 'others';
  counts[known] = (counts[known] ?? 0) + by;
}
