import type { State } from '../../src/gan/engine.ts';
import type { Turn } from './game.ts';

/** Updates of one kind, one after the other. */
interface Stretch {
  readonly turn: Turn;
  readonly from: number;
  to: number;
}

/** What a tensor takes beside its numbers, in bytes: an array, its buffer, and the object around them. */
const around = 640;

const bytesOf = (state: State): number =>
  Object.values(state).reduce((sum, { data }) => sum + data.byteLength + around, 0);

/**
 * What was done since the beginning: which kind of update each was, and states on the way. Where memory runs short, every
 * second of the older states is given up: from the one before a step, the step follows again by the same updates.
 */
export class History {
  readonly #budget: number;
  readonly #stretches: Stretch[] = [];
  #kept: { readonly at: number; readonly state: State }[];
  #bytes: number;

  /** @param budget bytes that states may take. Default 192 MiB */
  constructor(initial: State, budget = 192 * 2 ** 20) {
    this.#budget = budget;
    this.#bytes = bytesOf(initial);
    this.#kept = [{ at: 0, state: initial }];
  }

  /** Updates done so far. */
  get length(): number {
    return this.#stretches.at(-1)?.to ?? 0;
  }

  /** Notes `count` updates of a kind, and the state that they led to. */
  add(turn: Turn, count: number, state: State): void {
    const last = this.#stretches.at(-1);
    if (last?.turn === turn) last.to += count;
    else this.#stretches.push({ turn, from: this.length, to: this.length + count });
    this.#kept.push({ at: this.length, state });
    while (this.#kept.length > 2 && this.#kept.length * this.#bytes > this.#budget) this.#thin();
  }

  /** Gives up every second state but the first and the latest. */
  #thin(): void {
    this.#kept = this.#kept.filter((_, i) => i % 2 === 0 || i === this.#kept.length - 1);
  }

  /**
   * Goes back to when `at` updates were done: the latest state that is kept from then or before, and what leads on from
   * there. What came after is forgotten.
   */
  back(at: number): {
    readonly from: number;
    readonly state: State;
    readonly again: readonly { turn: Turn; count: number }[];
  } {
    const index = this.#kept.findLastIndex((kept) => kept.at <= at);
    const { at: from, state } = this.#kept[index]!;
    this.#kept.length = index + 1;
    const again = this.#stretches
      .map(({ turn, from: a, to: b }) => ({ turn, count: Math.min(b, at) - Math.max(a, from) }))
      .filter(({ count }) => count > 0);
    while (this.#stretches.length > 0 && this.#stretches.at(-1)!.from >= from) this.#stretches.pop();
    const last = this.#stretches.at(-1);
    if (last) last.to = Math.min(last.to, from);
    return { from, state, again };
  }
}
