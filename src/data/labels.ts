import { batchBytes } from './budget.ts';
import { type Dataset, exampleSize } from './dataset.ts';
import type { DataContext } from './request.ts';

/** Hears of examples in the order of their indices, as they are read through. */
export type Hear = (examples: Float32Array, labels: Int32Array, first: number) => void;

/** Reads the first `count` examples part by part, and has each part heard of before the next takes its place. */
export async function readThrough(
  dataset: Dataset,
  count: number,
  hear: Hear,
  { signal, onProgress, range }: DataContext & { range?: readonly [number, number] } = {},
): Promise<void> {
  const size = exampleSize(dataset.shape);
  const each = Math.max(1, Math.min(count, 4096, Math.floor(batchBytes / 4 / size)));
  const examples = new Float32Array(each * size);
  const labels = new Int32Array(each);
  for (let first = 0; first < count; first += each) {
    signal?.throwIfAborted();
    const n = Math.min(each, count - first);
    const indices = Uint32Array.from({ length: n }, (_, k) => first + k);
    await dataset.read(indices, examples, { labels, ...(range && { range }) });
    hear(examples.subarray(0, n * size), labels.subarray(0, n), first);
    await onProgress?.({ stage: 'read', done: first + n, total: count });
  }
}

/** How many examples each class has. */
export async function classCounts(dataset: Dataset, context: DataContext = {}): Promise<number[]> {
  const counts = new Array<number>(dataset.classes.length).fill(0);
  const count = (_: Float32Array, labels: Int32Array) => {
    for (const label of labels) if (label >= 0) counts[label]!++;
  };
  if (counts.length > 0) await readThrough(dataset, dataset.count, count, context);
  return counts;
}
