import {
  assertReadable,
  type DataNotes,
  type Dataset,
  exampleSize,
  type ReadOptions,
  writeScaled,
} from '../dataset.ts';

/** What a data set held in memory is made of; `values` are the examples one after the other. */
export interface InMemoryData {
  name: string;
  shape: readonly number[];
  values: Uint8Array | Float32Array;
  /** One class index per example. */
  labels?: ArrayLike<number> | undefined;
  classes?: readonly string[];
  fingerprint: string;
  notes?: DataNotes | undefined;
}

/** A data set whose examples lie in one array. */
export function inMemory(data: InMemoryData): Dataset {
  const { name, shape, values, labels } = data;
  const size = exampleSize(shape);
  const count = Math.floor(values.length / size);
  return {
    name,
    count,
    shape,
    classes: data.classes ?? [],
    kind: values instanceof Uint8Array ? 'uint8' : 'float32',
    fingerprint: data.fingerprint,
    notes: data.notes,
    async read(indices, out, options: ReadOptions = {}) {
      assertReadable({ name, shape }, count, indices, out, options.labels);
      for (let k = 0; k < indices.length; k++) {
        const index = indices[k]!;
        const from = index * size;
        if (values instanceof Uint8Array) writeScaled(values, from, out, k * size, size, options.range);
        else out.set(values.subarray(from, from + size), k * size);
        if (options.labels) options.labels[k] = labels?.[index] ?? -1;
      }
    },
    async close() {},
  };
}
