import { join } from 'node:path';
import { loadSharp } from '../../data/pictures/sharp.ts';
import { systemCode } from '../../files/problem.ts';
import { readWholeSync } from '../../files/reading.ts';
import { readSnapshot, snapshotSteps, spreadOf } from '../directory/snapshots.ts';
import { readNeighbours } from '../evaluation/evaluationFile.ts';

/** A picture inside the page. */
export interface Embedded {
  /** `data:image/webp;base64,…` */
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

export interface ReportPictures {
  /** What is learned from; undefined where no picture of it is there. */
  readonly reals: Embedded | undefined;
  /** What was made, by step. */
  readonly samples: readonly { readonly step: number; readonly picture: Embedded }[];
  /** How many pictures of samples the run has. */
  readonly of: number;
  /** Samples beside the examples that they are nearest to, at `PicturesOptions.neighboursOf`. */
  readonly neighbours: Embedded | undefined;
  readonly problems: readonly string[];
}

/** How pictures are made smaller, from the best to the least: longest side, quality (100 loses nothing), and how many. */
const ladder = [
  { side: 1200, quality: 100, most: 60 },
  { side: 1000, quality: 90, most: 60 },
  { side: 800, quality: 80, most: 48 },
  { side: 640, quality: 70, most: 36 },
  { side: 480, quality: 60, most: 24 },
  { side: 320, quality: 50, most: 12 },
  { side: 160, quality: 40, most: 4 },
] as const;
type Rung = (typeof ladder)[number];

/** Characters of all pictures together, as the page holds them. */
export const pictureBudget = 4.2e6;
/** Of this, what one of what is learned from may take, and one of nearest examples. */
const realsShare = 0.15;
const neighboursShare = 0.15;

export interface PicturesOptions {
  /** Characters of all pictures together. Default `pictureBudget`. */
  readonly budget?: number | undefined;
  /** A step whose samples are shown beside the examples nearest to them. */
  readonly neighboursOf?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A run's pictures, made so small that a page holds them: decoded and encoded anew, so that nothing else of a stranger's
 * file gets in. One that is broken is told of, and left out.
 */
export async function readPictures(
  directory: string,
  { budget = pictureBudget, neighboursOf, signal }: PicturesOptions = {},
): Promise<ReportPictures> {
  const problems = new Set<string>();
  const orTold = async (name: string, read: () => Uint8Array, rung: Rung): Promise<Embedded | undefined> => {
    signal?.throwIfAborted();
    try {
      return await embed(read(), rung);
    } catch (cause) {
      if (systemCode(cause) === 'ENOENT') return undefined;
      problems.add(`${name} cannot be shown: ${(cause as Error).message.split('\n')[0]}`);
      return undefined;
    }
  };
  const all = snapshotSteps(directory);
  const samples = await firstThatFits(budget * (1 - realsShare - neighboursShare), async (rung, room) => {
    const found: { step: number; picture: Embedded }[] = [];
    for (const step of spreadOf(all, rung.most)) {
      const name = `samples/${String(step).padStart(9, '0')}.png`;
      const picture = await orTold(name, () => readSnapshot(directory, step), rung);
      if (picture) found.push({ step, picture });
      if (sizeOf(found) > room) return undefined;
    }
    return found;
  });
  const single = (share: number, name: string, read: () => Uint8Array) =>
    firstThatFits(budget * share, async (rung, room) => {
      const picture = await orTold(name, read, rung);
      return picture && picture.url.length > room ? undefined : { picture };
    });
  const reals = await single(realsShare, 'reals.png', () => readPicture(join(directory, 'reals.png')));
  const neighbours =
    neighboursOf === undefined
      ? undefined
      : await single(neighboursShare, 'the picture of nearest examples', () => readNeighbours(directory, neighboursOf));
  return {
    reals: reals?.picture,
    samples: samples ?? [],
    of: all.length,
    neighbours: neighbours?.picture,
    problems: [...problems],
  };
}

const readPicture = (path: string) => readWholeSync(path, 'checkpoint', { limit: 2 ** 28 });

const sizeOf = (found: readonly { readonly picture: Embedded }[]) =>
  found.reduce((sum, { picture }) => sum + picture.url.length, 0);

/** What the best rung gives that leaves it within its room; the last gives nothing where even that is too much. */
async function firstThatFits<T>(
  room: number,
  at: (rung: Rung, room: number) => Promise<T | undefined>,
): Promise<T | undefined> {
  for (const rung of ladder) {
    const found = await at(rung, room);
    if (found !== undefined) return found;
  }
  return undefined;
}

const pngSignature = [0x89, 0x50, 0x4e, 0x47];

async function embed(file: Uint8Array, { side, quality }: Rung): Promise<Embedded> {
  if (!pngSignature.every((byte, i) => file[i] === byte)) throw new Error('it is no PNG');
  const sharp = await loadSharp();
  const { data, info } = await sharp(file, { limitInputPixels: 100e6 })
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#fff' })
    .webp(quality === 100 ? { lossless: true } : { quality })
    .toBuffer({ resolveWithObject: true });
  return { url: `data:image/webp;base64,${data.toString('base64')}`, width: info.width, height: info.height };
}
