import { extname, join } from 'node:path';
import { openSized, type SizedPictures } from '../../data/pictures/any-size.ts';
import { whiteOf } from '../../data/pictures/white.ts';
import { DuelError } from '../../errors.ts';
import { writeOut } from '../output/outputFile.ts';
import { imageGrid } from '../pictures/pictures.ts';
import { assertEmptyFolder, type PictureEnding, pictureEndings } from '../sampling/forms.ts';
import { inputsFor } from './inputs.ts';
import type { Picture } from './tiles.ts';
import type { RunTranslator } from './translator.ts';

export interface TranslateFilesOptions {
  /** The pictures are targets of the run: their inputs are made as its training made them. Default false. */
  readonly made?: boolean | undefined;
  /** Writes into a folder that holds something already. Default false. */
  readonly overwrite?: boolean | undefined;
  /** What is random in translating a picture follows from this and its place. Default 0. */
  readonly seed?: number | undefined;
  readonly onProgress?: ((done: number, total: number) => unknown) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Translates a picture, or those of a folder or zip, one after the other, and writes them under their names.
 *
 * @param out a file `.png`, `.jpg` or `.webp` for one picture; else a folder
 * @returns the files, and what was found of the pictures, for people
 */
export async function translateFiles(
  translator: RunTranslator,
  from: string,
  out: string,
  options: TranslateFilesOptions = {},
): Promise<{ readonly files: string[]; readonly notes: string[] }> {
  const { made = false, overwrite = false, seed = 0, onProgress, signal } = options;
  const { directory, config } = translator;
  const { part, domain } = translator.translator.from;
  const inputs = inputsFor({ data: config.data, directory }, translator.translator, translator.channels, made);
  // what is translated is read as what was learned from
  const white = whiteOf(config.data.white, made ? 'target' : (part ?? domain));
  const pictures = await openSized(from, { reading: config.data.reading ?? 1, white, signal });
  try {
    const places = placesFor(pictures, from, out);
    if (!places.isFile && !overwrite) assertEmptyFolder(out);
    for (const [i, path] of places.paths.entries()) {
      signal?.throwIfAborted();
      const input = inputs.of(await pictures.read(i, inputs.channels), seed + i);
      const made = await translator.translate(input, seed + i);
      await writeOut(path, await encoded(made, config.data.range, places.endingOf(path)));
      await onProgress?.(i + 1, places.paths.length);
    }
    return { files: places.paths, notes: await pictures.found() };
  } finally {
    await pictures.close();
  }
}

const encoded = ({ height, width, channels, data }: Picture, range: readonly [number, number], ending: PictureEnding) =>
  imageGrid({ data, count: 1, height, width, channels, range, padding: 0, scale: 1, ending });

interface Places {
  readonly paths: string[];
  readonly isFile: boolean;
  endingOf(path: string): PictureEnding;
}

function placesFor({ paths, isFile }: SizedPictures, from: string, out: string): Places {
  if (paths.length === 0)
    throw new DuelError('data', 'translate/no-pictures', 'there are no pictures here', {
      where: from,
      fix: 'give a picture, or a folder or zip that holds some',
    });
  const endingOf = (path: string): PictureEnding =>
    pictureEndings.find((ending) => `.${ending}` === extname(path).toLowerCase()) ?? 'png';
  const hasEnding = pictureEndings.some((ending) => out.toLowerCase().endsWith(`.${ending}`));
  if (hasEnding && isFile) return { paths: [out], isFile: true, endingOf };
  if (hasEnding)
    throw new DuelError('usage', 'translate/one-file', `${paths.length} pictures do not go into one file`, {
      where: `--out ${out}`,
      fix: 'name a folder: --out DIR',
    });
  return { paths: namesOf(paths).map((name) => join(out, name)), isFile: false, endingOf };
}

/**
 * The names that results have in their folder: those of the pictures, as PNG; where two would be one on any system, with
 * their endings and a number.
 */
export function namesOf(paths: readonly string[]): string[] {
  const plain = paths.map((path) => safe(path.slice(0, path.length - extname(path).length)));
  const taken = new Set<string>();
  const alike = new Map<string, number>();
  for (const name of plain) alike.set(name.toLowerCase(), (alike.get(name.toLowerCase()) ?? 0) + 1);
  return paths.map((path, i) => {
    const name = alike.get(plain[i]!.toLowerCase()) === 1 ? plain[i]! : safe(path);
    let free = name;
    for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${name}-${n}`;
    taken.add(free.toLowerCase());
    return `${free}.png`;
  });
}

/** Each part of a path without what some system does not take in a name, or takes for another folder. */
const safe = (path: string): string =>
  path
    .split('/')
    .map((part) => part.replace(/[\p{C}<>:"|?*\\]/gu, '-').replace(/[. ]+$/, '') || '-')
    .join('/');
