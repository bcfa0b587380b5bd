import { existsSync, readdirSync, statSync } from 'node:fs';
import { DuelError } from '../../errors.ts';
import { stdout } from '../output/outputFile.ts';
import { isImage, isPoint } from './sampler.ts';

/** How samples are written: all in one picture, a picture each, or numbers. */
export type SampleForm = 'grid' | 'singles' | 'npy' | 'csv';

export const pictureEndings = ['png', 'jpg', 'jpeg', 'webp'] as const;
export type PictureEnding = (typeof pictureEndings)[number];

/** A place for samples, and how they are written there. */
export interface SamplePlace {
  readonly out: string;
  readonly form: SampleForm;
  /** Of a grid. */
  readonly picture: PictureEnding;
}

/** Longest side and most pixels of one picture: what viewers open, and what a machine has memory for. */
const longestSide = 30_000;
const mostPixels = 150e6;

/**
 * The form that suits an output path: a picture by `.png`, `.jpg` or `.webp`, numbers by `.npy` or `.csv`, and a folder
 * where there is no ending, or a `/` at the end. Stdout (`-`) gets the table of points, or the array of pictures.
 *
 * @param one shape of one sample
 * @throws DuelError `sample/form` where samples of this shape, or so many, cannot be written there
 */
export function placeFor(out: string, one: readonly number[], count: number): SamplePlace {
  const ending = /[^/\\]\.(\w+)$/.exec(out)?.[1]?.toLowerCase();
  const picture = pictureEndings.find((p) => p === ending) ?? 'png';
  const place = (form: SampleForm): SamplePlace => ({ out, form, picture });
  if (out === stdout) return place(one.length === 1 ? 'csv' : 'npy');
  if (isDevice(out)) return place(one.length === 1 ? 'csv' : 'npy');
  if (ending === undefined || isFolder(out)) return fitting(place('singles'), one, count);
  if (ending === 'npy' || ending === 'csv') return fitting(place(ending), one, count);
  if (picture === ending) return fitting(place('grid'), one, count);
  throw new DuelError('usage', 'sample/form', `samples are not written as .${ending}`, {
    where: `--out ${out}`,
    fix: `--out ${better(one)}; for a folder of that name put a / at its end`,
  });
}

/** What is there; undefined where nothing is, or could be. */
const thereAt = (out: string) => (existsSync(out) ? statSync(out, { throwIfNoEntry: false }) : undefined);

const isFolder = (out: string): boolean => /[/\\]$/.test(out) || thereAt(out)?.isDirectory() === true;

const isDevice = (out: string): boolean => thereAt(out)?.isFile() === false && !isFolder(out);

function fitting(place: SamplePlace, one: readonly number[], count: number): SamplePlace {
  const { form, out } = place;
  const fits =
    form === 'npy' ||
    (form === 'csv' && one.length === 1) ||
    (form === 'grid' && (isImage(one) || isPoint(one))) ||
    (form === 'singles' && isImage(one));
  if (!fits)
    throw new DuelError('usage', 'sample/form', `samples of shape [${one.join(', ')}] cannot be written there`, {
      where: `--out ${out}`,
      fix: `--out ${better(one)}`,
    });
  if (form === 'grid' && isImage(one)) checkPicture(one as [number, number, number], count, out);
  return place;
}

const better = (one: readonly number[]): string =>
  isImage(one) ? 'FILE.png, DIR or FILE.npy' : isPoint(one) ? 'FILE.png, .csv or .npy' : 'FILE.csv or .npy';

/** How many pixels a sample's pixel becomes in a grid of `count`: fewer where there are many. */
export function gridScale([height, width]: readonly [number, number, ...number[]], count: number): number {
  const usual = Math.max(1, Math.floor(98 / Math.max(width, height)));
  for (let scale = usual; scale > 1; scale--) if (fitsOnePage(height, width, count, scale)) return scale;
  return 1;
}

function fitsOnePage(height: number, width: number, count: number, scale: number): boolean {
  const columns = Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / columns);
  const [w, h] = [columns * (width * scale + 2) + 2, rows * (height * scale + 2) + 2];
  return Math.max(w, h) <= longestSide && w * h <= mostPixels;
}

function checkPicture([height, width]: readonly [number, number, number], count: number, out: string): void {
  if (fitsOnePage(height, width, count, 1)) return;
  let most = count;
  while (!fitsOnePage(height, width, most, 1)) most = Math.floor(most * 0.9);
  throw new DuelError('usage', 'sample/large', `${count.toLocaleString('en-US')} samples make too large a picture`, {
    where: `--out ${out}`,
    fix: `--n ${most} at most in one picture; a folder (--out DIR) or FILE.npy takes any number`,
  });
}

/** Throws where a folder of samples would be mixed with what is in it already, unless that is wanted. */
export function assertEmptyFolder(folder: string): void {
  const there = thereAt(folder)?.isDirectory() ? readdirSync(folder) : [];
  if (there.length === 0) return;
  throw new DuelError('usage', 'sample/not-empty', `there is something in this folder already: ${there[0]}`, {
    where: folder,
    fix: 'choose another folder with --out, or add --overwrite to write beside it',
  });
}
