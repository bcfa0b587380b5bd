import type { Rows } from './linear/rows.ts';
import type { Batch, DataFacts, Extractor, Means, Tally, Values } from './metric.ts';

/** Pictures, of which a network reads the features. */
export const arePictures = ({ shape }: DataFacts): boolean => shape.length === 3;

/** Rows that come batch by batch, one after the other. */
export class Collected {
  readonly #parts: Rows[] = [];

  add(rows: Rows): void {
    this.#parts.push(rows);
  }

  get rows(): Rows {
    const [{ width } = { width: 0 }] = this.#parts;
    const n = this.#parts.reduce((sum, part) => sum + part.n, 0);
    const data = new Float32Array(n * width);
    let at = 0;
    for (const part of this.#parts) {
      data.set(part.data, at);
      at += part.data.length;
    }
    return { n, width, data };
  }
}

type Read = (batch: Batch) => Rows | Promise<Rows>;

/** What is read of all batches. */
export async function collected(batches: AsyncIterable<Batch>, read: Read): Promise<Rows> {
  const all = new Collected();
  for await (const batch of batches) all.add(await read(batch));
  return all.rows;
}

/** Collects what is read of samples, and measures at the end. */
export function collecting(read: Read, measure: (rows: Rows) => Promise<Values>): Tally<Promise<Values>> {
  const all = new Collected();
  return {
    add: async (samples) => all.add(await read(samples)),
    result: () => measure(all.rows),
  };
}

/** Collects the features of samples. */
export const ofFeatures = ({ extractor }: Means, measure: (features: Rows) => Promise<Values>) =>
  collecting((samples) => (extractor as Extractor).features(samples), measure);
