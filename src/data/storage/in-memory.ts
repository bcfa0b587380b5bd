import {
  type ArrayFacts,
  assertReadable,
  type DataNotes,
  type Dataset,
  exampleSize,
  type ReadOptions,
} from '../dataset.ts';
import { type Handing, handOut, isBytes } from './values.ts';

/** What a data set held in memory is made of; `stored` are the examples one after the other. */
export interface InMemoryData extends Pick<Handing, 'order' | 'mapped'>, ArrayFacts {
  name: string;
  shape: readonly number[];
  stored: Uint8Array | Float32Array | Float64Array;
  /** One class index per example. */
  labels?: ArrayLike<number> | undefined;
  classes?: readonly string[];
  fingerprint: string;
  notes?: DataNotes | undefined;
}

/** A data set whose examples lie in one array. */
export function inMemory(data: InMemoryData): Dataset {
  const { name, shape, stored, labels, mapped } = data;
  const size = exampleSize(shape);
  const count = Math.floor(stored.length / size);
  return {
    name,
    count,
    shape,
    classes: data.classes ?? [],
    kind: stored instanceof Uint8Array && (mapped === undefined || isBytes(mapped)) ? 'uint8' : 'float32',
    fingerprint: data.fingerprint,
    notes: data.notes,
    layout: data.layout,
    scaling: data.scaling,
    values: data.values,
    columns: data.columns,
    columnFacts: data.columnFacts,
    async read(indices, out, options: ReadOptions = {}) {
      assertReadable({ name, shape }, count, indices, out, options.labels);
      for (let k = 0; k < indices.length; k++) {
        const index = indices[k]!;
        const from = index * size;
        handOut({ size, order: data.order, mapped }, stored, [from, k * size, 1], out, options.range);
        if (options.labels) options.labels[k] = labels?.[index] ?? -1;
      }
    },
    async close() {},
  };
}
