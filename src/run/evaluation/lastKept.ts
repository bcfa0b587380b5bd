import type { Batch } from '../../metrics/metric.ts';

/** Reads a batch once, however many metrics ask for what is read of it, one after the other. */
export function lastKept<T>(read: (batch: Batch) => Promise<T>): (batch: Batch) => Promise<T> {
  let last: { readonly data: Float32Array; readonly reading: Promise<T> } | undefined;
  return (batch) => {
    if (last?.data !== batch.data) last = { data: batch.data, reading: read(batch) };
    return last.reading;
  };
}
