import { arePictures, ofFeatures } from './collected.ts';
import { frechetDistance } from './features/frechet.ts';
import { frechetAtInfinity, frechetSpread } from './features/uncertainty.ts';
import { momentsOf } from './linear/moments.ts';
import type { Products } from './linear/products.ts';
import type { Rows } from './linear/rows.ts';
import { defineMetric, short } from './metric.ts';

/** Of so many features a distance is quick enough to be measured dozens of times. */
const quick = 512;

/** A Fréchet distance, and what it takes to read it. */
export interface FrechetFacts {
  readonly fid: number;
  /** Its 95 % interval for other samples. */
  readonly low: number;
  readonly high: number;
  /** Its limit for infinitely many samples. */
  readonly infinite: number;
  /** What two sets of real examples have of each other, of `floorN` each. */
  readonly floor: number;
  readonly floorN: number;
}

/** What two sets of real examples have of each other. */
export const frechetFloor = async ([some, others]: readonly [Rows, Rows], products: Products | undefined) =>
  frechetDistance(await momentsOf(some, products), await momentsOf(others, products), products);

/** The distance of samples from real examples, how sure it is, and what remains for infinitely many samples. */
export async function frechetFacts(
  samples: Rows,
  real: Rows,
  products: Products | undefined,
): Promise<Omit<FrechetFacts, 'floor' | 'floorN'>> {
  const reference = await momentsOf(real, products);
  const fid = await frechetDistance(await momentsOf(samples, products), reference, products);
  const isQuick = samples.width <= quick;
  const { low, high } = await frechetSpread(samples, reference, { seed: 0, products, resamples: isQuick ? 50 : 4 });
  const limit = await frechetAtInfinity(samples, reference, { seed: 0, products, points: isQuick ? 15 : 4 });
  return { fid, low, high, infinite: limit.value };
}

/**
 * Fréchet distance of the features of samples and of real examples; see `frechetDistance`. Beside it what two sets of real
 * examples have of each other, what remains for infinitely many samples, and how far the value lies to either side by chance.
 */
export const fid = defineMetric({
  name: 'fid',
  title: 'how far features of samples lie from those of real examples (Fréchet distance): lower is better',
  on: 'pictures',
  demand: (data) =>
    arePictures(data)
      ? { n: 10_000, values: ['fid', 'low', 'high', 'infinite', 'floor'], reals: true, features: true }
      : undefined,
  better: { fid: 'lower', infinite: 'lower' },
  begin: (_, means) =>
    ofFeatures(means, async (samples) => {
      const { reals, products } = means;
      const facts = await frechetFacts(samples, await reals!.features(), products);
      const sets = await reals!.others();
      const [floor] = await reals!.once('fid', async () => [await frechetFloor(sets, products)]);
      return { ...facts, floor: floor!, floorN: sets[0].n };
    }),
  show: (values) => {
    const { fid, low, high, infinite, floor, floorN } = values as Record<string, number>;
    return [
      [
        'Fréchet distance',
        `${short(fid!)} (${short(low!)} to ${short(high!)}; ${short(infinite!)} for infinitely many)`,
      ],
      ['of real examples', `${short(floor!)} (${floorN!.toLocaleString('en-US')} beside as many others)`],
    ];
  },
});
