import { Buffer } from 'node:buffer';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { DuelError } from '../../errors.ts';
import { openToRead } from '../../files/reading.ts';
import { exampleSize } from '../dataset.ts';
import { dataError, fileError, messageOf } from '../problems.ts';
import { type IdxArray, parseIdxHead, trailingIdx, truncatedIdx } from './idx.ts';

/** Reads an IDX file, plain or gzipped, into memory; never more than its head declares. */
export async function readIdxFile(path: string, signal?: AbortSignal): Promise<IdxArray> {
  const gzipped = path.endsWith('.gz');
  let array: { dims: readonly number[]; bytes: Uint8Array } | undefined;
  let head = new Uint8Array(0);
  let filled = 0;
  const take = (chunk: Uint8Array) => {
    if (array === undefined) {
      head = Buffer.concat([head, chunk]);
      const parsed = parseIdxHead(head, path);
      if (parsed === undefined) return;
      array = { dims: parsed.dims, bytes: new Uint8Array(exampleSize(parsed.dims)) };
      chunk = head.subarray(parsed.begin);
    }
    if (filled + chunk.length > array.bytes.length)
      throw trailingIdx(path, array.dims, filled + chunk.length - array.bytes.length);
    array.bytes.set(chunk, filled);
    filled += chunk.length;
  };
  const sink = new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      try {
        take(chunk);
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
  try {
    const file: Readable = (await openToRead(path, 'data')).createReadStream({ highWaterMark: 1 << 20 });
    const options = signal === undefined ? {} : { signal };
    if (gzipped) await pipeline(file, createGunzip({ chunkSize: 1 << 18 }), sink, options);
    else await pipeline(file, sink, options);
  } catch (cause) {
    if (cause instanceof DuelError || signal?.aborted) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    if (code.startsWith('Z_'))
      throw dataError('bad-gzip', `the gzip stream is damaged: ${messageOf(cause)}`, {
        where: path,
        fix: 'download the file again: duel data fetch NAME',
        cause,
      });
    throw fileError(path, cause);
  }
  if (array === undefined) throw truncatedIdx(path, `the file ends within its head, after ${head.length} bytes`);
  if (filled < array.bytes.length)
    throw truncatedIdx(
      path,
      `${filled} values where the head declares ${array.dims.join(' × ')} = ${array.bytes.length}`,
    );
  return array;
}

/** True when the file begins as an IDX file does, or is gzipped under the name of one. */
export async function looksLikeIdx(path: string): Promise<boolean> {
  if (imagesName.test(basename(path))) return true;
  const file = await openToRead(path, 'data');
  try {
    const head = new Uint8Array(4);
    const { bytesRead } = await file.read(head, 0, 4, 0);
    return bytesRead === 4 && head[0] === 0 && head[1] === 0 && head[2] === 8 && head[3]! >= 1 && head[3]! <= 4;
  } finally {
    await file.close();
  }
}

const imagesName = /^(.*)images([-.]idx)\d-ubyte(\.gz)?$/;

/** An images file and, where there is one, the labels file that goes with it. */
export interface IdxPair {
  images: string;
  labels: string | undefined;
}

/** The labels file that goes with an images file by MNIST's naming, plain or gzipped. */
export async function pairOf(images: string): Promise<IdxPair> {
  const match = imagesName.exec(basename(images));
  if (!match) return { images, labels: undefined };
  const plain = `${match[1]}labels${match[2]}1-ubyte`;
  const names = await readdir(dirname(images));
  const found = [plain + (match[3] ?? ''), plain, `${plain}.gz`].find((name) => names.includes(name));
  return { images, labels: found === undefined ? undefined : join(dirname(images), found) };
}

/** Whether a folder holds IDX images of a split, by MNIST's naming. */
export async function hasIdx(folder: string, split: 'train' | 'test'): Promise<boolean> {
  return (await readdir(folder)).some((name) => imagesName.test(name) && splitOf(name) === split);
}

/** The IDX pair of a split in a folder that holds IDX images, by MNIST's naming. */
export async function findIdx(folder: string, split: 'train' | 'test'): Promise<IdxPair> {
  const names = (await readdir(folder)).filter((name) => imagesName.test(name)).sort();
  const ofSplit = names.filter((name) => splitOf(name) === split);
  // A file and its gzipped copy are one: the plain one is read faster.
  const sets = new Map(ofSplit.reverse().map((name) => [name.replace(/\.gz$/, ''), name]));
  const [first, ...others] = sets.values();
  if (first === undefined)
    throw dataError('no-split', `no ${split} images among ${names.join(', ')}`, {
      where: folder,
      fix: 'ask for the other split, or name the images file itself',
    });
  if (others.length > 0)
    throw dataError('ambiguous', `several ${split} sets in one folder: ${[first, ...others].join(', ')}`, {
      where: folder,
      fix: `name the images file itself: --data '${join(folder, first)}'`,
    });
  return pairOf(join(folder, first));
}

function splitOf(name: string): 'train' | 'test' {
  return /(^|[-_.])(t10k|test)[-_.]/.test(name) ? 'test' : 'train';
}

/** True for the names of IDX images, such as `train-images-idx3-ubyte.gz`. */
export function isIdxImages(name: string): boolean {
  return imagesName.test(name);
}
