/**
 * A number of bytes that several workers share: who needs some waits until so many are free. In the order of asking, so
 * that a large need is not passed by for ever.
 */
export class Budget {
  readonly total: number;
  #free: number;
  readonly #waiting: { bytes: number; begin: () => void }[] = [];

  constructor(total: number) {
    this.total = total;
    this.#free = total;
  }

  /** Does `work` while it holds `bytes`, or all there are if that is less. */
  async hold<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    const held = Math.min(bytes, this.total);
    if (this.#waiting.length > 0 || held > this.#free)
      await new Promise<void>((begin) => this.#waiting.push({ bytes: held, begin }));
    else this.#free -= held;
    try {
      return await work();
    } finally {
      this.#free += held;
      this.#wake();
    }
  }

  #wake(): void {
    for (let first = this.#waiting[0]; first && first.bytes <= this.#free; first = this.#waiting[0]) {
      this.#waiting.shift();
      this.#free -= first.bytes;
      first.begin();
    }
  }
}

const mebi = 2 ** 20;

/**
 * What the reading of data may keep in memory at one time, over all workers: files, what they unpack to, and pixels.
 * With Node and its libraries it stays below 1 GiB, whatever the files are.
 */
export const inFlight = new Budget(640 * mebi);

/** Bytes of values that are gathered before they are written, or kept in memory as a part of a data set. */
export const batchBytes = 64 * mebi;
