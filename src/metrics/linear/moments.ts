import { type Products, plainProducts } from './products.ts';
import { checkRows, type Rows, tooFew } from './rows.ts';

/** Mean and covariance of rows, in float64. */
export interface Moments {
  /** Rows that they are of. */
  readonly n: number;
  readonly width: number;
  readonly mean: Float64Array;
  /** `[width, width]`, with divisor n − 1, as numpy's `cov` has it. */
  readonly covariance: Float64Array;
}

/** So many rows are kept back and taken together, since a product of few rows costs as much as one of many. */
const rowsTogether = 1024;

/**
 * Mean and covariance of rows that come batch by batch and are not kept. Each block of rows is centred on its own mean,
 * and blocks are joined by Chan, Golub and LeVeque's rule (1979): Σ(x − x̄)² of both is that of each, and
 * n₁n₂/(n₁ + n₂) · δδᵀ with δ between their means. No squares of large means are subtracted from one another.
 */
export class MomentsTally {
  readonly #width: number;
  readonly #products: Products;
  readonly #mean: Float64Array;
  readonly #scatter: Float64Array;
  readonly #waiting: Float64Array;
  #waits = 0;
  #n = 0;

  constructor(width: number, products: Products = plainProducts) {
    this.#width = width;
    this.#products = products;
    this.#mean = new Float64Array(width);
    this.#scatter = new Float64Array(width * width);
    this.#waiting = new Float64Array(rowsTogether * width);
  }

  /** Throws where the rows are of another width, or not finite. One call has to end before the next. */
  async add(rows: Rows): Promise<void> {
    const width = this.#width;
    checkRows(
      'a covariance',
      0,
      ...[{ n: 0, width, data: new Float64Array(0) }, rows].map((r) => ({ what: 'rows', rows: r })),
    );
    for (let from = 0; from < rows.n; ) {
      const count = Math.min(rows.n - from, rowsTogether - this.#waits);
      this.#waiting.set(rows.data.subarray(from * width, (from + count) * width), this.#waits * width);
      this.#waits += count;
      from += count;
      if (this.#waits === rowsTogether) await this.#join();
    }
  }

  /** The moments of all rows so far. Throws `metrics/too-few` where they are fewer than two. */
  async result(): Promise<Moments> {
    await this.#join();
    tooFew('a covariance', 'rows', this.#n, 2);
    const scale = 1 / (this.#n - 1);
    return {
      n: this.#n,
      width: this.#width,
      mean: this.#mean.slice(),
      covariance: this.#scatter.map((x) => x * scale),
    };
  }

  /** Joins the rows that wait to those before them. */
  async #join(): Promise<void> {
    const [m, width] = [this.#waits, this.#width];
    if (m === 0) return;
    const block = this.#waiting.slice(0, m * width);
    this.#waits = 0;
    const mean = centre(block, width);
    const gram = await this.#products.gram(block, width);
    const total = this.#n + m;
    const delta = mean.map((x, j) => (this.#n === 0 ? 0 : x - this.#mean[j]!));
    const weight = (this.#n * m) / total;
    for (let i = 0, at = 0; i < width; i++) {
      const d = weight * delta[i]!;
      for (let j = 0; j < width; j++, at++) this.#scatter[at]! += gram[at]! + d * delta[j]!;
    }
    if (this.#n === 0) this.#mean.set(mean);
    else for (let j = 0; j < width; j++) this.#mean[j]! += delta[j]! * (m / total);
    this.#n = total;
  }
}

/**
 * Takes the mean of its rows from each, in place, and gives it. Sums are of differences from the first row, so that
 * columns of one value become zero exactly.
 */
export function centre(block: Float64Array, width: number): Float64Array {
  const n = block.length / width;
  const mean = new Float64Array(width);
  for (let i = 1; i < n; i++) for (let j = 0; j < width; j++) mean[j]! += block[i * width + j]! - block[j]!;
  for (let j = 0; j < width; j++) mean[j] = block[j]! + mean[j]! / n;
  for (let i = 0; i < n; i++) for (let j = 0; j < width; j++) block[i * width + j]! -= mean[j]!;
  return mean;
}

/** Mean and covariance of rows. Throws where they are fewer than two, or not finite. */
export async function momentsOf(rows: Rows, products: Products = plainProducts): Promise<Moments> {
  const tally = new MomentsTally(rows.width, products);
  await tally.add(rows);
  return tally.result();
}

/** Rows that are multiplied at once where they are drawn from others: a product of 4,096 × 2,048 takes 64 MiB. */
const drawnTogether = 4096;

/**
 * Rows that others are drawn from, many times over: they are checked once and stand around their mean, so that moments of
 * what is drawn take one product, of each row that is drawn as often as it is.
 */
export class DrawnFrom {
  readonly #around: Float64Array;
  readonly #origin: Float64Array;
  readonly #products: Products;
  readonly n: number;
  readonly width: number;

  /** Throws where the rows are not finite. */
  constructor(rows: Rows, products: Products = plainProducts) {
    checkRows('a covariance', 1, { what: 'rows', rows });
    this.n = rows.n;
    this.width = rows.width;
    this.#around = Float64Array.from(rows.data);
    this.#origin = centre(this.#around, rows.width);
    this.#products = products;
  }

  /** Mean and covariance of the rows with these indices, each as often as it stands there. */
  async momentsAt(indices: ArrayLike<number>): Promise<Moments> {
    const { n: all, width } = this;
    const n = indices.length;
    tooFew('a covariance', 'rows', n, 2);
    const times = new Uint32Array(all);
    for (let i = 0; i < n; i++) times[indices[i]!]!++;
    const mean = new Float64Array(width);
    const covariance = new Float64Array(width * width);
    for (let from = 0; from < all; from += drawnTogether) {
      const weighted = this.#weighted(times, from, mean);
      if (weighted.length === 0) continue;
      const gram = await this.#products.gram(weighted, width);
      for (let at = 0; at < gram.length; at++) covariance[at]! += gram[at]!;
    }
    for (let j = 0; j < width; j++) mean[j]! /= n;
    const scale = 1 / (n - 1);
    for (let i = 0, at = 0; i < width; i++) {
      const d = n * mean[i]!;
      for (let j = 0; j < width; j++, at++) covariance[at] = scale * (covariance[at]! - d * mean[j]!);
    }
    return { n, width, mean: mean.map((x, j) => x + this.#origin[j]!), covariance };
  }

  /** Of the rows from there on those that are drawn, times the root of how often they are; `sums` is told of them too. */
  #weighted(times: Uint32Array, from: number, sums: Float64Array): Float64Array {
    const { width } = this;
    const around = this.#around;
    const end = Math.min(this.n, from + drawnTogether);
    let rows = 0;
    for (let i = from; i < end; i++) rows += Number(times[i]! > 0);
    const out = new Float64Array(width * rows);
    for (let i = from, at = 0; i < end; i++) {
      const k = times[i]!;
      if (k === 0) continue;
      const root = Math.sqrt(k);
      for (let j = 0, x = i * width; j < width; j++, x++, at++) {
        const value = around[x]!;
        sums[j]! += k * value;
        out[at] = root * value;
      }
    }
    return out;
  }
}
