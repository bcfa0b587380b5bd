import { philox } from './philox.ts';

/** FNV-1a over UTF-16 units: names of streams become 32-bit numbers. `h`: that of what comes before the name. */
function hashName(name: string, h = 0x811c9dc5): number {
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193) >>> 0;
  return h;
}

/**
 * Random numbers that depend on (seed, stream, step) alone, and on how many were drawn before in this object.
 * Streams have names ('generator/latent'); different names, steps or seeds give independent numbers.
 */
export class RandomStream {
  readonly #words = new Uint32Array(4);
  #key: readonly [number, number];
  #stream: number;
  readonly #step: number;
  #block = 0;
  #used = 4;

  /** `seed`: any safe integer; `step`: 0 to 2³² − 1. */
  constructor(seed: number, stream: string, step = 0) {
    this.#key = [seed >>> 0, Math.floor(seed / 4294967296) >>> 0];
    this.#stream = hashName(stream);
    this.#step = step >>> 0;
  }

  /**
   * The stream called `stream/name`, where `stream` is this one's name, of the same seed and step, from its beginning:
   * however many numbers were drawn here, it is the same, and independent of them.
   */
  branch(name: string): RandomStream {
    const branch = new RandomStream(0, '', this.#step);
    branch.#key = this.#key;
    branch.#stream = hashName(`/${name}`, this.#stream);
    return branch;
  }

  /** The next 32 random bits. */
  bits(): number {
    if (this.#used === 4) {
      philox(this.#block >>> 0, this.#step, this.#stream, 0, this.#key[0], this.#key[1], this.#words);
      this.#block++;
      this.#used = 0;
    }
    return this.#words[this.#used++]!;
  }

  /** Uniform in [0, 1), with 24 bits, so that float32 holds it exactly. */
  uniform(): number {
    return (this.bits() >>> 8) / 16777216;
  }

  /** A uniform integer in [0, n), without bias (Lemire's multiplication would need 64 bits; this rejects instead). */
  integer(n: number): number {
    const limit = 4294967296 - (4294967296 % n);
    for (;;) {
      const x = this.bits();
      if (x < limit) return x % n;
    }
  }

  /** Fills `out` with U[0, 1). */
  fillUniform(out: Float32Array): Float32Array {
    for (let i = 0; i < out.length; i++) out[i] = this.uniform();
    return out;
  }

  /** Fills `out` with N(0, 1), by Box and Muller's transform of pairs of uniforms. */
  fillNormal(out: Float32Array): Float32Array {
    for (let i = 0; i < out.length; i += 2) {
      // 1 − u is in (0, 1], so the logarithm is finite
      const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
      const angle = 2 * Math.PI * this.uniform();
      out[i] = radius * Math.cos(angle);
      if (i + 1 < out.length) out[i + 1] = radius * Math.sin(angle);
    }
    return out;
  }

  /** A random permutation of 0 … n − 1 (Fisher and Yates). */
  permutation(n: number): Uint32Array {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const t = order[i]!;
      order[i] = order[j]!;
      order[j] = t;
    }
    return order;
  }
}
