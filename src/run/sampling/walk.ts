import { DuelError } from '../../errors.ts';
import { assertMemory } from '../../files/memory.ts';
import { type Batch, type Codes, codeWidth, type Latents, walkLatents } from '../../gan/index.ts';
import { encodeFilm, type FilmFormat } from '../film/film.ts';
import { imageGrid } from '../pictures/pictures.ts';
import { gridRaster, type Raster } from '../pictures/raster.ts';
import type { RunGenerator } from './generator.ts';
import { imagesOf } from './sample.ts';

/**
 * A row of latents for each of `rows` [n, …], along which continuous code `index` (from 0) takes each of `values` in turn;
 * all else stays as it is: [n · values, …], row by row. The sheet that InfoGAN's paper shows (figure 2).
 */
export function codeSheet(rows: Latents, codes: Codes, index: number, values: readonly number[]): Latents {
  const [count = 0, ...shape] = rows.shape;
  const repeat = (array: Float32Array) => {
    const size = array.length / count;
    const out = new Float32Array(array.length * values.length);
    for (let i = 0; i < count * values.length; i++) {
      const row = Math.floor(i / values.length);
      out.set(array.subarray(row * size, (row + 1) * size), i * size);
    }
    return out;
  };
  const told = repeat(rows.told!);
  const [width, at] = [codeWidth(codes), codeWidth({ ...codes, continuous: index })];
  for (let i = 0; i < count * values.length; i++) told[i * width + at] = values[i % values.length]!;
  return { shape: [count * values.length, ...shape], data: repeat(rows.data), told };
}

/** Values of a continuous code on its way: from -1 to 1, or there and back again without the first one twice. */
export const codeValues = (frames: number, { closed }: { closed: boolean }): number[] =>
  Array.from({ length: frames }, (_, f) =>
    closed ? -Math.cos((2 * Math.PI * f) / frames) : frames === 1 ? 0 : -1 + (2 * f) / (frames - 1),
  );

export interface WalkWish {
  /** Seeds of the samples that it goes through. */
  readonly stops: readonly number[];
  readonly frames: number;
  /** A film that goes round, or a strip from the first to the last. */
  readonly format: FilmFormat | 'png';
  readonly truncation?: number | undefined;
  /** The class of all of them. */
  readonly of?: number | undefined;
  /** A continuous code that goes from -1 to 1, in a row for each stop. */
  readonly code?: number | undefined;
  readonly fps?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Where a walk goes where nobody says it: four samples, or with a code one of each class. */
export const walkStops = ({ classCount }: RunGenerator, code: number | undefined): number[] =>
  Array.from({ length: code === undefined ? 4 : classCount || 10 }, (_, i) => i);

/** Samples that a walk goes through, and pictures of a sheet over a code: what one file can show. */
const mostStops = 2000;
const mostOfSheet = 20_000;

/** Throws where the way is too long for its pictures, before anything is made for it. */
function assertLength({ stops, frames, code }: WalkWish): void {
  const [n, most, mostPictures] = [stops.length, mostStops, mostOfSheet].map((count) => count.toLocaleString('en-US'));
  if (code === undefined && stops.length > mostStops)
    throw new DuelError('usage', 'walk/many-seeds', `a walk of ${n} samples does not fit one file`, {
      fix: `walk through ${most} seeds or fewer`,
    });
  if (code !== undefined && stops.length * frames > mostOfSheet)
    throw new DuelError(
      'usage',
      'walk/large-sheet',
      `${n} rows of ${frames} pictures are too many for one file: ${mostPictures} pictures at the most`,
      { fix: `take ${Math.floor(mostOfSheet / frames)} seeds or fewer` },
    );
}

/**
 * The way between samples as a file's content. Throws `sample/no-images` where the generator makes none, and
 * `walk/many-seeds` or `walk/large-sheet` where it is too long.
 */
export async function walkBetween(generator: RunGenerator, wish: WalkWish): Promise<Uint8Array> {
  const { stops, frames, format, truncation, of, code, fps = 12, signal } = wish;
  assertLength(wish);
  if (generator.sampleShape.length !== 3)
    throw new DuelError(
      'usage',
      'sample/no-images',
      'this generator makes no images, there is nothing to show on the way',
      { where: generator.directory, fix: 'choose the run of a GAN that makes pictures' },
    );
  const rows = code === undefined ? 1 : stops.length;
  assertMemory('this walk', [picturesPart(rows * frames, generator.sampleShape)]);
  const closed = format !== 'png';
  const from = generator.latents(stops, truncation, of);
  const latents =
    code === undefined
      ? walkLatents(from, frames, { closed })
      : codeSheet(from, generator.codes, code, codeValues(frames, { closed }));
  // one noise on all of the way, where the generator has any
  const images = await generator.generate({ ...latents, seeds: Array<number>(latents.shape[0]!).fill(0) });
  signal?.throwIfAborted();
  return format === 'png'
    ? walkStrip(images, generator, rows)
    : walkFilm(images, generator, { format, fps, rows, signal });
}

/** What pictures take that are made at once: as numbers, and as they are shown. */
const picturesPart = (count: number, [height, width, channels]: readonly number[]) => ({
  what: `${count.toLocaleString('en-US')} pictures of ${height}×${width}`,
  bytes: count * height! * width! * (4 * channels! + 3),
  fix: 'take fewer --frames',
});

/** Images as a film; of several rows of images, each frame shows the next of every row. */
export const walkFilm = (
  images: Batch,
  generator: RunGenerator,
  {
    format,
    fps,
    rows = 1,
    signal,
  }: { format: FilmFormat; fps: number; rows?: number; signal?: AbortSignal | undefined },
): Promise<Uint8Array> => encodeFilm(framesOf(images, generator, rows), format, { fps, signal });

/** Images side by side; several rows of them one below the other. */
export const walkStrip = (images: Batch, generator: RunGenerator, rows = 1): Promise<Uint8Array> => {
  const all = imagesOf(images, generator);
  return imageGrid({ ...all, columns: all.count / rows });
};

function framesOf(samples: Batch, generator: RunGenerator, rows: number): Raster[] {
  const images = imagesOf(samples, generator);
  const size = images.height * images.width * images.channels;
  const frames = images.count / rows;
  return Array.from({ length: frames }, (_, f) => {
    const data = new Float32Array(rows * size);
    for (let row = 0; row < rows; row++) {
      const i = row * frames + f;
      data.set(images.data.subarray(i * size, (i + 1) * size), row * size);
    }
    return gridRaster({ ...images, data, count: rows, ...(rows === 1 ? { padding: 0 } : { columns: rows }) });
  });
}
