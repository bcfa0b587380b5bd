import { timeWords } from './words.ts';

/** Notices that nobody looks at the page, and says afterwards what the training has done meanwhile. */
export class Away {
  readonly #say: (words: string) => void;
  #left: { readonly step: number; readonly at: number } | undefined;
  #now = 0;

  constructor(say: (words: string) => void) {
    this.#say = say;
  }

  step(step: number): void {
    this.#now = step;
  }

  /** @param step where a training stands; undefined where there is none */
  turn(isHidden: boolean, step: number | undefined): void {
    const now = performance.now();
    if (isHidden) this.#left = step === undefined ? undefined : { step, at: now };
    else if (this.#left) {
      const [steps, seconds] = [this.#now - this.#left.step, (now - this.#left.at) / 1000];
      this.#left = undefined;
      if (seconds > 20)
        this.#say(
          `While this tab was in the background, ${timeWords(seconds)}, it trained ${Math.max(0, steps).toLocaleString('en')} steps. Browsers give such tabs less time; in a window of its own it trains on as fast.`,
        );
    }
  }
}
