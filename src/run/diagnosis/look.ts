import { arePictures, Collected, collected } from '../../metrics/collected.ts';
import { manifold } from '../../metrics/features/manifold.ts';
import { type Rows, rowsFrom } from '../../metrics/linear/rows.ts';
import { type Batch, defineMetric, type Metric, type Values } from '../../metrics/metric.ts';
import { extentOf, rowsOf, type Variety, variety } from './variety.ts';

/** Samples beside as many real examples, both as points or as features of pictures. */
export interface SampleLook extends Variety {
  readonly n: number;
  /** Share of the samples that lie among real examples, and of real examples that have samples about them. */
  readonly precision: number;
  readonly coverage: number;
  /** The latter in neighbourhoods of a fortieth of all, as wide as a mode: a mode that is reached counts, however narrowly. */
  readonly reached: number;
  /** The first two of real examples among others. */
  readonly realPrecision: number;
  readonly realCoverage: number;
}

const n = 1000;

/** Not among the metrics of `eval`: it is cheap, and rough. */
export const look: Metric = defineMetric({
  name: 'look',
  title: 'how samples lie among real examples',
  on: 'points and pictures',
  demand: (data) => ({ n, values: [], reals: true, ...(arePictures(data) && { features: true }) }),
  better: {},
  begin(_, { extractor, reals, products }) {
    const read = async (batch: Batch) => extractor?.features(batch) ?? rowsOf(batch);
    const samples = new Collected();
    return {
      async add(batch) {
        samples.add(await read(batch));
      },
      async result(): Promise<Values> {
        const all = extractor ? await reals!.features() : await collected(reals!.batches(), read);
        const [some, others] = extractor ? await reals!.others() : halves(all);
        const wideK = Math.max(5, Math.round(all.n / 40));
        const of = await manifold(samples.rows, all, { wideK, products });
        const real = await manifold(others, some, { products });
        return {
          n: samples.rows.n,
          precision: of.precision,
          coverage: of.coverage,
          reached: of.wideCoverage,
          realPrecision: real.precision,
          realCoverage: real.coverage,
          ...variety(await extentOf(samples.rows), await extentOf(all)),
        };
      },
    };
  },
  show: () => [],
});

function halves(rows: Rows): readonly [Rows, Rows] {
  const half = Math.floor(rows.n / 2);
  return [rowsFrom(rows, 0, half), rowsFrom(rows, half, half)];
}
