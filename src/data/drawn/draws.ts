/**
 * Random draws that belong to one example: the same (seed, index, stream) always gives the same draws, whatever was
 * drawn before. The generator is sfc32 (Doty-Humphrey), whose 128-bit state starts from the three numbers themselves,
 * so that no two examples share a sequence.
 */
export class Draws {
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 0;

  constructor(seed = 0, index = 0, stream = 0) {
    this.restart(seed, index, stream);
  }

  /** Begins the sequence of another example; reusing the object spares an allocation per example. */
  restart(seed: number, index: number, stream = 0): this {
    this.#a = seed | 0;
    this.#b = index | 0;
    // What lies above 32 bits of seed and index goes into the third word.
    const high = Math.floor(seed / 2 ** 32) * 0x9e37 + Math.floor(index / 2 ** 32);
    this.#c = (stream * 0x85ebca6b) ^ high;
    this.#counter = 1;
    for (let round = 0; round < 12; round++) this.bits();
    return this;
  }

  /** 32 random bits, as an unsigned integer. */
  bits(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + sum) | 0;
    return sum >>> 0;
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return this.bits() * 2 ** -32;
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** Uniform integer in [0, n). */
  below(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** Standard normal, by Box and Muller; two uniforms a draw, so that draws stay in step. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Nearly normal with mean 0, deviation 1 and no tails beyond 3: four uniforms added. Cheaper than `normal`. */
  bell(): number {
    return (this.uniform() + this.uniform() + this.uniform() + this.uniform() - 2) * Math.sqrt(3);
  }
}
