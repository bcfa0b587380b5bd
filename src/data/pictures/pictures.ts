import { batchBytes } from '../budget.ts';
import { closedOnError } from '../closing.ts';
import { type DataNotes, type Dataset, exampleSize } from '../dataset.ts';
import { foretell } from '../foreseen.ts';
import { inParallel } from '../in-parallel.ts';
import { dataError } from '../problems.ts';
import { newestReading, type Reading } from '../reading.ts';
import type { DataContext, DataRequest } from '../request.ts';
import { heightAndWidth, type Resolution } from '../resolution.ts';
import { type Append, assertCacheRoom, type Decoded, describedIn, openCached } from '../storage/cache.ts';
import { cacheFolder } from '../storage/places.ts';
import type { Layout } from './layout.ts';
import type { PictureForm } from './picture.ts';
import type { PictureOrigin, PictureSource } from './picture-source.ts';
import { readLayout } from './read-layout.ts';
import { PictureReader } from './reader.ts';
import { halvesWarning, type PictureSize, sizesText, surveySizes } from './sizes.ts';
import { costsPictures, joined, noPictures, sourceNotes } from './source-notes.ts';
import { White, whiteOf } from './white.ts';

/** Pictures that are decoded before their pixels are written, and how many of them at once. */
const batch = 64;
const width = 4;
/** Most pixels of a picture that keeps its size unasked. */
const asTheyAre = 2 ** 20;

type Asked = 'resolution' | 'fit' | 'channels' | 'split' | 'reading' | 'holdOut' | 'white';
export type PictureRequest = Pick<DataRequest, Asked> &
  Pick<PictureForm, 'half'> & { resampling?: PictureForm['resampling'] };

/** Opens the pictures of a folder or zip: decoded into the cache once, read from there. */
export async function openPictures(
  name: string,
  origin: PictureOrigin,
  request: PictureRequest,
  context: DataContext,
): Promise<Dataset> {
  const choose = async () => {
    const source = await openWhole(origin);
    return closedOnError(source, async () => ({ source, ...(await readLayout(source, request)) }));
  };
  return openChosen(name, origin.identity, choose, request, context);
}

/** Pictures of an open source, which is closed when they have been read. */
export interface ChosenPictures {
  source: PictureSource;
  layout: Layout;
  notes: DataNotes;
}

/** Opens what is chosen of a source that `identity` tells from others: decoded into the cache once, read from there. */
export async function openChosen(
  name: string,
  identity: string,
  choose: () => Promise<ChosenPictures>,
  request: PictureRequest,
  context: DataContext,
): Promise<Dataset> {
  const { resolution, channels, split = 'train', fit = 'crop', resampling = 'lanczos' } = request;
  const { reading = newestReading, holdOut = 0, half } = request;
  // What is not asked for is not named: what was decoded before it could be stays good. 2 and 3 read pictures alike.
  const rules = [
    ...(reading === 1 ? [] : [reading >= 4 ? 4 : 2]),
    ...(holdOut > 0 ? [{ holdOut }] : []),
    ...(half ? [{ half }] : []),
  ];
  const keyOf = (white: number | undefined) =>
    JSON.stringify([identity, split, resolution, channels, fit, resampling, ...rules, ...(white ? [{ white }] : [])]);
  const folder = cacheFolder(context);
  const plain = keyOf(undefined);
  const known = await describedIn(folder, plain);
  // what a run keeps is mostly what was found, and decoded, when it began
  const said = whiteOf(request.white, undefined);
  const white = known && (known.white ?? said) === said ? undefined : said;
  return openCached(name, keyOf(white), folder, async (append) => {
    const { source, layout, notes } = await choose();
    try {
      const check = `duel data check '${source.where}'`;
      const wish = { resolution, channels, fit, resampling, half, reading, white };
      const reader = new PictureReader(source, check);
      const decoding = new Decoding(reader, layout, wish, context);
      const shape = await decoding.shape();
      const count = layout.indices.length;
      foretell(context, { name, count, shape, classes: layout.classes });
      assertCacheRoom(folder, count * exampleSize(shape));
      const decoded = await decoding.run(append);
      const warning = half && halvesWarning((await surveySizes(reader, layout.indices)).sizes);
      const found = await decoding.found();
      const warned = joined(notes, {
        found: found ? [found.note] : [],
        warnings: warning === undefined ? [] : [warning],
      });
      return { ...decoded, white: found?.white, notes: joined(sourceNotes(source), warned) };
    } finally {
      await source.close();
    }
  });
}

/** Opens a source of which nothing is hidden or missing. */
export async function openWhole(origin: PictureOrigin): Promise<PictureSource> {
  const source = await origin.open();
  return closedOnError(source, async () => {
    const fatal = source.problems.find(costsPictures);
    if (fatal) throw fatal.error;
    if (source.paths.length === 0) throw noPictures(source);
    return source;
  });
}

interface Wish extends Pick<PictureForm, 'fit' | 'resampling' | 'half'> {
  resolution: Resolution | undefined;
  channels: 1 | 3 | undefined;
  reading: Reading;
  white: number | undefined;
}

/** One pass over the pictures of a split, from files to bytes in order. */
class Decoding {
  readonly #reader: PictureReader;
  readonly #layout: Layout;
  readonly #wish: Wish;
  readonly #context: DataContext;
  readonly #white: White;
  #found: Promise<PictureForm> | undefined;

  constructor(reader: PictureReader, layout: Layout, wish: Wish, context: DataContext) {
    this.#reader = reader;
    this.#layout = layout;
    this.#wish = wish;
    this.#context = context;
    this.#white = new White(reader, wish.white, context.signal);
  }

  /** Of the pictures as they will be; reads heads alone. */
  async shape(): Promise<[number, number, number]> {
    const { height, width, channels } = await this.#form();
    return [height, width, channels];
  }

  async run(append: Append): Promise<Decoded> {
    const form = await this.#form();
    const { indices, classes, labels } = this.#layout;
    const stride = form.height * form.width * form.channels;
    const each = Math.min(batch, indices.length, Math.max(1, Math.floor(batchBytes / stride)));
    const bytes = new Uint8Array(each * stride);
    for (let first = 0; first < indices.length; first += each) {
      this.#context.signal?.throwIfAborted();
      const n = Math.min(each, indices.length - first);
      await inParallel(n, width, async (k) => {
        bytes.set(await this.#decode(indices[first + k]!, form), k * stride);
      });
      await append(bytes.subarray(0, n * stride));
      await this.#context.onProgress?.({ stage: 'decode', done: first + n, total: indices.length });
    }
    return { shape: [form.height, form.width, form.channels], classes, labels };
  }

  async #decode(index: number, form: PictureForm): Promise<Uint8Array> {
    return this.#reader.decode(index, async (facts, where) => {
      const { width, height } = seen(facts, form.half, where);
      if (this.#wish.resolution === undefined && (width !== form.width || height !== form.height))
        throw dataError(
          'mixed-sizes',
          `${width} × ${height} where the first picture has ${form.width} × ${form.height}`,
          { where, fix: 'give the size that all are brought to, for example --resolution 64' },
        );
      return this.#wish.reading < 4 ? form : { ...form, white: await this.#white.of(facts) };
    });
  }

  /** What was white in pictures of 16 bits. */
  found(): ReturnType<White['found']> {
    return this.#white.found();
  }

  #form(): Promise<PictureForm> {
    this.#found ??= this.#findForm();
    return this.#found;
  }

  /** The size that was asked for, or else the first picture's; grey if all pictures are. */
  async #findForm(): Promise<PictureForm> {
    const { resolution, channels, fit, resampling, half } = this.#wish;
    const first = this.#layout.indices[0]!;
    const facts = await this.#reader.facts(first);
    if (resolution === undefined) await this.#assertOneSize();
    const whole = seen(facts, half, this.#reader.where);
    const [height, width] = resolution === undefined ? [whole.height, whole.width] : heightAndWidth(resolution);
    return {
      height,
      width,
      channels: channels ?? (facts.grey && (await this.#allGrey()) ? 1 : 3),
      fit,
      resampling,
      half,
    };
  }

  /** Before anything is decoded: pictures that stay as they are must be of one size, and not photographs. */
  async #assertOneSize(): Promise<void> {
    const survey = await surveySizes(this.#reader, this.#layout.indices);
    const largest = survey.sizes.at(-1);
    const isLarge = largest !== undefined && largest.width * largest.height > asTheyAre;
    if (survey.sizes.length < 2 && !isLarge) return;
    throw dataError(
      isLarge ? 'large-pictures' : 'mixed-sizes',
      `${sizesText(survey)}: ${isLarge ? 'too large to be taken as they are' : 'not all of one size'}`,
      { where: this.#reader.where, fix: 'give the size that all are brought to, for example --resolution 64' },
    );
  }

  /** Looks at pictures until one has colour; most sets show at their first picture that they have. */
  async #allGrey(): Promise<boolean> {
    const { indices } = this.#layout;
    let grey = true;
    for (let first = 0; grey && first < indices.length; first += batch) {
      this.#context.signal?.throwIfAborted();
      const n = Math.min(batch, indices.length - first);
      await inParallel(n, width, async (k) => {
        if (!(await this.#reader.facts(indices[first + k]!)).grey) grey = false;
      });
    }
    return grey;
  }
}

/** The size of what is seen of a picture: all of it, or one half. */
function seen({ width, height }: PictureSize, half: PictureForm['half'], where: string): PictureSize {
  if (half === undefined) return { width, height };
  if (width >= 2) return { width: Math.floor(width / 2), height };
  throw dataError('side-by-side', `a picture of ${width} × ${height} has no two halves`, {
    where,
    fix: 'take it out, or leave --pairs side-by-side out',
  });
}
