/** How fast a training goes: a moving average over its last seconds, without the time spent on pictures and saving. */
export class Pace {
  readonly #batch: number;
  #perStep: number | undefined;

  /** `batch`: examples that one step counts as. */
  constructor(batch: number) {
    this.#batch = batch;
  }

  /** Counts a step that took `seconds`; `left` is how many are still to go. */
  step(seconds: number, left: number): { imagesPerSecond: number; secondsLeft: number } {
    // a step of s seconds moves the average by s/5, so it forgets after about five seconds
    const weight = Math.min(1, Math.max(seconds / 5, 0.02));
    this.#perStep = this.#perStep === undefined ? seconds : this.#perStep + (seconds - this.#perStep) * weight;
    return { imagesPerSecond: this.#batch / this.#perStep, secondsLeft: left * this.#perStep };
  }
}
