import { most } from './classes.ts';
import { arePictures, collected, collecting } from './collected.ts';
import { inceptionScore } from './features/inceptionScore.ts';
import { type Batch, defineMetric, short } from './metric.ts';

/** Inception Score by the judge's classes; see `inceptionScore`. Beside it that of as many real examples. */
export const inception = defineMetric({
  name: 'is',
  title: 'how surely and how evenly a classifier finds the classes (Inception Score): higher is better',
  on: `labelled images of 2 to ${most} classes`,
  demand: (data) => {
    const { classes, shape, source } = data;
    if (!arePictures(data) || classes.length < 2 || classes.length > most) return undefined;
    return {
      n: 10_000,
      values: ['is', 'deviation', 'realIs'],
      judge: { shape, classes, source },
      reals: true,
    };
  },
  better: { is: 'higher' },
  begin: ({ classes: { length: width } }, { judge, reals }) => {
    const read = async (images: Batch) => ({ n: images.shape[0]!, width, data: await judge!.read(images) });
    return collecting(read, async (samples) => {
      const { mean, deviation } = inceptionScore(samples);
      return { is: mean, deviation, realIs: inceptionScore(await collected(reals!.batches(), read)).mean };
    });
  },
  show: (values) => {
    const { is, deviation, realIs } = values as Record<string, number>;
    return [['Inception Score', `${short(is!)} ± ${short(deviation!)} (real examples: ${short(realIs!)})`]];
  },
});
