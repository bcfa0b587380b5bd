import { arePictures, ofFeatures } from './collected.ts';
import { memorisation } from './features/neighbours.ts';
import { decimal, defineMetric, percent } from './metric.ts';

/** Whether samples are copies of what was learned from; see `memorisation`. */
export const copies = defineMetric({
  name: 'copies',
  title: 'whether samples lie nearer to what was learned from than new examples do (test of data copying)',
  on: 'pictures that are read from files, with a part that is held out',
  demand: (data) =>
    arePictures(data) && !data.isDrawn
      ? { n: 2000, values: ['nearer', 'z', 'p'], reals: true, features: true, heldOut: true }
      : undefined,
  better: {},
  begin: (_, means) =>
    ofFeatures(means, async (samples) => {
      const { reals, products } = means;
      const training = await reals!.training();
      const heldOut = (await reals!.heldOut())!;
      const { nearer, z, p, sampleMedian, heldOutMedian } = await memorisation(samples, heldOut, training, products);
      return { nearer, z, p, sampleMedian, heldOutMedian, trainingN: training.n, heldOutN: heldOut.n };
    }),
  show: (values) => {
    const { nearer, z, p, trainingN, heldOutN } = values as Record<string, number>;
    const beside = `${heldOutN!.toLocaleString('en-US')} new ones, to ${trainingN!.toLocaleString('en-US')} that were learned from`;
    return [
      ['nearer than new examples', `${percent(nearer!)} of pairs (50 %: no copies; ${beside})`],
      ['copying', z! < -5 ? `beyond doubt (z ${decimal(z!)})` : `p ${decimal(p!)} (z ${decimal(z!)})`],
    ];
  },
});
