import { arePictures } from './collected.ts';
import { decimal, defineMetric } from './metric.ts';
import { DiversityTally } from './pictures/diversity.ts';

/** How alike samples are to one another, by MS-SSIM, beside how alike real pictures are; see `DiversityTally`. */
export const diversity = defineMetric({
  name: 'msssim',
  title: 'how alike samples are to one another (MS-SSIM of pairs): as alike as real pictures is best',
  on: 'pictures of 11 pixels or more',
  demand: (data) =>
    arePictures(data) && Math.min(data.shape[0]!, data.shape[1]!) >= 11
      ? { n: 1001, values: ['msSsim', 'realMsSsim'], reals: true }
      : undefined,
  better: {},
  begin({ range }, { reals }) {
    const samples = new DiversityTally(range, { seed: 0 });
    return {
      add: (pictures) => samples.add(pictures),
      async result() {
        const real = new DiversityTally(range, { seed: 0 });
        for await (const pictures of reals!.batches(1001)) real.add(pictures);
        const [made, known] = [samples.result(), real.result()];
        return { msSsim: made.msSsim, error: made.error, realMsSsim: known.msSsim, realError: known.error };
      },
    };
  },
  show: (values) => {
    const { msSsim, error, realMsSsim, realError } = values as Record<string, number>;
    return [
      [
        'MS-SSIM of pairs',
        `${decimal(msSsim!)} ± ${decimal(error!)} (real pictures: ${decimal(realMsSsim!)} ± ${decimal(realError!)})`,
      ],
    ];
  },
});
