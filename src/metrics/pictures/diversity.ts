import { RandomStream } from '../../random/stream.ts';
import { tooFew } from '../linear/rows.ts';
import type { Batch } from '../metric.ts';
import { type Channels, channelsOf, checkPictures, shareOf } from './channels.ts';
import { msSsim } from './msSsim.ts';

export interface Diversity {
  /** Mean MS-SSIM of the pairs, 0 to 1: the higher, the more alike pictures are. */
  readonly msSsim: number;
  /** Standard error of that mean over the pairs. 0 of a single one. */
  readonly error: number;
  readonly pairs: number;
}

/** So many pictures are kept, for later ones to be paired with. */
const kept = 256;

/**
 * How alike pictures of one source are to one another (Odena et al. 2017, https://arxiv.org/abs/1610.09585, section 4.2): the
 * mean MS-SSIM of random pairs. By itself it says little: it is to be read beside that of real pictures, which a generator
 * lies above where it has collapsed.
 *
 * Pictures come batch by batch. Each but the first is paired with one of those before it, all of them equally likely: a
 * random sample of up to 256 is kept for that (Vitter's reservoir). So n pictures give n − 1 pairs, up to `pairs`.
 */
export class DiversityTally {
  readonly #range: readonly [number, number];
  readonly #random: RandomStream;
  readonly #most: number;
  readonly #kept: Channels[] = [];
  #shape: readonly number[] | undefined;
  #seen = 0;
  #pairs = 0;
  #mean = 0;
  #squares = 0;

  /**
   * @param range of the values; what lies beyond is clipped, as where a picture is written
   * @param pairs default 1000: a pair of 64 × 64 × 3 takes some 10 ms
   */
  constructor(
    range: readonly [number, number],
    { seed, pairs = 1000 }: { readonly seed: number; readonly pairs?: number },
  ) {
    this.#range = range;
    this.#random = new RandomStream(seed, 'metrics/pairs');
    this.#most = pairs;
  }

  /** Pictures [n, h, w, c] of the same shape in all calls. Throws below 11 pixels, and where values are not finite. */
  add(pictures: Batch): void {
    checkPictures('MS-SSIM', pictures, this.#shape);
    this.#shape = pictures.shape.slice(1);
    for (let i = 0; i < pictures.shape[0]! && this.#pairs < this.#most; i++) {
      const picture = channelsOf(pictures, i, shareOf(this.#range));
      if (this.#seen > 0) this.#pair(msSsim(picture, this.#kept[this.#random.integer(this.#kept.length)]!));
      const place = this.#seen < kept ? this.#seen : this.#random.integer(this.#seen + 1);
      if (place < kept) this.#kept[place] = picture;
      this.#seen++;
    }
  }

  /** Throws `metrics/too-few` where there are fewer than two pictures. */
  result(): Diversity {
    tooFew('the diversity of pictures', 'pictures', this.#seen, 2);
    const n = this.#pairs;
    return { msSsim: this.#mean, error: n < 2 ? 0 : Math.sqrt(this.#squares / (n - 1) / n), pairs: n };
  }

  /** Welford's rule of a running mean. */
  #pair(value: number): void {
    this.#pairs++;
    const delta = value - this.#mean;
    this.#mean += delta / this.#pairs;
    this.#squares += delta * (value - this.#mean);
  }
}
