import type { FileHandle } from 'node:fs/promises';
import {
  assertReadable,
  type DataNotes,
  type Dataset,
  exampleSize,
  type ReadOptions,
  writeScaled,
} from '../dataset.ts';
import { dataError, fileError } from '../problems.ts';

/** Examples that lie one after the other in an open file. */
export interface FileBackedData {
  name: string;
  path: string;
  file: FileHandle;
  /** Where the first value lies in the file, in bytes. */
  begin: number;
  /** How the values are stored; little-endian. Doubles are handed out as floats. */
  store: 'uint8' | 'float32' | 'float64';
  count: number;
  shape: readonly number[];
  labels?: ArrayLike<number>;
  classes: readonly string[];
  fingerprint: string;
  notes?: DataNotes | undefined;
}

export const storeBytes = { uint8: 1, float32: 4, float64: 8 } as const;

/** A data set that reads what it is asked for from its file, by position: memory does not grow with the data. */
export function fileBacked(data: FileBackedData): Dataset {
  const { name, path, file, begin, store, count, shape, labels } = data;
  const size = exampleSize(shape);
  const stride = size * storeBytes[store];
  const kind = store === 'uint8' ? 'uint8' : 'float32';

  /** Reads `length` examples from `first` on into the bytes of `into`, at example `at`. */
  const fetch = async (into: Uint8Array, at: number, first: number, length: number) => {
    let done = 0;
    while (done < length * stride) {
      const { bytesRead } = await file
        .read(into, at * stride + done, length * stride - done, begin + first * stride + done)
        .catch((cause) => {
          throw fileError(path, cause);
        });
      if (bytesRead === 0)
        throw dataError('changed', 'the file became shorter while it was in use', {
          where: path,
          fix: 'leave data alone while a run reads them; start again',
        });
      done += bytesRead;
    }
  };

  // One buffer serves one read after the other; reads at the same time get their own.
  let spare = new Uint8Array(0);

  return {
    name,
    count,
    shape,
    kind,
    classes: data.classes,
    fingerprint: data.fingerprint,
    notes: data.notes,
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
      if (store === 'uint8') writeScaled(bytes, 0, out, 0, n * size, options.range);
      else if (store === 'float32') out.set(new Float32Array(bytes.buffer, 0, n * size));
      else out.set(new Float64Array(bytes.buffer, 0, n * size));
      spare = bytes;
      if (options.labels) for (let k = 0; k < n; k++) options.labels[k] = labels?.[indices[k]!] ?? -1;
    },
    async close() {
      await file.close();
    },
  };
}
