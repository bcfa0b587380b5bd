import { Buffer } from 'node:buffer';
import { DuelError } from '../../errors.ts';
import { exampleSize } from '../dataset.ts';
import { npyTruncated, parseNpyHead } from './npy.ts';
import { decodeNumbers } from './numbers.ts';

/** A whole array in memory. */
export interface NpyArray {
  readonly shape: readonly number[];
  /** Row-major (C order), whatever the order in the file. */
  readonly data: Float32Array;
}

/** The head of a NumPy `.npy` file of float32 or float64, version 1.0, C order; the values follow, row-major. */
export function npyHead(shape: readonly number[], bytesEach: number): Uint8Array<ArrayBuffer> {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dictionary = `{'descr': '<f${bytesEach}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // Magic, version and length take 10 bytes; data begin at a multiple of 64, the header ends with a newline.
  const length = Math.ceil((10 + dictionary.length + 1) / 64) * 64 - 10;
  const bytes = new Uint8Array(10 + length);
  bytes.set(Buffer.from(`\x93NUMPY\x01\x00..${dictionary.padEnd(length - 1)}\n`, 'latin1'));
  new DataView(bytes.buffer).setUint16(8, length, true);
  return bytes;
}

/** Encodes a whole array as such a file. */
export function encodeNpy(data: Float32Array | Float64Array, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  if (exampleSize(shape) !== data.length) {
    throw new DuelError('internal', 'npy/shape', `${data.length} values do not have the shape [${shape.join(', ')}]`);
  }
  const head = npyHead(shape, data.BYTES_PER_ELEMENT);
  const bytes = new Uint8Array(head.length + data.byteLength);
  bytes.set(head);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), head.length);
  return bytes;
}

/**
 * Decodes a whole `.npy` file to float32, as `parseNpyHead` reads it. Throws a `DuelError` of kind `data`; `where` is
 * the file's name for its message.
 */
export function decodeNpy(file: Uint8Array, where: string): NpyArray {
  const head = parseNpyHead(file, where);
  if (head === undefined) throw npyTruncated(where, `the file ends within its head, after ${file.length} bytes`);
  const { store, dims: shape, fortran, begin } = head;
  const count = exampleSize(shape);
  const expected = begin + count * store.type.bytes;
  if (file.length !== expected)
    throw npyTruncated(
      where,
      `${file.length} bytes where [${shape.join(', ')}] of ${store.type.name} need ${expected}`,
    );
  const data = new Float32Array(count);
  decodeNumbers(file.subarray(begin), store, count, data);
  return { shape, data: fortran ? toRowMajor(data, shape) : data };
}

/** Element (i₀, i₁, …) of a Fortran array is at i₀ + n₀·(i₁ + n₁·(…)). */
export function toRowMajor<A extends Float32Array | Float64Array>(data: A, shape: readonly number[]): A {
  const result = data.slice() as A;
  const index = shape.map(() => 0);
  for (let from = 0; from < data.length; from++) {
    result[index.reduce((at, i, axis) => at * shape[axis]! + i, 0)] = data[from]!;
    for (let axis = 0; axis < shape.length; axis++) {
      index[axis] = (index[axis]! + 1) % shape[axis]!;
      if (index[axis] !== 0) break;
    }
  }
  return result;
}
