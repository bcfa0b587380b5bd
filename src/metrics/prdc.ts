import { arePictures, ofFeatures } from './collected.ts';
import { manifold } from './features/manifold.ts';
import { decimal, defineMetric } from './metric.ts';

/**
 * Precision and recall, density and coverage of samples among real examples; see `manifold`. Beside them what real examples
 * have among others.
 */
export const prdc = defineMetric({
  name: 'prdc',
  title: 'how many samples look real (precision, density), and how much of the data they reach (recall, coverage)',
  on: 'pictures',
  demand: (data) =>
    arePictures(data)
      ? { n: 10_000, values: ['precision', 'recall', 'density', 'coverage'], reals: true, features: true }
      : undefined,
  better: { precision: 'higher', recall: 'higher', density: 'higher', coverage: 'higher' },
  begin: (_, means) =>
    ofFeatures(means, async (samples) => {
      const { reals, products } = means;
      const { wideCoverage: _, ...of } = await manifold(samples, await reals!.features(), { products });
      const [some, others] = await reals!.others();
      const [realPrecision, realRecall, realDensity, realCoverage] = await reals!.once('prdc', async () => {
        const { precision, recall, density, coverage } = await manifold(others, some, { products });
        return [precision, recall, density, coverage];
      });
      return {
        ...of,
        realPrecision: realPrecision!,
        realRecall: realRecall!,
        realDensity: realDensity!,
        realCoverage: realCoverage!,
      };
    }),
  show: (values) => {
    const number = (name: string) => values[name] as number;
    const row = (name: string, real: string) =>
      [name, `${decimal(number(name))} (real examples: ${decimal(number(real))})`] as const;
    return [
      row('precision', 'realPrecision'),
      row('recall', 'realRecall'),
      row('density', 'realDensity'),
      row('coverage', 'realCoverage'),
    ];
  },
});
