import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { openToRead } from '../../files/reading.ts';
import type { DataNotes, Dataset } from '../dataset.ts';
import { exampleSize } from '../dataset.ts';
import { dataError, fileError } from '../problems.ts';
import { newestReading, type Reading } from '../reading.ts';
import type { DataContext, DataRequest } from '../request.ts';
import { fileBacked, readAt } from '../storage/file-backed.ts';
import { inMemory } from '../storage/in-memory.ts';
import { type Arrangement, arrange } from './axes.ts';
import { type NpyHead, npyHeadLimit, parseNpyHead, npyTruncated as truncated } from './npy.ts';
import { toRowMajor } from './npy-array.ts';
import { decodeNumbers } from './numbers.ts';
import { ValueStatistics } from './statistics.ts';

type NpyRequest = Pick<DataRequest, 'layout' | 'scaling' | 'reading'>;

/**
 * Opens an `.npy` file. It is read through once, to find NaN, infinities and the range of its values, and then by
 * position; an array in Fortran order is held in memory.
 */
export async function openNpy(name: string, path: string, request: NpyRequest, context: DataContext): Promise<Dataset> {
  const file = await openToRead(path, 'data').catch((cause) => {
    throw fileError(path, cause);
  });
  try {
    const head = await readHead(file, path);
    const { reading = newestReading } = request;
    const { dims, store, begin } = head;
    const arrangement = arrange(dims, { layout: request.layout, type: store.type.name, reading, where: path });
    const count = dims[0]!;
    const expected = begin + exampleSize(dims) * store.type.bytes;
    const { size } = await file.stat();
    if (size !== expected)
      throw truncated(path, `${size} bytes where ${dims.join(' × ')} values of ${store.type.name} need ${expected}`);
    const { fingerprint, statistics } = await readThrough(file, path, { head, arrangement, reading }, context);
    const values = head.fortran ? toRowMajor(await readAll(file, path, head), dims) : undefined;
    if (values !== undefined) statistics?.add(values);
    const scaling = request.scaling ?? statistics?.scaling(store.type.name);
    const facts = {
      name,
      shape: arrangement.shape,
      classes: [],
      fingerprint,
      ...(reading >= 3 && { layout: arrangement.layout, scaling, values: statistics?.facts }),
      notes: reading >= 3 ? notesOf(head, arrangement) : undefined,
    };
    const { order } = arrangement;
    const mapped = reading >= 3 ? scaling : undefined;
    if (values === undefined) return fileBacked({ ...facts, path, file, begin, store, count, order, mapped });
    await file.close();
    return inMemory({ ...facts, stored: values, order, mapped });
  } catch (cause) {
    await file.close().catch(() => {});
    if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
    throw fileError(path, cause);
  }
}

async function readHead(file: FileHandle, path: string): Promise<NpyHead> {
  const bytes = new Uint8Array(npyHeadLimit);
  const { bytesRead } = await file.read(bytes, 0, npyHeadLimit, 0);
  const head = parseNpyHead(bytes.subarray(0, bytesRead), path);
  if (head === undefined) throw truncated(path, `the file ends within its head, after ${bytesRead} bytes`);
  return head;
}

const what: Readonly<Record<string, (shape: readonly number[]) => string>> = {
  nhwc: ([h, w, c]) => `pictures of ${h}×${w}${c === 1 ? ', grey' : ` with ${c} channels`}`,
  nchw: ([h, w, c]) => `pictures of ${h}×${w} with ${c} channels, which come first`,
  ntc: ([t, c]) => `series of ${t} steps with ${c} channels`,
  nct: ([t, c]) => `series of ${t} steps with ${c} channels, which come first`,
};

function notesOf({ dims, store }: NpyHead, { shape, layout }: Arrangement): DataNotes {
  const taken = layout === undefined ? `rows of ${shape[0]} numbers` : what[layout]!(shape);
  const found = [`${store.type.name} [${dims.join(', ')}] taken for ${taken}`];
  if (shape.length === 3 && shape[2] !== 1 && shape[2] !== 3)
    found.push(
      shape[2] === 2
        ? 'pictures show their two channels as red and green'
        : `pictures show the first three of their ${shape[2]} channels`,
    );
  return { found, warnings: [] };
}

interface Extent {
  readonly head: NpyHead;
  readonly arrangement: Arrangement;
  readonly reading: Reading;
}

const chunkBytes = 2 ** 20;

async function readThrough(file: FileHandle, path: string, extent: Extent, context: DataContext) {
  const { head, arrangement, reading } = extent;
  const { store, dims, begin } = head;
  const [count, ...rest] = dims;
  const { name, bytes } = store.type;
  const size = exampleSize(rest);
  const end = begin + count! * size * bytes;
  // what the first reading took for the shape: content has one identity, however it is laid out
  const hashed = rest.length === 2 ? [...rest, 1] : rest;
  const order = store.little ? '' : ' big-endian';
  const hash = createHash('sha256').update(`${name}${order} ${count} ${hashed.join(' ')}\n`);
  if (head.fortran) hash.update('fortran');
  const isRows = arrangement.layout === undefined && name !== 'uint8' && name !== 'bool';
  const statistics =
    reading < 3 ? undefined : new ValueStatistics({ total: count! * size, columns: isRows ? size : 0, type: name });
  const chunk = new Uint8Array(chunkBytes);
  const values = new Float64Array(chunkBytes / bytes);
  for (let at = begin; at < end; ) {
    context.signal?.throwIfAborted();
    const want = Math.min(chunk.length, end - at);
    if (!(await readAt(file, chunk, 0, want, at))) throw truncated(path, 'the file became shorter while it was read');
    hash.update(chunk.subarray(0, want));
    if (statistics !== undefined || name.startsWith('float')) {
      const n = want / bytes;
      decodeNumbers(chunk, store, n, values);
      if (name.startsWith('float')) assertFinite(values, n, { first: (at - begin) / bytes, size, path, reading });
      if (!head.fortran) statistics?.add(values, n);
    }
    at += want;
    await context.onProgress?.({ stage: 'check', done: at - begin, total: end - begin });
  }
  return { fingerprint: hash.digest('hex'), statistics };
}

async function readAll(file: FileHandle, path: string, { store, dims, begin }: NpyHead): Promise<Float64Array> {
  const count = exampleSize(dims);
  const bytes = new Uint8Array(count * store.type.bytes);
  if (!(await readAt(file, bytes, 0, bytes.length, begin)))
    throw truncated(path, 'the file became shorter while it was read');
  const values = new Float64Array(count);
  decodeNumbers(bytes, store, count, values);
  return values;
}

function assertFinite(
  values: Float64Array,
  n: number,
  { first, size, path, reading }: { first: number; size: number; path: string; reading: Reading },
): void {
  for (let k = 0; k < n; k++) {
    const value = values[k]!;
    // what is scaled may be larger than float32 can hold before
    if (Number.isFinite(reading < 3 ? Math.fround(value) : value)) continue;
    const example = Math.floor((first + k) / size);
    const message = Number.isFinite(value) ? `${value} is too large for float32` : `a value is ${value}`;
    throw dataError('not-finite', message, {
      where: `${path}, example ${example}, value ${(first + k) % size}`,
      fix: 'replace or drop it: array[numpy.isfinite(array).reshape(len(array), -1).all(1)]',
    });
  }
}
