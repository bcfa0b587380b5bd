import { DuelError } from '../errors.ts';
import type { RandomStream } from '../random/stream.ts';
import type { Layout } from './arrays/layouts.ts';
import type { Scaling, ValueFacts } from './scaling.ts';

/** How `Dataset.read` hands out what it reads. */
export interface ReadOptions {
  /**
   * Where the ends of the data's scale go, a byte's 0 and 255; between them the map is linear. Default `[-1, 1]`. Data
   * without a scale, and standardised columns, are passed as they are.
   */
  range?: readonly [number, number];
  /** Gets the class index of each example; -1 where the data have no classes. */
  labels?: Int32Array;
  /** Which part of the examples, of those that `Dataset.parts` names. Default: the main one. */
  part?: string | undefined;
  /**
   * Random numbers of the k-th example asked for, from their beginning each time: for random crops and flips, for noise
   * and masks. With the same draws another part of an example is cropped and flipped alike. Default: a centre crop, no
   * flip, and what has to be random follows from the example's index alone.
   */
  draws?: ((k: number) => RandomStream) | undefined;
}

/** One of several parts that an example has. */
export interface PartFacts {
  readonly shape: readonly number[];
  readonly kind: 'uint8' | 'float32';
  readonly white?: number | undefined;
}

/** What was found of arrays and tables, and what they were taken for; absent for other data. */
export interface ArrayFacts {
  /** Which axis is which. */
  readonly layout?: Layout | undefined;
  /** How values become those that `read` gives; bytes without it are 0 … 255, other numbers stay as they are. */
  readonly scaling?: Scaling | undefined;
  readonly values?: ValueFacts | undefined;
  /** Names of a table's columns; absent where it names none. */
  readonly columns?: readonly string[] | undefined;
  readonly columnFacts?: readonly ColumnFacts[] | undefined;
}

/** A column of a table. */
export interface ColumnFacts {
  readonly name: string;
  readonly least: number;
  readonly greatest: number;
}

/** What a person should know of data that were opened: each a sentence, or part of one, in a line of its own. */
export interface DataNotes {
  /** What was found and what it was taken for. */
  readonly found: readonly string[];
  /** What may not be as it was meant. */
  readonly warnings: readonly string[];
}

/**
 * Examples that can be read by index, in any order.
 *
 * Images are NHWC: `shape` is `[h, w, c]`; points are `[2]`, vectors `[d]`. Data sets drawn by formula are endless:
 * they take any index from 0 on, and `count` is only the length of what is called an epoch.
 */
export interface Dataset extends ArrayFacts {
  readonly name: string;
  /** Examples in the split that was opened. */
  readonly count: number;
  readonly shape: readonly number[];
  /** Names of the classes in the order of their indices; empty when the data have none. */
  readonly classes: readonly string[];
  readonly kind: 'uint8' | 'float32';
  /** What is white in its pictures of 16 bits; absent where there are none. */
  readonly white?: number | undefined;
  /** Stable identity of the content: equal content, equal fingerprint, wherever and however it is stored. */
  readonly fingerprint: string;
  /**
   * The parts of an example, where it has several: of pairs, `input` and `target`. `shape` and `kind` are those of the
   * main one, the target.
   */
  readonly parts?: Readonly<Record<string, PartFacts>> | undefined;
  /**
   * Data sets that are drawn from each for itself, by the names of their domains: `a` and `b`. The data set that has
   * them reads as the first of them does; its count is the largest, which an epoch goes over.
   */
  readonly domains?: Readonly<Record<string, Dataset>> | undefined;
  /** Said when a training begins; absent where nothing was assumed. */
  readonly notes?: DataNotes | undefined;
  /** Writes the examples `indices` one after the other into `out`, which holds at least n · prod(shape) floats. */
  read(indices: ArrayLike<number>, out: Float32Array, options?: ReadOptions): Promise<void>;
  close(): Promise<void>;
}

/** Number of values in one example of `shape`. */
export function exampleSize(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}

/** Throws unless `indices` lie in `[0, count)` and the arrays to be filled are long enough. */
export function assertReadable(
  dataset: { readonly name: string; readonly shape: readonly number[] },
  count: number,
  indices: ArrayLike<number>,
  out: Float32Array,
  labels: Int32Array | undefined,
): void {
  const need = indices.length * exampleSize(dataset.shape);
  if (out.length < need) throw misuse(dataset.name, `out has room for ${out.length} values, ${need} are asked for`);
  if (labels !== undefined && labels.length < indices.length)
    throw misuse(dataset.name, `labels has room for ${labels.length}, ${indices.length} are asked for`);
  for (let k = 0; k < indices.length; k++) {
    const index = indices[k]!;
    if (!Number.isInteger(index) || index < 0 || index >= count)
      throw misuse(dataset.name, `example ${index} does not exist: indices go from 0 to ${count - 1}`);
  }
}

/** Throws unless examples have this part. */
export function assertPart({ name, parts }: Pick<Dataset, 'name' | 'parts'>, part: string): void {
  const known = Object.keys(parts ?? {});
  if (!known.includes(part))
    throw misuse(name, `no part '${part}': examples have ${known.join(' and ') || 'no parts'}`);
}

function misuse(name: string, message: string): DuelError {
  return new DuelError('internal', 'data/bad-read', message, { where: name });
}

/** Maps `length` bytes from [0, 255] to `range`. */
export function writeScaled(
  bytes: Uint8Array,
  from: number,
  out: Float32Array,
  to: number,
  length: number,
  range: readonly [number, number] = [-1, 1],
): void {
  const low = range[0];
  const scale = (range[1] - low) / 255;
  for (let k = 0; k < length; k++) out[to + k] = low + bytes[from + k]! * scale;
}
