import type { Dataset } from '../../data/dataset.ts';
import type { DataContext } from '../../data/index.ts';
import { RandomStream } from '../../random/stream.ts';
import { sizeOf } from '../../tensor/index.ts';
import type { Selection } from './query.ts';

/** Examples that are put in order at most; of more those at the beginning are shown. */
const mostOrdered = 2 ** 22;
/** Values that are read at once where examples of a class are looked for. */
const soughtAtOnce = 2 ** 22;
/** Examples among which those of a class are looked for, where nobody knows which these are. */
const mostSought = 2 ** 17;

/** Examples of a page by their indices; see `ExamplePage`. */
interface Picked {
  readonly indices: Uint32Array;
  readonly of: number;
  readonly isAll: boolean;
}

/**
 * A page of the examples of a data set, or of those of a class, in an order that follows from the seed; and how many there
 * are in all, as far as it is known.
 *
 * @param labels of all examples, where they are known
 */
export async function pick(
  dataset: Dataset,
  { class: wanted, seed, page, n }: Selection,
  labels: Int32Array | undefined,
  context: DataContext,
): Promise<Picked> {
  const order = new RandomStream(seed, 'examples').permutation(Math.min(dataset.count, mostOrdered));
  if (wanted === undefined) return { indices: order.slice(page * n, (page + 1) * n), of: dataset.count, isAll: true };
  if (labels) {
    const own = order.filter((index) => labels[index] === wanted);
    return { indices: own.slice(page * n, (page + 1) * n), of: own.length, isAll: true };
  }
  return sought(dataset, order.subarray(0, mostSought), { wanted, enough: (page + 1) * n, from: page * n }, context);
}

/** Looks through examples in their order until there are enough of a class. */
async function sought(
  dataset: Dataset,
  order: Uint32Array,
  { wanted, enough, from }: { wanted: number; enough: number; from: number },
  { signal, onProgress }: DataContext,
): Promise<Picked> {
  const size = sizeOf(dataset.shape);
  const each = Math.max(1, Math.min(1024, Math.floor(soughtAtOnce / size)));
  const examples = new Float32Array(each * size);
  const found: number[] = [];
  for (let first = 0; first < order.length && found.length < enough; first += each) {
    signal?.throwIfAborted();
    const indices = order.subarray(first, first + each);
    const labels = new Int32Array(indices.length);
    await dataset.read(indices, examples, { labels });
    for (const [k, label] of labels.entries()) if (label === wanted) found.push(indices[k]!);
    await onProgress?.({ stage: 'read', done: Math.min(order.length, first + each), total: order.length });
  }
  const indices = Uint32Array.from(found.slice(from, enough));
  return { indices, of: found.length, isAll: found.length < enough && order.length === dataset.count };
}
