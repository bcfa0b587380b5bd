import { above, below, defineDiagnosis } from '../evidence.ts';
import { without } from '../helps.ts';

export const discriminatorAhead = defineDiagnosis({
  name: 'discriminator-ahead',
  title: 'the discriminator is too far ahead',
  about:
    'It tells nearly every sample from a real example, and the generator is far from the data. What it says by now is no help to a generator that is so far behind.',
  signs({ curves, judged, samples }) {
    // of packs, that D tells apart as well, there is the accuracy in training alone
    const [what, told] = judged
      ? ['pairs of a real example and a sample that D tells apart', judged.told]
      : ["D's accuracy over the last fifth", curves.late('dAccuracy')];
    if (told === undefined || !samples) return undefined;
    return [
      above(what, told, 0.985),
      below('real examples that have samples about them', samples.coverage, 0.35 * samples.realCoverage),
    ];
  },
  remedies: [
    { what: "hold D's slopes in bounds at real examples", set: ['penalties.0=r1'], helps: without('r1') },
    { what: 'let D learn more slowly than G', set: ['discriminator.optimizer.learningRate=1e-4'] },
    { what: 'show D noisy examples that become clearer', set: ['instanceNoise=0.1'] },
  ],
});
