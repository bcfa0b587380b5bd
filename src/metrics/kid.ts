import { arePictures, ofFeatures } from './collected.ts';
import { kernelDistance } from './features/kernelDistance.ts';
import { defineMetric, short } from './metric.ts';

/** Kernel distance of the features of samples and of real examples; see `kernelDistance`. Seed 0 draws the subsets. */
export const kid = defineMetric({
  name: 'kid',
  title: 'the same by a polynomial kernel (kernel distance), which does not depend on how many there are',
  on: 'pictures',
  demand: (data) =>
    arePictures(data) ? { n: 10_000, values: ['kid', 'deviation'], reals: true, features: true } : undefined,
  better: { kid: 'lower' },
  begin: (_, means) =>
    ofFeatures(means, async (samples) => {
      const reals = await means.reals!.features();
      const { mean, deviation, subsets, size } = await kernelDistance(samples, reals, {
        seed: 0,
        products: means.products,
      });
      return { kid: mean, deviation, subsets, size };
    }),
  show: (values) => {
    const { kid, deviation, subsets, size } = values as Record<string, number>;
    const of = `${subsets} subsets of ${size!.toLocaleString('en-US')}`;
    return [['kernel distance', subsets === 1 ? short(kid!) : `${short(kid!)} ± ${short(deviation!)} (${of})`]];
  },
});
