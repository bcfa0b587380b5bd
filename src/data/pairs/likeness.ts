import type { PictureSource } from '../pictures/picture-source.ts';
import { foldersOf, within } from '../pictures/within.ts';

/** What pictures look like that may be pairs or two domains: how to say so, a line each. */
export function likenessNotes(source: PictureSource, sizes: readonly string[]): string[] {
  return [...twoFolders(source), ...twoHalves(sizes)];
}

/** Two folders, of which half of the names are in both, or that are called as CycleGAN's own are. */
function twoFolders(source: PictureSource): string[] {
  const folders = foldersOf(source);
  const [a, b] = folders;
  if (folders.length !== 2 || a === undefined || b === undefined) return [];
  const [first, second] = [namesOf(source, a), namesOf(source, b)];
  const same = [...first].filter((name) => second.has(name)).length;
  const notes = [];
  if (2 * same >= Math.min(first.size, second.size))
    notes.push(
      `${same.toLocaleString('en-US')} names are in both ${a}/ and ${b}/; if they are pairs: --input ${a} --target ${b}`,
    );
  if (notes.length > 0 || (a === 'A' && b === 'B'))
    notes.push(`if they are two domains: --domain-a ${a} --domain-b ${b}`);
  return notes;
}

const namesOf = (source: PictureSource, folder: string): ReadonlySet<string> =>
  new Set(within(source, folder).paths.map((path) => path.replace(/\.[^./]+$/, '')));

/** Pictures that are all twice as wide as high. */
function twoHalves(sizes: readonly string[]): string[] {
  const isDouble = (size: string) => {
    const [width, height] = size.split('x').map(Number);
    return width === 2 * height!;
  };
  if (sizes.length === 0 || !sizes.every(isDouble)) return [];
  return ['all are twice as wide as high; if they are an input and its target side by side: --pairs side-by-side'];
}
