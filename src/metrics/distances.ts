import { collected, collecting } from './collected.ts';
import { type Rows, rowsFrom } from './linear/rows.ts';
import { type Batch, type DataFacts, defineMetric, type Means, short, type Values } from './metric.ts';
import { mmd } from './points/mmd.ts';
import { wasserstein } from './points/wasserstein.ts';

/** Points, and rows of tables. */
const areVectors = ({ shape }: DataFacts): boolean => shape.length === 1;
const asRows = ({ shape, data }: Batch): Rows => ({ n: shape[0]!, width: shape[1]!, data });

/** Measures vectors beside as many real ones. */
const besideReals = ({ reals }: Means, measure: (samples: Rows, real: Rows) => Promise<Values>) =>
  collecting(asRows, async (samples) => {
    const real = await collected(reals!.batches(), asRows);
    const n = Math.min(samples.n, real.n);
    return measure(rowsFrom(samples, 0, n), rowsFrom(real, 0, n));
  });

/** The two halves of rows: what two sets of one distribution have of each other. */
const halves = (rows: Rows): [Rows, Rows] => {
  const half = Math.floor(rows.n / 2);
  return [rowsFrom(rows, 0, half), rowsFrom(rows, half, half)];
};
const besideHalf = (floorN: number) => `${floorN.toLocaleString('en-US')} beside as many others`;

/** Wasserstein distances of samples and as many real points, by the best pairing; see `wasserstein`. */
export const wassersteinDistance = defineMetric({
  name: 'wasserstein',
  title: 'how far samples would have to be moved to be the data (Wasserstein distance): lower is better',
  on: 'points and other vectors',
  demand: (data) => (areVectors(data) ? { n: 2000, values: ['w1', 'w2', 'floor'], reals: true } : undefined),
  better: { w1: 'lower', w2: 'lower' },
  begin: (_, means) =>
    besideReals(means, async (samples, real) => {
      const [some, others] = halves(real);
      const floor = some.n > 0 ? wasserstein(some, others) : Number.NaN;
      return { w1: wasserstein(samples, real), w2: wasserstein(samples, real, 2), floor, floorN: some.n };
    }),
  show: (values) => {
    const { w1, w2, floor, floorN } = values as Record<string, number>;
    return [
      ['Wasserstein distance', `${short(w1!)} (W₂ ${short(w2!)})`],
      ['of real examples', `${short(floor!)} (${besideHalf(floorN!)})`],
    ];
  },
});

/** Maximum mean discrepancy of samples and real points, squared; see `mmd`. */
export const discrepancy = defineMetric({
  name: 'mmd',
  title: 'the same by Gaussian kernels (squared MMD): lower is better, about 0 for samples of the data themselves',
  on: 'points and other vectors',
  demand: (data) => (areVectors(data) ? { n: 2000, values: ['mmd'], reals: true } : undefined),
  better: { mmd: 'lower' },
  begin: (_, means) =>
    besideReals(means, async (samples, real) => {
      const { squared, sigma } = await mmd(samples, real, { products: means.products });
      return { mmd: squared, sigma };
    }),
  show: ({ mmd: value }) => [['squared MMD', short(value as number)]],
});
