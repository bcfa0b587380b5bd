/**
 * Parts of an examination, one after the other, none of which takes the others with it. Each is recorded in `records`
 * as {part, …words, seconds} and its `value`, or why it `failed` or was `skipped`.
 */
export class Parts {
  records = [];
  #end;
  #scale;
  #heard;
  #now;

  /** @param heard is called with each record once it stands */
  constructor({ minutes, heard = () => {}, now = () => performance.now() / 1000 }) {
    this.#end = now() + minutes * 60;
    this.#scale = Math.max(1, minutes / 10);
    this.#heard = heard;
    this.#now = now;
  }

  /**
   * Does a part, and returns its value, or undefined.
   *
   * @param words what part it is: {part: 'steps', system: 'mnist-mlp'}
   * @param seconds how long it may take, where so much is left of the whole; longer where the whole may take longer than
   *   the usual ten minutes
   * @param work is given its limits, {seconds}
   */
  async do(words, seconds, work) {
    const begin = this.#now();
    const left = this.#end - begin;
    if (left < 5) return this.skip(words, 'no time was left');
    const outcome = await work({ seconds: Math.min(seconds * this.#scale, left) }).then(
      (value) => ({ value }),
      (e) => ({ failed: e.message }),
    );
    this.#keep({ ...words, seconds: Math.round((this.#now() - begin) * 10) / 10, ...outcome });
    return outcome.value;
  }

  skip(words, why) {
    this.#keep({ ...words, skipped: why });
    return undefined;
  }

  #keep(record) {
    this.records.push(record);
    this.#heard(record);
  }
}
