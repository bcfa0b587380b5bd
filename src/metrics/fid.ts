import { arePictures, ofFeatures } from './collected.ts';
import { frechetDistance } from './features/frechet.ts';
import { frechetAtInfinity, frechetSpread } from './features/uncertainty.ts';
import { momentsOf } from './linear/moments.ts';
import { defineMetric, short } from './metric.ts';

/** Of so many features a distance is quick enough to be measured dozens of times. */
const quick = 512;

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
      const reference = await momentsOf(await reals!.features(), products);
      const distance = await frechetDistance(await momentsOf(samples, products), reference, products);
      const [some, others] = await reals!.others();
      const floor = await frechetDistance(await momentsOf(some, products), await momentsOf(others, products), products);
      const isQuick = samples.width <= quick;
      const spread = await frechetSpread(samples, reference, { seed: 0, products, resamples: isQuick ? 50 : 4 });
      const limit = await frechetAtInfinity(samples, reference, { seed: 0, products, points: isQuick ? 15 : 4 });
      const { low, high } = spread;
      return { fid: distance, low, high, infinite: limit.value, floor, floorN: some.n };
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
