import type { FileHandle } from 'node:fs/promises';
import { decodeNumbers, type NumberStore } from '../arrays/numbers.ts';
import {
  type ArrayFacts,
  assertReadable,
  type DataNotes,
  type Dataset,
  exampleSize,
  type ReadOptions,
} from '../dataset.ts';
import { dataError, fileError } from '../problems.ts';
import { type Handing, handOut, isBytes } from './values.ts';

/** Examples that lie one after the other in an open file. */
export interface FileBackedData extends Pick<Handing, 'order' | 'mapped'>, ArrayFacts {
  name: string;
  path: string;
  file: FileHandle;
  /** Where the first value lies in the file, in bytes. */
  begin: number;
  /** How the values are stored. */
  store: NumberStore;
  count: number;
  shape: readonly number[];
  labels?: ArrayLike<number>;
  classes: readonly string[];
  fingerprint: string;
  notes?: DataNotes | undefined;
}

/** Reads `length` bytes of `file` from `position` on into `bytes` at `at`; false where the file ends before. */
export async function readAt(
  file: FileHandle,
  bytes: Uint8Array,
  at: number,
  length: number,
  position: number,
): Promise<boolean> {
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(bytes, at + done, length - done, position + done);
    if (bytesRead === 0) return false;
    done += bytesRead;
  }
  return true;
}

/** A data set that reads what it is asked for from its file, by position: memory does not grow with the data. */
export function fileBacked(data: FileBackedData): Dataset {
  const { name, path, file, begin, store, count, shape, labels, order, mapped } = data;
  const size = exampleSize(shape);
  const stride = size * store.type.bytes;
  const isByte = store.type.name === 'uint8';
  const handing = { size, order, mapped };

  /** Reads `length` examples from `first` on into the bytes of `into`, at example `at`. */
  const fetch = async (into: Uint8Array, at: number, first: number, length: number) => {
    const whole = await readAt(file, into, at * stride, length * stride, begin + first * stride).catch((cause) => {
      throw fileError(path, cause);
    });
    if (!whole)
      throw dataError('changed', 'the file became shorter while it was in use', {
        where: path,
        fix: 'leave data alone while a run reads them; start again',
      });
  };

  /** The first `length` values of `bytes`, as numbers. */
  const valuesOf = (bytes: Uint8Array, length: number) => {
    if (isByte) return bytes;
    const values = new Float64Array(length);
    decodeNumbers(bytes, store, length, values);
    return values;
  };

  // One buffer serves one read after the other; reads at the same time get their own.
  let spare = new Uint8Array(0);

  return {
    name,
    count,
    shape,
    kind: isByte && (mapped === undefined || isBytes(mapped)) ? 'uint8' : 'float32',
    classes: data.classes,
    fingerprint: data.fingerprint,
    notes: data.notes,
    layout: data.layout,
    scaling: data.scaling,
    values: data.values,
    async read(indices, out, options: ReadOptions = {}) {
      assertReadable({ name, shape }, count, indices, out, options.labels);
      const n = indices.length;
      const bytes = spare.length >= n * stride ? spare : new Uint8Array(n * stride);
      spare = new Uint8Array(0);
      const reads: Promise<void>[] = [];
      // Neighbours in the file are read at once.
      for (let k = 0, end = 0; k < n; k = end) {
        for (end = k + 1; end < n && indices[end] === indices[end - 1]! + 1; ) end++;
        reads.push(fetch(bytes, k, indices[k]!, end - k));
      }
      await Promise.all(reads);
      handOut(handing, valuesOf(bytes, n * size), [0, 0, n], out, options.range);
      spare = bytes;
      if (options.labels) for (let k = 0; k < n; k++) options.labels[k] = labels?.[indices[k]!] ?? -1;
    },
    async close() {
      await file.close();
    },
  };
}
