import type { Dataset } from '../dataset.ts';
import { inParallel } from '../in-parallel.ts';
import type { DataRequest } from '../request.ts';
import type { PictureFacts } from './picture.ts';
import type { PictureReader } from './reader.ts';
import { fullWhite, whiteFor, whiteNote } from './sixteen-bits.ts';

/** What a run keeps of what is white in its pictures of 16 bits: of all, or of each part of pairs, or each domain. */
export type KeptWhite = number | Readonly<Record<string, number>>;

/** How many pictures are looked at at once. */
const width = 4;

/** What is white in the pictures of 16 bits of one source: what was said, or what follows from the greatest value of all. */
export class White {
  readonly #reader: PictureReader;
  readonly #said: number | undefined;
  readonly #signal: AbortSignal | undefined;
  /** Of all pictures, whatever split they are in; asked for when the first of 16 bits is met. */
  #greatest: Promise<number> | undefined;

  constructor(reader: PictureReader, said?: number, signal?: AbortSignal) {
    this.#reader = reader;
    this.#said = said;
    this.#signal = signal;
  }

  /** What is white in a picture; undefined in one of 8 bits. */
  async of({ depth }: PictureFacts): Promise<number | undefined> {
    if (depth !== 2) return undefined;
    this.#greatest ??= greatestOfAll(this.#reader, this.#signal);
    const greatest = await this.#greatest;
    return this.#said ?? whiteFor(greatest);
  }

  /** What was white in those that were met, and what is said of it; undefined where none had 16 bits. */
  async found(): Promise<{ readonly white: number; readonly note: string } | undefined> {
    if (!this.#greatest) return undefined;
    const greatest = await this.#greatest;
    return { white: this.#said ?? whiteFor(greatest), note: whiteNote(greatest, this.#said) };
  }
}

/** The greatest value of all pictures of 16 bits; what cannot be read is said where it is decoded. */
export async function greatestOfAll(reader: PictureReader, signal?: AbortSignal): Promise<number> {
  let greatest = 0;
  await inParallel(reader.count, width, async (index) => {
    signal?.throwIfAborted();
    const own = await reader.greatest(index).catch(() => 0);
    // others are read meanwhile
    greatest = Math.max(greatest, own ?? 0);
  });
  return greatest;
}

/** What is white in a part or domain of this name. */
export const whiteOf = (white: KeptWhite | undefined, name: string | undefined): number | undefined =>
  typeof white === 'object' ? white[name ?? ''] : white;

/** What is asked of a part or domain of this name, with what is white in it alone. */
export function withWhite<R extends { white?: KeptWhite }>({ white, ...request }: R, name: string) {
  const own = whiteOf(white, name);
  return { ...request, ...(own !== undefined && { white: own }) };
}

/** What of opened data is kept. */
export function keptWhite({ white, parts, domains }: Pick<Dataset, 'white' | 'parts' | 'domains'>) {
  const each = Object.entries(domains ?? parts ?? {}).flatMap(([name, part]) =>
    part.white === undefined ? [] : [[name, part.white] as const],
  );
  return each.length > 0 ? Object.fromEntries(each) : white;
}

/** What a person says is white: the upper end of a range that begins at 0. */
export function saidWhite({ white, scaling }: Pick<DataRequest, 'white' | 'scaling'>): KeptWhite | undefined {
  if (white !== undefined || scaling?.type !== 'range') return white;
  const { low, high } = scaling;
  return low === 0 && Number.isInteger(high) && high <= fullWhite ? high : undefined;
}
