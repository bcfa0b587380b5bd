import { arePictures, ofFeatures } from './collected.ts';
import { memorisation, type Nearest, nearestFew } from './features/neighbours.ts';
import type { Rows } from './linear/rows.ts';
import { decimal, defineMetric, type Neighbours, percent } from './metric.ts';

/** Examples beside each sample that is shown. */
const shown = 4;
/** Of samples those that are nearest to an example, and the first ones as they come. */
const nearest = 4;
const first = 4;

/** What shows best whether samples are copies: those that are nearest to an example, and some as they come. */
function worthSeeing(samples: Rows, training: Rows, { distances }: Nearest): Neighbours[] {
  const byDistance = Array.from(distances.keys()).sort((a, b) => distances[a]! - distances[b]! || a - b);
  const picked = byDistance.slice(0, nearest);
  for (let i = 0; i < samples.n && picked.length < nearest + first; i++) if (!picked.includes(i)) picked.push(i);
  return picked.map((sample) => {
    const { indices, distances } = nearestFew(samples, sample, training, shown);
    return { sample, examples: indices, distances };
  });
}

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
  begin(_, means) {
    let seen: readonly Neighbours[] = [];
    const tally = ofFeatures(means, async (samples) => {
      const { reals, products } = means;
      const training = await reals!.training();
      const heldOut = (await reals!.heldOut())!;
      const test = await memorisation(samples, heldOut, training, products);
      const { nearer, z, p, sampleMedian, heldOutMedian } = test;
      seen = worthSeeing(samples, training, test.nearest);
      return { nearer, z, p, sampleMedian, heldOutMedian, trainingN: training.n, heldOutN: heldOut.n };
    });
    return { ...tally, neighbours: () => seen };
  },
  show: (values) => {
    const { nearer, z, p, trainingN, heldOutN } = values as Record<string, number>;
    const beside = `${heldOutN!.toLocaleString('en-US')} new ones, to ${trainingN!.toLocaleString('en-US')} that were learned from`;
    return [
      ['nearer than new examples', `${percent(nearer!)} of pairs (50 %: no copies; ${beside})`],
      ['copying', z! < -5 ? `beyond doubt (z ${decimal(z!)})` : `p ${decimal(p!)} (z ${decimal(z!)})`],
    ];
  },
});
