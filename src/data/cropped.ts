import type { RandomStream } from '../random/stream.ts';
import { assertPart, assertReadable, type Dataset, exampleSize, type PartFacts, type ReadOptions } from './dataset.ts';
import type { PictureShape } from './pictures/taps.ts';
import { dataError } from './problems.ts';
import { assertResolution, heightAndWidth, type Resolution, resolutionText } from './resolution.ts';

export interface CropOptions {
  /** Height and width that are cut out of each picture. Default: all of it. */
  crop?: Resolution | undefined;
  /** Whether half of the pictures are mirrored left to right. */
  flip?: boolean | undefined;
}

/** A window of a picture, in pixels of the smallest part, and whether it is mirrored. */
interface Cut {
  readonly top: number;
  readonly left: number;
  readonly isFlipped: boolean;
}

/**
 * Pictures cut to a smaller size, and half of them mirrored, at random by `ReadOptions.draws`; without these the middle
 * is cut out and nothing is mirrored. All parts of an example are cut and mirrored alike, also where one has a multiple of
 * the other's height and width: `crop` is then the size of the main part.
 *
 * Throws a `DuelError` of kind `data` where there are no pictures, or none as large.
 */
export function cropped(dataset: Dataset, { crop, flip = false }: CropOptions): Dataset {
  if (crop === undefined && !flip) return dataset;
  const { name, kind } = dataset;
  const whole = pictureShape(dataset, { shape: dataset.shape, kind }, { crop, flip });
  const [height, width] = crop === undefined ? whole : cropSize(crop, whole, name);
  const shapes = partShapes(dataset, { crop, flip });
  const unit = Math.max(1, ...Array.from(shapes.values(), ([h]) => whole[0] / h));
  if (height % unit !== 0 || width % unit !== 0)
    throw dataError('crop-size', `inputs are ${unit} times smaller, and ${height}×${width} cannot be divided by that`, {
      where: `crop ${resolutionText([height, width])}`,
      fix: `--crop ${resolutionText([Math.ceil(height / unit) * unit, Math.ceil(width / unit) * unit])}`,
    });
  /** Places in which the window may lie, in units, down and across. */
  const places = [(whole[0] - height) / unit + 1, (whole[1] - width) / unit + 1].map(Math.floor) as [number, number];
  const cutShape = ([h, w, c]: PictureShape): PictureShape => [(height * h) / whole[0], (width * w) / whole[1], c];
  const parts = Object.fromEntries(
    Object.entries(dataset.parts ?? {}).map(([part, facts]) => [
      part,
      { ...facts, shape: cutShape(shapes.get(part)!) },
    ]),
  );
  const shape = cutShape(whole);
  return {
    ...dataset,
    shape,
    ...(dataset.parts && { parts }),
    fingerprint: `crop-v1-${height}x${width}${flip ? '-flip' : ''}-${dataset.fingerprint}`,
    async read(indices, out, options: ReadOptions = {}) {
      const { part } = options;
      if (part !== undefined) assertPart(dataset, part);
      const from = part === undefined ? whole : shapes.get(part)!;
      const to = cutShape(from);
      assertReadable({ name, shape: to }, Number.MAX_SAFE_INTEGER, indices, out, options.labels);
      const size = exampleSize(from);
      const pictures = new Float32Array(indices.length * size);
      await dataset.read(indices, pictures, options);
      const scale = from[0] / (whole[0] / unit);
      for (let k = 0; k < indices.length; k++) {
        const cut = drawCut(places, flip, options.draws?.(k).branch('crop'));
        cutOut(pictures.subarray(k * size, (k + 1) * size), from, cut, scale, out.subarray(k * exampleSize(to)), to);
      }
    },
  };
}

function drawCut([down, across]: readonly [number, number], flip: boolean, random: RandomStream | undefined): Cut {
  if (random === undefined) return { top: (down - 1) >> 1, left: (across - 1) >> 1, isFlipped: false };
  return { top: random.integer(down), left: random.integer(across), isFlipped: flip && random.uniform() < 0.5 };
}

/** Writes the window of a picture whose pixels are `scale` to a unit of the cut. */
function cutOut(
  picture: Float32Array,
  [, wide, channels]: PictureShape,
  { top, left, isFlipped }: Cut,
  scale: number,
  out: Float32Array,
  [height, width]: PictureShape,
): void {
  for (let y = 0; y < height; y++) {
    const row = ((top * scale + y) * wide + left * scale) * channels;
    for (let x = 0; x < width; x++) {
      const from = row + (isFlipped ? width - 1 - x : x) * channels;
      const to = (y * width + x) * channels;
      for (let c = 0; c < channels; c++) out[to + c] = picture[from + c]!;
    }
  }
}

function cropSize(crop: Resolution, [height, width]: PictureShape, name: string): readonly [number, number] {
  assertResolution(crop);
  const [h, w] = heightAndWidth(crop);
  if (h <= height && w <= width) return [h, w];
  throw dataError('crop-size', `${resolutionText(crop)} cannot be cut out of pictures of ${height}×${width}`, {
    where: `crop ${resolutionText(crop)} of ${name}`,
    fix: `give pictures a larger --resolution, or a --crop of ${resolutionText([height, width])} at most`,
  });
}

function partShapes(dataset: Dataset, options: CropOptions): Map<string, PictureShape> {
  const [height, width] = dataset.shape as unknown as PictureShape;
  const shapes = new Map<string, PictureShape>();
  for (const [part, facts] of Object.entries(dataset.parts ?? {})) {
    const shape = pictureShape(dataset, facts, options);
    if (height % shape[0] !== 0 || height / shape[0] !== width / shape[1])
      throw dataError('crop-parts', `parts of ${shape[0]}×${shape[1]} and ${height}×${width} cannot be cut alike`, {
        where: dataset.name,
        fix: 'bring both to one size with --resolution',
      });
    shapes.set(part, shape);
  }
  return shapes;
}

function pictureShape({ name, layout }: Dataset, { shape }: PartFacts, { crop }: CropOptions): PictureShape {
  if (shape.length === 3 && layout !== 'ntc' && layout !== 'nct') return shape as unknown as PictureShape;
  throw dataError('crop-pictures', `${name} has no pictures that could be ${crop === undefined ? 'mirrored' : 'cut'}`, {
    where: crop === undefined ? 'flip' : `crop ${resolutionText(crop)}`,
    fix: `leave ${crop === undefined ? '--flip' : '--crop'} out, or choose pictures`,
  });
}
