import { basename, resolve } from 'node:path';
import { openCsv } from './arrays/csv-file.ts';
import { openIdx } from './arrays/idx-dataset.ts';
import { findIdx, hasIdx, pairOf } from './arrays/idx-file.ts';
import { openNpy } from './arrays/npy-file.ts';
import { closedOnError } from './closing.ts';
import { cropped } from './cropped.ts';
import type { Dataset } from './dataset.ts';
import { openDomains, twoOf } from './domains.ts';
import { type ForeseeingContext, foreseenAs } from './foreseen.ts';
import { assertHoldOut, heldOut } from './held-out.ts';
import { openFolders, placeWithin } from './pairs/folders.ts';
import { madePairs } from './pairs/made.ts';
import { isMade } from './pairs/makers/registry.ts';
import type { Pairs } from './pairs/pairs.ts';
import { pairsText } from './pairs/short.ts';
import { openSideBySide } from './pairs/side-by-side.ts';
import type { PictureSource } from './pictures/picture-source.ts';
import { openPictures } from './pictures/pictures.ts';
import { PictureReader } from './pictures/reader.ts';
import { resized } from './pictures/resized.ts';
import { type SizeSurvey, surveySizes } from './pictures/sizes.ts';
import { saidWhite } from './pictures/white.ts';
import { foldersOf } from './pictures/within.ts';
import { holdsPictures, locate, originAt, type Place, placeName } from './place.ts';
import { dataError } from './problems.ts';
import { newestReading } from './reading.ts';
import { findDataset } from './registry.ts';
import type { DataContext, DataRequest } from './request.ts';
import { assertResolution } from './resolution.ts';
import { rotated } from './rotated.ts';

/**
 * Opens a named data set or a path: a folder or zip of pictures, an IDX file or a folder that holds some, an `.npy` or
 * `.csv` file. Close it when done.
 *
 * Throws a `DuelError` of kind `data` that names the file when something is wrong with it.
 */
export async function openDataset(asked: DataRequest, context: ForeseeingContext = {}): Promise<Dataset> {
  const white = saidWhite(asked);
  const request = { ...asked, ...(white !== undefined && { white }) };
  const { resolution, pairs, holdOut, crop, flip, labels, domains } = request;
  if (resolution !== undefined) assertResolution(resolution);
  if (holdOut !== undefined) assertHoldOut(holdOut);
  if (domains !== undefined) {
    assertAlone(request);
    return openDomains(request, context, openDataset);
  }
  const formed = (dataset: Dataset): Dataset => {
    const upright = cropped(dataset, { crop, flip });
    const cut = labels === 'rotation' ? rotated(upright) : upright;
    return pairs && isMade(pairs) ? madePairs(cut, pairs) : cut;
  };
  const dataset = await openSource(request, foreseenAs(context, formed));
  return closedOnError(dataset, () => formed(dataset));
}

function assertAlone({ pairs, domains }: DataRequest): void {
  if (pairs === undefined) return;
  throw dataError('pairs-of-domains', 'domains have no pairs: pictures of one are not those of the other', {
    where: Object.values(domains ?? {}).join(', '),
    fix: 'leave out --pairs, or the domains',
  });
}

async function openSource(request: DataRequest, context: DataContext): Promise<Dataset> {
  const { source, pairs } = request;
  if (pairs?.type === 'folders') return openFolders(basename(source), source, pairs, request, context);
  const named = findDataset(source);
  if (pairs?.type === 'sideBySide') {
    const place = named ? undefined : await locate(resolve(source), source);
    if (place && (await holdsPictures(place))) {
      const origin = await originAt(place, request.reading ?? newestReading, context.signal);
      return openSideBySide(placeName(place), origin, pairs, request, context);
    }
    throw dataError('no-halves', `${source} has no pictures of two halves`, {
      where: `pairs ${pairsText(pairs)}`,
      fix: 'name a folder or zip of pictures, each an input and its target side by side',
    });
  }
  return named ? named.open(request, context) : openPath(resolve(request.source), request, context);
}

async function openPath(path: string, request: DataRequest, context: DataContext): Promise<Dataset> {
  const place = await locate(path, request.source);
  if (!(await holdsPictures(place))) return resized(await openArrays(place, request, context), request, context);
  const { reading = newestReading } = request;
  return openPictures(placeName(place), await originAt(place, reading, context.signal), request, context);
}

/** Arrays and tables, of which a part may be held out: but for IDX files none has a test split. */
async function openArrays(place: Place, request: DataRequest, context: DataContext): Promise<Dataset> {
  const { split = 'train', holdOut = 0 } = request;
  const hasTest = place.kind === 'folder' && (await hasIdx(place.path, 'test'));
  if (holdOut === 0 || hasTest) return openArray(place, request, context);
  const dataset = await openArray(place, { ...request, split: 'train' }, context);
  return closedOnError(dataset, () => heldOut(dataset, holdOut, split));
}

async function openArray({ path, kind }: Place, request: DataRequest, context: DataContext): Promise<Dataset> {
  const name = basename(path);
  const { signal } = context;
  if (kind === 'folder') return openIdx(name, await findIdx(path, request.split ?? 'train'), { signal });
  if (request.split === 'test')
    throw dataError('no-split', 'a single file has no test split', {
      where: path,
      fix: 'name the file of the test split, or hold some out: --hold-out 0.1',
    });
  if (kind === 'npy') return openNpy(name, path, request, context);
  if (kind === 'csv') return openCsv(name, path, request, context);
  return openIdx(name, await pairOf(path), { signal });
}

/**
 * The two folders of a folder or zip that are domains, in the order of their names: `A` and `B`, of `trainA` and `trainB` as
 * well. Undefined for data that are no such pictures.
 *
 * Throws a `DuelError` of kind `usage` where there are not two.
 */
export async function findDomains(source: string, context: DataContext = {}): Promise<[string, string] | undefined> {
  if (findDataset(source)) return undefined;
  return lookInto(await locate(resolve(source), source), context, (pictures) => twoOf(foldersOf(pictures), source));
}

/**
 * What sizes the pictures of a folder or zip have: of real pairs the targets, and of pictures side by side their halves.
 * Undefined for data that are no such pictures.
 */
export async function surveyPictures(
  { source, pairs }: { readonly source: string; readonly pairs?: Pairs | undefined },
  context: DataContext = {},
): Promise<SizeSurvey | undefined> {
  const place = await (pairs?.type === 'folders' ? placeWithin(source, pairs.target) : locate(resolve(source), source));
  return lookInto(place, context, async (pictures) => {
    const survey = await surveySizes(new PictureReader(pictures), [...pictures.paths.keys()]);
    if (pairs?.type !== 'sideBySide') return survey;
    return { ...survey, sizes: survey.sizes.map(({ width, height }) => ({ width: Math.floor(width / 2), height })) };
  });
}

/** What is seen of the pictures at a place, which are open meanwhile; undefined where there are none. */
async function lookInto<T>(
  place: Place,
  { signal }: DataContext,
  look: (pictures: PictureSource) => T | Promise<T>,
): Promise<T | undefined> {
  if (!(await holdsPictures(place))) return undefined;
  const pictures = await (await originAt(place, newestReading, signal)).open();
  try {
    return await look(pictures);
  } finally {
    await pictures.close();
  }
}
