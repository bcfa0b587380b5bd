import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** A hundredth of the time at most is spent on it. */
const restPerWork = 99;

/**
 * Collects the garbage of a long training at times of its own choosing. V8 collects what is no longer young when it has
 * grown; what holds memory outside its heap, as batches, states and pictures do, hardly counts for that.
 */
export class Garbage {
  readonly #collect: () => void;
  readonly #now: () => number;
  #next = Number.NEGATIVE_INFINITY;

  constructor(collect: () => void = wholeCollection(), now: () => number = () => performance.now()) {
    this.#collect = collect;
    this.#now = now;
  }

  /** Collects all of it, unless that has been done a moment ago. */
  collect(): void {
    const began = this.#now();
    if (began < this.#next) return;
    this.#collect();
    const ended = this.#now();
    this.#next = ended + restPerWork * (ended - began);
  }
}

/** V8's own, which a context that is made after the flag has as a function. */
function wholeCollection(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
