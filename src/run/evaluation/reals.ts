import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Dataset } from '../../data/dataset.ts';
import { makeFolder } from '../../files/folders.ts';
import { readWhole } from '../../files/reading.ts';
import { collected } from '../../metrics/collected.ts';
import { type Rows, rowsFrom } from '../../metrics/linear/rows.ts';
import type { Batch, Extractor, Labelled, Reals } from '../../metrics/metric.ts';
import { RandomStream } from '../../random/stream.ts';
import { sizeOf } from '../../tensor/index.ts';
import { writeFileAtomic } from '../directory/atomic.ts';
import { sha256 } from '../directory/made.ts';

/** Examples that are read at once. */
const chunk = 256;

/** Examples that copies are looked for among, at most. */
const mostTraining = 60_000;

/** What real examples are read with. */
export interface Reading {
  readonly range: readonly [number, number];
  readonly extractor?: (Extractor & { readonly hash: string }) | undefined;
  /** Where features are kept from one measurement to the next. */
  readonly cache: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => unknown) | undefined;
}

/**
 * The examples beside which a run's samples are held: so many of those that it learned from, drawn without replacement and
 * always the same; beside them those that it did not learn from, where there are any.
 */
export class RunReals implements Reals {
  readonly n: number;
  readonly #dataset: Dataset;
  readonly #test: Dataset | undefined;
  readonly #order: Uint32Array;
  readonly #reading: Reading;
  /** What has been read, by the names of the files that keep it. */
  readonly #known = new Map<string, Promise<Rows>>();

  constructor(dataset: Dataset, test: Dataset | undefined, n: number, reading: Reading) {
    this.#dataset = dataset;
    this.#test = test;
    this.n = Math.min(n, dataset.count);
    this.#order = new RandomStream(0, 'reals').permutation(dataset.count);
    this.#reading = reading;
  }

  /** Of the data that they are of. */
  get fingerprint(): string {
    return this.#dataset.fingerprint;
  }

  get name(): string {
    return this.#dataset.name;
  }

  batches(n = this.n): AsyncIterable<Batch> {
    return this.#read(this.#dataset, this.#order.subarray(0, Math.min(n, this.n)));
  }

  features(): Promise<Rows> {
    return this.#featuresOf(this.#dataset, this.#order.subarray(0, this.n));
  }

  async others(): Promise<readonly [Rows, Rows]> {
    const all = await this.features();
    if (this.#hasOthers) return [all, await this.#featuresOf(this.#dataset, this.#others)];
    const half = Math.floor(all.n / 2);
    return [rowsFrom(all, 0, half), rowsFrom(all, half, half)];
  }

  once(name: string, compute: () => Promise<readonly number[]>): Promise<readonly number[]> {
    const { extractor, cache, range } = this.#reading;
    const identity = [1, name, extractor?.hash, this.#dataset.fingerprint, range, this.n];
    const path = join(cache, 'features', `${sha256(JSON.stringify(identity)).slice(0, 32)}.json`);
    return readOrCompute(path, compute);
  }

  labels(): Promise<Int32Array> {
    return this.#labelsOf(this.#order.subarray(0, this.n));
  }

  async otherLabels(): Promise<readonly [Int32Array, Int32Array]> {
    const all = await this.labels();
    if (this.#hasOthers) return [all, await this.#labelsOf(this.#others)];
    const half = Math.floor(all.length / 2);
    return [all.subarray(0, half), all.subarray(half, 2 * half)];
  }

  /** Whether there are as many examples beside those that are taken. */
  get #hasOthers(): boolean {
    return this.#dataset.count >= 2 * this.n;
  }

  get #others(): Uint32Array {
    return this.#order.subarray(this.n, 2 * this.n);
  }

  training(): Promise<Rows> {
    return this.#featuresOf(this.#dataset, this.#order.subarray(0, mostTraining));
  }

  /** Where those examples lie in the data. */
  places(training: readonly number[]): number[] {
    return training.map((place) => this.#order[place]!);
  }

  async trainingExamples(places: readonly number[]): Promise<Batch> {
    const data = new Float32Array(places.length * sizeOf(this.#dataset.shape));
    await this.#dataset.read(this.places(places), data, { range: this.#reading.range });
    return { shape: [places.length, ...this.#dataset.shape], data };
  }

  async *newExamples(): AsyncGenerator<Labelled> {
    const test = this.#test;
    if (!test) return;
    const { range, signal } = this.#reading;
    for (let at = 0; at < test.count; at += chunk) {
      signal?.throwIfAborted();
      const some = Uint32Array.from({ length: Math.min(chunk, test.count - at) }, (_, i) => at + i);
      const labels = new Int32Array(some.length).fill(-1);
      const data = new Float32Array(some.length * sizeOf(test.shape));
      await test.read(some, data, { range, labels });
      yield { shape: [some.length, ...test.shape], data, labels };
    }
  }

  async heldOut(): Promise<Rows | undefined> {
    if (!this.#test) return undefined;
    const { count } = this.#test;
    const order = new RandomStream(0, 'heldOut').permutation(count);
    return this.#featuresOf(this.#test, order.subarray(0, Math.min(count, this.n)));
  }

  async *#read(dataset: Dataset, indices: Uint32Array): AsyncGenerator<Batch> {
    const { range, signal } = this.#reading;
    for (let at = 0; at < indices.length; at += chunk) {
      signal?.throwIfAborted();
      const some = indices.subarray(at, at + chunk);
      const data = new Float32Array(some.length * sizeOf(dataset.shape));
      await dataset.read(some, data, { range });
      yield { shape: [some.length, ...dataset.shape], data };
    }
  }

  #featuresOf(dataset: Dataset, indices: Uint32Array): Promise<Rows> {
    const { extractor, onProgress, range } = this.#reading;
    return this.#kept([1, extractor!.hash, dataset.fingerprint, range], indices, () => {
      let done = 0;
      return collected(this.#read(dataset, indices), async (batch) => {
        const some = await extractor!.features(batch);
        done += some.n;
        await onProgress?.(done, indices.length);
        return some;
      });
    });
  }

  async #labelsOf(indices: Uint32Array): Promise<Int32Array> {
    const dataset = this.#dataset;
    const { data } = await this.#kept(['labels', dataset.fingerprint], indices, async () => {
      const labels = new Int32Array(indices.length).fill(-1);
      for (let at = 0; at < indices.length; at += chunk) {
        this.#reading.signal?.throwIfAborted();
        const some = indices.subarray(at, at + chunk);
        const pictures = new Float32Array(some.length * sizeOf(dataset.shape));
        await dataset.read(some, pictures, { labels: labels.subarray(at, at + some.length) });
      }
      return { n: indices.length, width: 1, data: Float32Array.from(labels) };
    });
    return Int32Array.from(data);
  }

  /** What was read of examples, out of the cache, or read and put there. */
  #kept(of: readonly unknown[], indices: Uint32Array, read: () => Promise<Rows>): Promise<Rows> {
    const ofIndices = sha256(new Uint8Array(indices.buffer, indices.byteOffset, indices.byteLength));
    const name = sha256(JSON.stringify([...of, ofIndices])).slice(0, 32);
    const path = join(this.#reading.cache, 'features', `${name}.f32`);
    const reading = async () => {
      const known = await readRows(path, indices.length);
      if (known) return known;
      const rows = await read();
      keepRows(path, rows);
      return rows;
    };
    const rows = this.#known.get(path) ?? reading();
    this.#known.set(path, rows);
    return rows;
  }
}

const numbersSchema = z.array(z.number().nullable());

/** Numbers that a file keeps, NaN as null; a damaged one is computed anew. */
async function readOrCompute(path: string, compute: () => Promise<readonly number[]>): Promise<readonly number[]> {
  try {
    const known = numbersSchema.parse(JSON.parse(new TextDecoder().decode(await readWhole(path, 'data'))));
    return known.map((value) => value ?? Number.NaN);
  } catch {
    const numbers = await compute();
    keepFile(path, new TextEncoder().encode(JSON.stringify(numbers)));
    return numbers;
  }
}

async function readRows(path: string, n: number): Promise<Rows | undefined> {
  if (!existsSync(path)) return undefined;
  try {
    const bytes = await readWhole(path, 'data');
    const data = new Float32Array(bytes.length / 4);
    new Uint8Array(data.buffer).set(bytes);
    return data.length > 0 && data.length % n === 0 ? { n, width: data.length / n, data } : undefined;
  } catch {
    // damaged, or not to be read: they are computed anew
    return undefined;
  }
}

const keepRows = (path: string, { data }: Rows): void =>
  keepFile(path, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));

/** A cache that cannot be written is no reason not to measure. */
function keepFile(path: string, bytes: Uint8Array): void {
  try {
    makeFolder(join(path, '..'), { fix: '' });
    writeFileAtomic(path, bytes);
  } catch {}
}
