import { below, defineDiagnosis } from '../evidence.ts';

export const generatorAhead = defineDiagnosis({
  name: 'generator-ahead',
  title: 'the discriminator is no use',
  about:
    'It cannot tell samples from real examples, though anybody else could. The generator has nothing to learn from until it can.',
  signs({ curves, judged, samples }) {
    // of packs, whose scores are not asked for, there is the accuracy in training alone
    const [what, told, chance] = judged
      ? ['pairs of a real example and a sample that D tells apart', judged.told, 0.62]
      : ["D's accuracy over the last fifth", curves.late('dAccuracy'), 0.56];
    if (told === undefined || !samples) return undefined;
    return [
      below(what, told, chance),
      below('real examples that have samples about them', samples.coverage, 0.35 * samples.realCoverage),
      below('samples that lie among real examples', samples.precision, 0.4 * samples.realPrecision),
    ];
  },
  remedies: [
    { what: 'let D learn faster', set: ['discriminator.optimizer.learningRate=1e-3'] },
    { what: 'let D learn twice for each step of G', set: ['discriminatorSteps=2'] },
  ],
});
