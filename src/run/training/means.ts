import type { Metrics } from '../../gan/index.ts';

/** Means of metrics over the steps of a period, from its first step to the one added last. */
export class Means {
  readonly #every: number;
  #sums: Metrics = {};
  #count = 0;

  /** `every`: steps that a period has; the first begins with step 1. */
  constructor(every: number) {
    this.#every = every;
  }

  /** The steps that are done of the period that `step` steps have begun: those to add before going on. */
  begunAt(step: number): number {
    return step % this.#every;
  }

  /** Adds the metrics of a step; the first one of a period forgets those before. */
  add(step: number, metrics: Metrics): void {
    if (this.#count === 0 || step % this.#every === 1 % this.#every) {
      this.#sums = {};
      this.#count = 0;
    }
    for (const [name, value] of Object.entries(metrics)) this.#sums[name] = (this.#sums[name] ?? 0) + value;
    this.#count++;
  }

  means(): Metrics {
    return Object.fromEntries(Object.entries(this.#sums).map(([name, sum]) => [name, sum / this.#count]));
  }
}
