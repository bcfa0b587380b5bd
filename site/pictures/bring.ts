import { unzipSync } from 'fflate';
import { bringIdx, type Found, nameOf } from './bringIdx.ts';
import { type Subject, side } from './choices.ts';
import type { Brought, DataCard } from './messages.ts';
import { keepData } from './shelf.ts';
import { wrong } from './wrong.ts';

type OnRead = (done: number, total: number) => void;

/** Pictures that are taken at the most: as IDX 60 MB, which lie in memory. */
export const mostPictures = 20_000;
/** Fewer than a batch say too little. */
const fewest = 32;

/** Takes what a person has brought among the page's files: IDX files, or pictures, which become some. */
export async function bring(
  files: readonly Brought[],
  subject: Subject,
  onRead: OnRead,
): Promise<{ card: DataCard; passedOver: number }> {
  const found = await unpacked(files);
  return subject === 'digits' ? bringIdx(found, files) : bringPictures(found, files, onRead);
}

/** Files, and what lies in zip archives among them. */
async function unpacked(files: readonly Brought[]): Promise<Found[]> {
  const all: Found[] = [];
  for (const { path, file } of files) {
    if (!/\.zip$/i.test(path)) all.push({ path, content: file });
    else
      for (const [name, bytes] of Object.entries(await entriesOf(path, file)))
        if (!name.endsWith('/'))
          all.push({ path: `${path}/${name}`, content: new Blob([bytes as Uint8Array<ArrayBuffer>]) });
  }
  return all.filter(({ path }) => !/(^|\/)(__MACOSX|\.[^/]*)(\/|$)/.test(path));
}

async function entriesOf(path: string, file: File): Promise<Record<string, Uint8Array>> {
  try {
    return unzipSync(new Uint8Array(await file.arrayBuffer()));
  } catch {
    throw wrong(
      'bad-zip',
      `${path} cannot be read: it is damaged, or no zip archive`,
      'Make it again, or drop the folder itself',
    );
  }
}

async function bringPictures(found: readonly Found[], files: readonly Brought[], onRead: OnRead) {
  const pictures = found.filter(({ path }) => /\.(png|jpe?g|webp|gif|bmp|avif)$/i.test(path)).slice(0, mostPictures);
  const each = side * side * 3;
  const pixels = new Uint8Array(headSize + pictures.length * each);
  let count = 0;
  for (const [i, { content }] of pictures.entries()) {
    const one = await scaled(content).catch(() => undefined);
    if (one) pixels.set(one, headSize + each * count++);
    if (i % 16 === 0) onRead(i, pictures.length);
  }
  if (count < fewest)
    throw wrong(
      'few',
      count === 0
        ? 'there are no pictures among these files that this browser can read'
        : `these are ${count} pictures`,
      `Bring a folder or zip of at least ${fewest} pictures (PNG, JPEG, WebP, AVIF, GIF, BMP), better of some hundred`,
    );
  const head = new DataView(pixels.buffer);
  for (const [i, value] of [0x0804, count, side, side, 3].entries()) head.setUint32(4 * i, value);
  const card: DataCard = { name: nameOf(files), subject: 'pictures', count, shape: [side, side, 3], hasClasses: false };
  keepData(card, { 'train-images-idx4-ubyte': pixels.subarray(0, headSize + count * each) });
  return { card, passedOver: found.length - count };
}

/** Bytes before the values of an array of four dimensions. */
const headSize = 20;

let canvas: OffscreenCanvas | undefined;

/** The middle square of a picture, scaled to `side`, as red, green and blue. */
async function scaled(content: Blob): Promise<Uint8Array> {
  const whole = await createImageBitmap(content);
  const edge = Math.min(whole.width, whole.height);
  const [x, y] = [(whole.width - edge) / 2, (whole.height - edge) / 2];
  canvas ??= new OffscreenCanvas(side, side);
  const to = canvas.getContext('2d', { willReadFrequently: true })!;
  to.imageSmoothingQuality = 'high';
  to.fillStyle = '#fff';
  to.fillRect(0, 0, side, side);
  to.drawImage(whole, x, y, edge, edge, 0, 0, side, side);
  whole.close();
  const { data } = to.getImageData(0, 0, side, side);
  return data.filter((_, i) => i % 4 !== 3) as unknown as Uint8Array;
}
