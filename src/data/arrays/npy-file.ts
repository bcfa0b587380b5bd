import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { openToRead } from '../../files/reading.ts';
import type { Dataset } from '../dataset.ts';
import { exampleSize } from '../dataset.ts';
import { dataError, fileError } from '../problems.ts';
import type { DataContext } from '../request.ts';
import { fileBacked, storeBytes } from '../storage/file-backed.ts';
import { type NpyHead, npyExample, npyHeadLimit, parseNpyHead, npyTruncated as truncated } from './npy.ts';

/** Opens an `.npy` file. It is read through once, to find NaN and infinities, and then by position. */
export async function openNpy(name: string, path: string, context: DataContext): Promise<Dataset> {
  const file = await openToRead(path, 'data').catch((cause) => {
    throw fileError(path, cause);
  });
  try {
    const head = new Uint8Array(npyHeadLimit);
    const { bytesRead } = await file.read(head, 0, npyHeadLimit, 0);
    const parsed = parseNpyHead(head.subarray(0, bytesRead), path);
    if (parsed === undefined) throw truncated(path, `the file ends within its head, after ${bytesRead} bytes`);
    const { dims, begin } = parsed;
    const store = readableStore(parsed, path);
    const shape = npyExample(dims, path);
    const count = dims[0]!;
    const expected = begin + count * exampleSize(shape) * storeBytes[store];
    const { size } = await file.stat();
    if (size !== expected)
      throw truncated(path, `${size} bytes where ${dims.join(' × ')} values of ${store} need ${expected}`);
    const fingerprint = await readThrough(file, path, { store, begin, end: expected, shape, count }, context);
    return fileBacked({ name, path, file, begin, store, count, shape, classes: [], fingerprint });
  } catch (cause) {
    await file.close();
    if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
    throw fileError(path, cause);
  }
}

type Extent = { store: 'uint8' | 'float32' | 'float64'; begin: number; end: number; shape: number[]; count: number };

async function readThrough(file: FileHandle, path: string, extent: Extent, context: DataContext): Promise<string> {
  const { store, begin, end, shape, count } = extent;
  const hash = createHash('sha256').update(`${store} ${count} ${shape.join(' ')}\n`);
  const chunk = new Uint8Array(2 ** 20);
  for (let at = begin; at < end; ) {
    context.signal?.throwIfAborted();
    const want = Math.min(chunk.length, end - at);
    for (let done = 0; done < want; ) {
      const { bytesRead } = await file.read(chunk, done, want - done, at + done);
      if (bytesRead === 0) throw truncated(path, 'the file became shorter while it was read');
      done += bytesRead;
    }
    hash.update(chunk.subarray(0, want));
    if (store !== 'uint8') assertFinite(chunk, want, store, (at - begin) / storeBytes[store], shape, path);
    at += want;
    context.onProgress?.({ stage: 'check', done: at - begin, total: end - begin });
  }
  return hash.digest('hex');
}

function assertFinite(
  chunk: Uint8Array,
  bytes: number,
  store: 'float32' | 'float64',
  first: number,
  shape: number[],
  path: string,
): void {
  const n = bytes / storeBytes[store];
  const values = store === 'float32' ? new Float32Array(chunk.buffer, 0, n) : new Float64Array(chunk.buffer, 0, n);
  for (let k = 0; k < n; k++) {
    if (Number.isFinite(Math.fround(values[k]!))) continue;
    const size = exampleSize(shape);
    const example = Math.floor((first + k) / size);
    const what = Number.isFinite(values[k]!) ? `${values[k]} is too large for float32` : `a value is ${values[k]}`;
    throw dataError('not-finite', what, {
      where: `${path}, example ${example}, value ${(first + k) % size}`,
      fix: 'replace or drop it: array[numpy.isfinite(array).reshape(len(array), -1).all(1)]',
    });
  }
}

/** How the values are stored, where examples can be read by position as they are. */
function readableStore({ store, fortran }: NpyHead, where: string): Extent['store'] {
  const { name } = store.type;
  if ((name !== 'uint8' && name !== 'float32' && name !== 'float64') || !store.little)
    throw dataError('npy-type', `values of ${name}; uint8, float32 and float64 (little-endian) are read`, {
      where,
      fix: 'numpy.save(PATH, array.astype("<f4"))',
    });
  if (fortran)
    throw dataError('npy-order', 'values in Fortran order', {
      where,
      fix: 'numpy.save(PATH, numpy.ascontiguousarray(array))',
    });
  return name;
}
