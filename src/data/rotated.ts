import { assertReadable, type Dataset, exampleSize, type ReadOptions } from './dataset.ts';
import type { PictureShape } from './pictures/taps.ts';
import { dataError } from './problems.ts';

/** By how many quarters of a full turn, and what the classes are called. */
const quarters = { square: [0, 1, 2, 3], oblong: [0, 2] } as const;
const nameOf = (turns: number) => `${90 * turns}°`;

/**
 * Pictures turned by 0, 90, 180 and 270 degrees, each of them four times: their classes say by how much. What tells a turned
 * picture is what tells one thing from another, so that a classifier of these learns features without anybody's labels
 * (Gidaris et al. 2018, https://arxiv.org/abs/1803.07728). Pictures that are not square are turned by 0 and 180 degrees.
 *
 * Example i is picture i div 4, turned by i mod 4 quarters, counter-clockwise.
 *
 * Throws a `DuelError` of kind `data` where there are no pictures.
 */
export function rotated(dataset: Dataset): Dataset {
  const { name, shape, layout, parts } = dataset;
  if (shape.length !== 3 || layout === 'ntc' || layout === 'nct' || parts !== undefined)
    throw dataError('turned-pictures', `${name} has no single pictures that could be turned`, {
      where: 'labels rotation',
      fix: 'leave labels out, or choose pictures',
    });
  const picture = shape as unknown as PictureShape;
  const turns = picture[0] === picture[1] ? quarters.square : quarters.oblong;
  const size = exampleSize(shape);
  const ways = turns.length;
  return {
    ...dataset,
    count: dataset.count * ways,
    classes: turns.map(nameOf),
    fingerprint: `rotated-v1-${dataset.fingerprint}`,
    async read(indices, out, { labels, ...options }: ReadOptions = {}) {
      assertReadable({ name, shape }, Number.MAX_SAFE_INTEGER, indices, out, labels);
      const of = Uint32Array.from(indices, (index) => Math.floor(index / ways));
      const upright = new Float32Array(of.length * size);
      await dataset.read(of, upright, options);
      for (let k = 0; k < of.length; k++) {
        const way = indices[k]! % ways;
        turn(upright.subarray(k * size, (k + 1) * size), picture, turns[way]!, out.subarray(k * size, (k + 1) * size));
        if (labels) labels[k] = way;
      }
    },
  };
}

/** Writes a picture turned counter-clockwise by so many quarters. */
function turn(from: Float32Array, [h, w, c]: PictureShape, quarter: number, out: Float32Array): void {
  /** Where the pixel that comes to (y, x) is taken from. */
  const source = (y: number, x: number): number => {
    if (quarter === 0) return y * w + x;
    if (quarter === 1) return x * w + (w - 1 - y);
    if (quarter === 2) return (h - 1 - y) * w + (w - 1 - x);
    return (h - 1 - x) * w + y;
  };
  for (let y = 0, to = 0; y < h; y++)
    for (let x = 0; x < w; x++) {
      const at = source(y, x) * c;
      for (let k = 0; k < c; k++) out[to++] = from[at + k]!;
    }
}
