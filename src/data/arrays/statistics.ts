import type { Scaling, ValueFacts } from '../scaling.ts';

/** No more values than about this many are kept for percentiles. */
const kept = 100_000;
/** How far a byte divided by 255 may be from itself, in bytes: float16 has 11 bits. */
const nearByte = { float16: 0.13, other: 1e-3 };

/** Takes all values of an array in their order and finds what they are like; in bounded memory. */
export class ValueStatistics {
  readonly #columns: number;
  readonly #stride: number;
  readonly #near: number;
  readonly #sample: number[] = [];
  readonly #first: Float64Array;
  readonly #sum: Float64Array;
  readonly #squares: Float64Array;
  #count = 0;
  #least = Infinity;
  #greatest = -Infinity;
  #isWhole = true;
  #isUnitBytes = true;
  #isSignedBytes = true;

  /** @param columns of an example, whose means are wanted; 0 where they are not */
  constructor({ total, columns, type }: { total: number; columns: number; type: string }) {
    this.#columns = columns;
    this.#stride = Math.max(1, Math.floor(total / kept));
    this.#near = type === 'float16' ? nearByte.float16 : nearByte.other;
    this.#first = new Float64Array(columns);
    this.#sum = new Float64Array(columns);
    this.#squares = new Float64Array(columns);
  }

  add(values: ArrayLike<number>, length = values.length): void {
    for (let k = 0; k < length; k++) {
      const value = values[k]!;
      const at = this.#count++;
      if (value < this.#least) this.#least = value;
      if (value > this.#greatest) this.#greatest = value;
      if (at % this.#stride === 0) this.#sample.push(value);
      if (this.#isWhole && !Number.isInteger(value)) this.#isWhole = false;
      if (this.#isUnitBytes) this.#isUnitBytes = this.#isLevel(value * 255);
      if (this.#isSignedBytes) this.#isSignedBytes = this.#isLevel((value + 1) * 127.5);
      if (this.#columns > 0) this.#addToColumn(value, at);
    }
  }

  #isLevel(byte: number): boolean {
    return byte > -0.5 && byte < 255.5 && Math.abs(byte - Math.round(byte)) < this.#near;
  }

  /** Sums of differences from the first row: of values far from 0, squares would lose what is told of them. */
  #addToColumn(value: number, at: number): void {
    const column = at % this.#columns;
    if (at < this.#columns) this.#first[column] = value;
    const difference = value - this.#first[column]!;
    this.#sum[column]! += difference;
    this.#squares[column]! += difference * difference;
  }

  get facts(): ValueFacts {
    const sorted = this.#sample.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
    return { least: this.#least, greatest: this.#greatest, percentiles: [at(0.01), at(0.99)] };
  }

  /** What the values are taken for: columns of numbers, or one scale for all. */
  scaling(type: string): Scaling {
    if (this.#columns > 0) return this.#standard();
    const [least, greatest] = [this.#least, this.#greatest];
    const range = (low: number, high: number, levels?: number): Scaling => ({
      type: 'range',
      low,
      high,
      ...(levels !== undefined && { levels }),
    });
    if (type === 'bool') return range(0, 1);
    if (least >= 0 && greatest <= 1) return range(0, 1, this.#isUnitBytes && !this.#isWhole ? 256 : undefined);
    if (type === 'uint8') return range(0, 255);
    if (least >= -1 && greatest <= 1) return range(-1, 1, this.#isSignedBytes && !this.#isWhole ? 256 : undefined);
    if (least >= 0 && greatest > 127 && greatest <= 255) return range(0, 255);
    // counts of a camera or scanner: 10, 12, 14 or 16 bits
    if (least >= 0 && greatest > 255 && this.#isWhole && greatest < 2 ** 32)
      return range(0, 2 ** Math.ceil(Math.log2(greatest + 1)) - 1);
    return least < greatest ? range(least, greatest) : range(least - 1, least + 1);
  }

  #standard(): Scaling {
    const rows = this.#count / this.#columns;
    const mean = Array.from(this.#first, (first, c) => first + this.#sum[c]! / rows);
    const deviation = Array.from(this.#squares, (squares, c) => {
      const variance = squares / rows - (this.#sum[c]! / rows) ** 2;
      return variance > 0 ? Math.sqrt(variance) : 1;
    });
    return { type: 'standard', mean, deviation };
  }
}
