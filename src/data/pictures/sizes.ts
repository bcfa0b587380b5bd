import { inParallel } from '../in-parallel.ts';
import type { PictureReader } from './reader.ts';

/** Height and width of pictures. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** What sizes pictures have. */
export interface SizeSurvey {
  /** Pictures in all. */
  readonly count: number;
  /** The sizes that were seen, smallest first; one of many pictures may be missed. */
  readonly sizes: readonly PictureSize[];
}

/** How many pictures are looked at. */
const most = 48;

/** Looks at the heads of some pictures, evenly spread; nothing is decoded. What cannot be read is passed over. */
export async function surveySizes(reader: PictureReader, indices: readonly number[]): Promise<SizeSurvey> {
  const looked = Math.min(most, indices.length);
  const sizes = new Map<string, PictureSize>();
  await inParallel(looked, 4, async (k) => {
    const index = indices[Math.floor((k * indices.length) / looked)]!;
    const facts = await reader.facts(index).catch(() => undefined);
    if (facts) sizes.set(`${facts.width}x${facts.height}`, { width: facts.width, height: facts.height });
  });
  const area = ({ width, height }: PictureSize) => width * height;
  return { count: indices.length, sizes: [...sizes.values()].sort((a, b) => area(a) - area(b) || a.width - b.width) };
}

/** `70 pictures of 4000×3000`, `12 pictures from 640×480 to 4000×3000`: width by height. */
export function sizesText({ count, sizes }: SizeSurvey): string {
  const pictures = `${count.toLocaleString('en-US')} picture${count === 1 ? '' : 's'}`;
  const [least, largest] = [sizes[0], sizes.at(-1)];
  if (!least || !largest) return pictures;
  const text = ({ width, height }: PictureSize) => `${width}×${height}`;
  return sizes.length === 1 ? `${pictures} of ${text(least)}` : `${pictures} from ${text(least)} to ${text(largest)}`;
}

/** A warning where pictures do not look like two side by side; undefined where they do. */
export function halvesWarning(sizes: readonly PictureSize[]): string | undefined {
  const narrow = sizes.find(({ width, height }) => width <= height);
  if (narrow === undefined) return undefined;
  return `some pictures are no wider than high, ${narrow.width}×${narrow.height}: are they input and target side by side?`;
}
