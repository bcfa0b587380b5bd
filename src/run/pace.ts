/** How fast a training goes: a moving average over its last seconds, without the time spent on pictures and saving. */
export class Pace {
  readonly #batch: number;
  #last = performance.now();
  #perStep: number | undefined;

  /** `batch`: examples that one step counts as. */
  constructor(batch: number) {
    this.#batch = batch;
  }

  /** Counts a step; `left` is how many are still to go. */
  step(left: number): { imagesPerSecond: number; secondsLeft: number } {
    const now = performance.now();
    const took = (now - this.#last) / 1000;
    this.#last = now;
    // a step of s seconds moves the average by s/5, so it forgets after about five seconds
    const weight = Math.min(1, Math.max(took / 5, 0.02));
    this.#perStep = this.#perStep === undefined ? took : this.#perStep + (took - this.#perStep) * weight;
    return { imagesPerSecond: this.#batch / this.#perStep, secondsLeft: left * this.#perStep };
  }

  /** Called after something that is no training: the next step is measured from now. */
  restart(): void {
    this.#last = performance.now();
  }
}
