import { below, defineDiagnosis } from '../evidence.ts';

export const deadStart = defineDiagnosis({
  name: 'dead-start',
  title: 'the generator does not learn',
  about:
    'Since the training began its weights have hardly moved, or no gradient comes through to them. More steps will not change that.',
  signs({ generator, curves, samples }) {
    if (!generator || curves.steps < 100) return undefined;
    return [
      below("how far G's weights have moved, by their length", generator.moved, 0.02),
      ...(generator.gradient === undefined ? [] : [below("G's gradient (root mean square)", generator.gradient, 1e-8)]),
      ...(samples
        ? [below('samples that lie among real examples', samples.precision, 0.2 * samples.realPrecision)]
        : []),
    ];
  },
  holds(_, signs) {
    const [moved, ...others] = signs;
    const gradient = others.find(({ limit }) => limit === 1e-8);
    const isStill = moved!.value < moved!.limit || (gradient !== undefined && gradient.value < gradient.limit);
    const precision = others.find((sign) => sign !== gradient);
    return isStill && (precision === undefined || precision.value < precision.limit);
  },
  remedies: [
    {
      what: 'a learning rate that moves something',
      set: ['generator.optimizer.learningRate=2e-4', 'discriminator.optimizer.learningRate=2e-4'],
      helps: ({ generator }) => generator !== undefined && generator.moved < 0.02,
    },
    { what: 'a loss whose gradient does not vanish where D is sure', set: ['loss=crossEntropy'] },
    { what: 'and see that its last layer reaches the data, and that no first weights are huge', words: '--dry-run' },
  ],
});
