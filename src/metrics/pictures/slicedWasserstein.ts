import { DuelError } from '../../errors.ts';
import { RandomStream } from '../../random/stream.ts';
import { type Products, plainProducts } from '../linear/products.ts';
import { tooFew } from '../linear/rows.ts';
import type { Batch } from '../metric.ts';
import { channelsOf, checkPictures } from './channels.ts';
import { laplacianPyramid, levelsOf } from './pyramid.ts';
import { sortFloats } from './sort.ts';

const side = 7;
const area = side * side;
/** Of a picture and level. */
const patchesEach = 128;
/** Four draws of 128 directions, each projected on at once. */
const draws = 4;
const together = 128;

/** Patches of one level: of each picture 128, channel by channel. */
interface LevelPatches {
  readonly size: readonly [number, number];
  readonly ofPicture: Float32Array[];
}

/**
 * Patches of pictures, level by level of their Laplacian pyramids. Pictures come batch by batch and are not kept; their patches
 * are: 25 kB a channel, picture and level, which is 0.45 GB for 2,048 pictures of 64 × 64 × 3.
 */
export class PatchTally {
  readonly #seed: number;
  #shape: readonly [height: number, width: number, channels: number] | undefined;
  #levels: LevelPatches[] = [];
  #n = 0;

  /** @param seed of the places of patches: picture i of equal seeds has its patches at the same places */
  constructor({ seed }: { readonly seed: number }) {
    this.#seed = seed;
  }

  /** Pictures [n, h, w, c] of the same shape in all calls, of values in any range. Throws below 7 pixels. */
  add(pictures: Batch): void {
    checkPictures('the sliced Wasserstein distance', pictures, this.#shape);
    const [n, height, width, channels] = pictures.shape as [number, number, number, number];
    if (this.#shape === undefined) {
      if (Math.min(height, width) < side) throw tooSmall(height, width);
      this.#shape = [height, width, channels];
      this.#levels = levelsOf(height, width).map((size) => ({ size, ofPicture: [] }));
    }
    for (let i = 0; i < n; i++, this.#n++)
      laplacianPyramid(channelsOf(pictures, i, (x) => x)).forEach((level, k) => {
        const random = new RandomStream(this.#seed, `metrics/patches/${k}`, this.#n);
        const out = new Float32Array(patchesEach * channels * area);
        for (let p = 0, at = 0; p < patchesEach; p++) {
          const left = random.integer(level.width - side + 1);
          const top = random.integer(level.height - side + 1);
          for (const channel of level.channels)
            for (let y = 0; y < side; y++)
              for (let x = 0; x < side; x++) out[at++] = channel[(top + y) * level.width + left + x]!;
        }
        this.#levels[k]!.ofPicture.push(out);
      });
  }

  /** How many pictures there are, of which shape, and their patches. */
  get patches(): { readonly n: number; readonly shape: readonly number[]; readonly levels: readonly LevelPatches[] } {
    return { n: this.#n, shape: this.#shape ?? [], levels: this.#levels };
  }
}

const tooSmall = (height: number, width: number) =>
  new DuelError(
    'usage',
    'metrics/too-small',
    `the sliced Wasserstein distance takes patches of ${side} × ${side} pixels`,
    {
      where: `pictures of ${height} × ${width}`,
      fix: 'enlarge them first, or take another metric',
    },
  );

export interface SlicedWasserstein {
  /** Mean over the levels. */
  readonly mean: number;
  /** Finest first. */
  readonly levels: readonly { readonly height: number; readonly width: number; readonly distance: number }[];
}

export interface SlicedOptions {
  /** Of the directions. */
  readonly seed: number;
  /** Default: plain JavaScript. */
  readonly products?: Products | undefined;
  readonly onProgress?: ((done: number, of: number) => void) | undefined;
}

/**
 * Sliced Wasserstein distance of pictures as in progressive growing (Karras et al. 2018, https://arxiv.org/abs/1710.10196,
 * section 5, and their code), times 1,000: for each level of the Laplacian pyramid, from the pictures' size down to 16, 128
 * patches of 7 × 7 a picture, each channel brought to mean 0 and deviation 1 over all patches of its set; along 4 × 128
 * random directions the mean difference of both sets' patches in order. 0 for equal sets; the authors take 8,192 pictures or
 * more, and numbers of other counts do not compare.
 *
 * A channel of one value everywhere is 0 here, where the authors' code gives NaN. Pictures are not rounded to bytes before.
 * Throws `metrics/uneven` where there are not as many of both.
 */
export async function slicedWasserstein(
  samples: PatchTally,
  reals: PatchTally,
  { seed, products = plainProducts, onProgress }: SlicedOptions,
): Promise<SlicedWasserstein> {
  const [a, b] = [samples.patches, reals.patches];
  tooFew('the sliced Wasserstein distance', 'samples', a.n, 1);
  if (a.n !== b.n)
    throw new DuelError('usage', 'metrics/uneven', `${a.n} samples and ${b.n} real pictures`, {
      where: 'the sliced Wasserstein distance',
      fix: 'take as many of both',
    });
  if (a.shape.join() !== b.shape.join())
    throw new DuelError(
      'usage',
      'metrics/pictures',
      `samples of ${a.shape.join(' × ')}, and real pictures of ${b.shape.join(' × ')}`,
      {
        where: 'the sliced Wasserstein distance',
        fix: 'bring all to one size first',
      },
    );
  const channels = a.shape[2]!;
  const levels: { height: number; width: number; distance: number }[] = [];
  for (const [k, { size, ofPicture }] of a.levels.entries()) {
    const [x, y] = [new Projector(ofPicture, channels), new Projector(b.levels[k]!.ofPicture, channels)];
    let sum = 0;
    for (let draw = 0; draw < draws; draw++) {
      const some = directionsOf(new RandomStream(seed, 'metrics/directions', draw), channels * area);
      const [p, q] = [await x.project(some, products), await y.project(some, products)];
      for (let d = 0; d < together; d++) sum += meanDifference(sortFloats(p[d]!), sortFloats(q[d]!));
      onProgress?.(k * draws + draw + 1, a.levels.length * draws);
    }
    levels.push({ height: size[0], width: size[1], distance: (1000 * sum) / (draws * together) });
  }
  return { mean: levels.reduce((s, { distance }) => s + distance, 0) / levels.length, levels };
}

/** Unit vectors of `width` numbers, evenly on the sphere, one after the other. */
function directionsOf(random: RandomStream, width: number): Float64Array {
  const out = Float64Array.from(random.fillNormal(new Float32Array(together * width)));
  for (let d = 0; d < together; d++) {
    const one = out.subarray(d * width, (d + 1) * width);
    const length = Math.sqrt(one.reduce((s, x) => s + x * x, 0));
    for (let j = 0; j < width; j++) one[j]! /= length;
  }
  return out;
}

function meanDifference(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / a.length;
}

/** Patches of a level, which are projected on directions after each channel is brought to mean 0 and deviation 1. */
class Projector {
  readonly #ofPicture: readonly Float32Array[];
  readonly #channels: number;
  readonly #mean: Float64Array;
  readonly #scale: Float64Array;

  constructor(ofPicture: readonly Float32Array[], channels: number) {
    this.#ofPicture = ofPicture;
    this.#channels = channels;
    const count = ofPicture.length * patchesEach * area;
    // sums are of differences from a value, so that one value everywhere has the mean that it is
    const origin = Float64Array.from({ length: channels }, (_, c) => ofPicture[0]![c * area]!);
    const sums = this.#sum((x, c) => x - origin[c]!);
    this.#mean = origin.map((x, c) => x + sums[c]! / count);
    const squares = this.#sum((x, c) => (x - this.#mean[c]!) ** 2);
    this.#scale = squares.map((s) => (s > 0 ? 1 / Math.sqrt(s / count) : 0));
  }

  /** Sums by channel. */
  #sum(term: (x: number, channel: number) => number): Float64Array {
    const sums = new Float64Array(this.#channels);
    for (const patches of this.#ofPicture)
      for (let at = 0; at < patches.length; )
        for (let c = 0; c < this.#channels; c++) for (let k = 0; k < area; k++, at++) sums[c]! += term(patches[at]!, c);
    return sums;
  }

  /** For each direction the projections of all patches. */
  async project(onto: Float64Array, products: Products): Promise<Float32Array[]> {
    const out = Array.from({ length: together }, () => new Float32Array(this.#ofPicture.length * patchesEach));
    const pictures = 32;
    for (let from = 0; from < this.#ofPicture.length; from += pictures) {
      const patches = this.#normal(this.#ofPicture.slice(from, from + pictures));
      const values = await products.rows(onto, patches, this.#channels * area);
      const count = values.length / together;
      for (let d = 0; d < together; d++) out[d]!.set(values.subarray(d * count, (d + 1) * count), from * patchesEach);
    }
    return out;
  }

  #normal(ofPicture: readonly Float32Array[]): Float64Array {
    const out = new Float64Array(ofPicture.length * patchesEach * this.#channels * area);
    let to = 0;
    for (const patches of ofPicture)
      for (let at = 0; at < patches.length; )
        for (let c = 0; c < this.#channels; c++) {
          const [mean, scale] = [this.#mean[c]!, this.#scale[c]!];
          for (let k = 0; k < area; k++) out[to++] = (patches[at++]! - mean) * scale;
        }
    return out;
  }
}
