import { inParallel } from '../in-parallel.ts';
import type { Reading } from '../reading.ts';
import { isClassFile } from './class-files.ts';
import { endingOf, isNamedPicture, recognise } from './picture-formats.ts';
import { byPath, isHidden, isOfSystem, isPicturePath } from './picture-source.ts';

/** A picture in a format that is not read. */
export interface UnreadPicture {
  path: string;
  /** The format's name. */
  format: string;
}

/** What the files of a folder or zip are. */
export interface Contents<E> {
  /** Sorted by path. */
  pictures: E[];
  /** Sorted by path. */
  unread: UnreadPicture[];
  /** Those that may say which class a picture is of. */
  classFiles: E[];
  /** How many files that are no data have each ending, such as `txt`; those without one count as ``. */
  passedOver: Record<string, number>;
}

/** The beginning of a file that cannot be read, as files that are no pictures often are. */
const nothing = new Uint8Array(0);

/** Files whose beginnings are read at once. */
const width = 8;

/**
 * Finds the pictures among files. By the first reading they are those called .png, .jpg, .jpeg and .webp; by the second
 * those that are called like a picture that is read, and those that begin like one, whatever they are called.
 */
export async function sortOut<E extends { readonly path: string }>(
  files: readonly E[],
  reading: Reading,
  head: (file: E) => Promise<Uint8Array>,
  signal?: AbortSignal,
): Promise<Contents<E>> {
  const pictures: E[] = [];
  const unread: UnreadPicture[] = [];
  const classFiles: E[] = [];
  const passedOver = new Map<string, number>();
  const passOver = ({ path }: E) => passedOver.set(endingOf(path), (passedOver.get(endingOf(path)) ?? 0) + 1);
  const others: E[] = [];
  for (const file of files) {
    if (reading === 1 ? isHidden(file.path) : isOfSystem(file.path)) continue;
    if (reading === 1 ? isPicturePath(file.path) : isNamedPicture(file.path)) pictures.push(file);
    else if (reading === 1) passOver(file);
    else if (isClassFile(file.path)) classFiles.push(file);
    else others.push(file);
  }
  await inParallel(others.length, width, async (k) => {
    signal?.throwIfAborted();
    const file = others[k]!;
    const what = recognise(await head(file).catch(() => nothing), file.path);
    if (what === undefined) passOver(file);
    else if ('format' in what) pictures.push(file);
    else unread.push({ path: file.path, format: what.unread });
  });
  const endings = [...passedOver].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return {
    pictures: pictures.sort(byPath),
    unread: unread.sort(byPath),
    classFiles: classFiles.sort(byPath),
    passedOver: Object.fromEntries(endings),
  };
}
