import { swingsOf } from '../curves.ts';
import { above, defineDiagnosis } from '../evidence.ts';
import { without } from '../helps.ts';

export const oscillation = defineDiagnosis({
  name: 'oscillation',
  title: 'the two players run in circles',
  about:
    'The losses swing up and down, slowly and far, and do not settle: each player undoes what the other has just learned. Samples of one checkpoint are no better than those of an earlier one.',
  signs({ curves }) {
    const swings = ['dLoss', 'gLoss'].flatMap((name) => swingsOf(curves.of(name)) ?? []);
    if (swings.length === 0) return undefined;
    const most = swings.reduce((a, b) => (b.count > a.count ? b : a));
    return [
      above('turns of a loss, beyond its noise', most.count, 4),
      above('from turn to turn, by the size of the loss', most.size, 0.3),
    ];
  },
  remedies: [
    { what: "hold D's slopes in bounds at real examples", set: ['penalties.0=r1'], helps: without('r1') },
    { what: 'take momentum out', set: ['generator.optimizer.beta1=0', 'discriminator.optimizer.beta1=0'] },
    { what: "use the average of G's weights", set: ['generator.ema=0.999'] },
    {
      what: 'let both learn more slowly',
      set: ['generator.optimizer.learningRate=1e-4', 'discriminator.optimizer.learningRate=1e-4'],
    },
  ],
});
