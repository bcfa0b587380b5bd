import { arePictures, ofFeatures } from './collected.ts';
import { votedApart } from './features/neighbourVotes.ts';
import { defineMetric, percent, short } from './metric.ts';

/** Whether a classifier can tell samples from real examples; see `votedApart`. Beside it, two sets of real examples. */
export const c2st = defineMetric({
  name: 'c2st',
  title: 'how well a classifier tells samples from real examples (two-sample test)',
  on: 'pictures',
  demand: (data) => (arePictures(data) ? { n: 2000, values: ['c2st', 'p'], reals: true, features: true } : undefined),
  better: { c2st: 'lower' },
  begin: (_, { extractor, reals, products }) =>
    ofFeatures({ extractor }, async (samples) => {
      const { accuracy, p, k, n } = await votedApart(samples, await reals!.features(), products);
      const [some, others] = await reals!.others();
      const [floor] = await reals!.once('c2st', async () => [(await votedApart(some, others, products)).accuracy]);
      return { c2st: accuracy, p, floor: floor!, k, judged: n };
    }),
  show: (values) => {
    const { c2st, p, floor, judged } = values as Record<string, number>;
    const chance = p! < 1e-4 ? 'p below 0.0001' : `p ${short(p!)}`;
    return [
      [
        'told from real ones',
        `${percent(c2st!)} of ${judged!.toLocaleString('en-US')} of each (50 %: alike; ${chance}; real examples: ${percent(floor!)})`,
      ],
    ];
  },
});
