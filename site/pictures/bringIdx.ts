import { fits } from './game.ts';
import type { Brought, DataCard } from './messages.ts';
import { folderName, keepData } from './shelf.ts';
import { wrong } from './wrong.ts';

/** A file among those that were brought, or in an archive of theirs. */
export interface Found {
  readonly path: string;
  readonly content: Blob;
}

/** A file of IDX bytes: its dimensions as its head has them. */
interface Idx extends Found {
  readonly isPacked: boolean;
  readonly dims: readonly number[];
}

/** Sizes of the packed training images of data sets that have a name, by which they are told apart. */
const known: Readonly<Record<number, string>> = { 9912422: 'mnist', 26421880: 'fashion-mnist' };

/** Takes IDX images, and the labels that belong to them. What is among the files is known by what is in them. */
export async function bringIdx(found: readonly Found[], files: readonly Brought[]) {
  const all: Idx[] = [];
  for (const one of found) {
    const idx = await idxOf(one);
    if (idx) all.push(idx);
  }
  const ofKind = (dimensions: number) => all.filter(({ dims }) => dims.length === dimensions);
  const images = ofKind(3).find(({ path }) => /train/i.test(path)) ?? ofKind(3)[0];
  if (!images) throw noImages(found);
  const [count, height, width] = images.dims as [number, number, number];
  const shape = [height, width, 1] as const;
  if (!fits(shape, 'digits'))
    throw wrong(
      'size',
      `these pictures are ${width} × ${height}`,
      'Bring grey ones of 28 × 28, or of other sides from 8 to 64 that 4 divides',
    );
  const labels = labelsFor(images, ofKind(1));
  for (const one of labels ? [images, labels] : [images]) await assertWhole(one);
  // the library opens data with a name by both files
  const name = (labels && known[images.content.size]) ?? plainName(files);
  const card: DataCard = { name, subject: 'digits', count, shape, hasClasses: labels !== undefined };
  keepData(card, {
    [named('train-images-idx3-ubyte', images)]: await bytesOf(images),
    ...(labels && { [named('train-labels-idx1-ubyte', labels)]: await bytesOf(labels) }),
  });
  return { card, passedOver: 0 };
}

/** What data are called that have no name: the folder or the archive that all came in. */
export const nameOf = ([first]: readonly Brought[]): string =>
  folderName(/^\/?([^/]+)/.exec(first?.path ?? '')?.[1] ?? '');
const plainName = (files: readonly Brought[]) =>
  files.length === 1 || files[0]!.path.includes('/') ? nameOf(files) : 'mine';

const fileName = (path: string) => path.split('/').at(-1)!;
const named = (name: string, { isPacked }: Idx) => (isPacked ? `${name}.gz` : name);
const bytesOf = async ({ content }: Found) => new Uint8Array(await content.arrayBuffer());

/** The labels of the same name, or else the only ones; they are as many as the images. */
function labelsFor({ path, dims: [count] }: Idx, all: readonly Idx[]): Idx | undefined {
  const alike = (name: string) => fileName(name).replace(/\.gz$/i, '').toLowerCase();
  const wanted = alike(path).replace('images', 'labels').replace('idx3', 'idx1');
  const labels = all.find((one) => alike(one.path) === wanted) ?? (all.length === 1 ? all[0] : undefined);
  if (labels && labels.dims[0] !== count)
    throw wrong(
      'labels',
      `${labels.path} has ${labels.dims[0]!.toLocaleString('en')} labels for ${count!.toLocaleString('en')} pictures`,
      'Bring the labels that were published with these images, or the images alone',
    );
  return labels;
}

function noImages(found: readonly Found[]) {
  const broken = found.find(({ path }) => /idx3|images/i.test(fileName(path)));
  return broken
    ? wrong('bad-idx', `${broken.path} is no file of IDX images, or damaged`, 'Get it again from where it came from')
    : wrong(
        'no-idx',
        'there are no IDX images among these files',
        'Bring MNIST or Fashion-MNIST as published: train-images-idx3-ubyte.gz and train-labels-idx1-ubyte.gz',
      );
}

/** What a file's head says of it, whatever its name; undefined where these are no images or labels. */
async function idxOf(found: Found): Promise<Idx | undefined> {
  const packed = await found.content.slice(0, 2).arrayBuffer();
  const [a, b] = new Uint8Array(packed);
  const isPacked = a === 0x1f && b === 0x8b;
  const head = new Uint8Array(16);
  let size = 0;
  await read({ ...found, isPacked }, (bytes) => {
    head.set(bytes.subarray(0, head.length - size), size);
    size = Math.min(head.length, size + bytes.length);
    return size < head.length;
  }).catch(() => undefined);
  const numbers = new DataView(head.buffer);
  // unsigned bytes of three dimensions or of one
  const dimensions = { 2051: 3, 2049: 1 }[numbers.getUint32(0)];
  if (dimensions === undefined || size < 4 + 4 * dimensions) return undefined;
  const dims = Array.from({ length: dimensions }, (_, k) => numbers.getUint32(4 + 4 * k));
  return dims[0] === 0 ? undefined : { ...found, isPacked, dims };
}

/** Reads a file to its end: what is damaged further on would be noticed in the middle of a training. */
async function assertWhole(idx: Idx): Promise<void> {
  const { path, dims } = idx;
  const wanted = 4 + 4 * dims.length + dims.reduce((a, b) => a * b, 1);
  let size = 0;
  const cause = await read(idx, (bytes) => {
    size += bytes.length;
    return true;
  }).catch((cause: unknown) => cause ?? 'damaged');
  if (cause === undefined && size === wanted) return;
  const what =
    cause === undefined
      ? `has ${size.toLocaleString('en')} bytes in place of ${wanted.toLocaleString('en')}`
      : 'cannot be unpacked';
  throw wrong('bad-idx', `${path} ${what}: it is damaged, or was cut short`, 'Get it again from where it came from');
}

/** Hands out what is in a file, unpacked, part by part, until no more is wanted. */
async function read({ content, isPacked }: Pick<Idx, 'content' | 'isPacked'>, take: (bytes: Uint8Array) => boolean) {
  const stream = isPacked ? content.stream().pipeThrough(new DecompressionStream('gzip')) : content.stream();
  const reader = stream.getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    if (take(value)) continue;
    await reader.cancel();
    return;
  }
}
