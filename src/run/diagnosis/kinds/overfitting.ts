import { above, below, defineDiagnosis } from '../evidence.ts';
import { isPlain } from '../helps.ts';

export const overfitting = defineDiagnosis({
  name: 'discriminator-overfits',
  title: 'the discriminator knows its examples by heart',
  about:
    'It tells the real examples that it learned from from real ones that it has never seen. There are too few of them for so long a training, and samples will get worse from here on.',
  signs({ judged }) {
    if (judged?.overfit === undefined || judged.overfitZ === undefined) return undefined;
    return [
      above('new examples on the way from known ones to samples', judged.overfit, 0.4),
      above('how sure that is, in deviations', judged.overfitZ, 5),
    ];
  },
  remedies: [
    {
      what: 'shift, recolour and cut examples before D sees them (Zhao et al. 2020)',
      set: ['augment=diffAugment'],
      helps: isPlain,
    },
    {
      what: 'the same, as strongly as it turns out to be needed (Karras et al. 2020)',
      set: ['augment=ada'],
      helps: isPlain,
    },
    { what: 'more examples', words: '--data MORE --flip' },
  ],
});

/** Beside it: samples that are copies of examples. */
export const memorisation = defineDiagnosis({
  name: 'memorisation',
  title: 'the generator copies examples',
  about:
    'Its samples lie nearer to examples that it learned from than new examples do. It gives the data back in place of making new ones, and is no way to share them.',
  signs({ copies }) {
    if (!copies) return undefined;
    return [
      below('Meehan et al.’s Z, in deviations', copies.z, -5),
      above('samples that are nearer than new examples are', copies.nearer, 0.65),
    ];
  },
  remedies: [
    {
      what: 'shift, recolour and cut examples before D sees them (Zhao et al. 2020)',
      set: ['augment=diffAugment'],
      helps: isPlain,
    },
    { what: 'more examples', words: '--data MORE --flip' },
    { what: 'take an earlier checkpoint: measure them all', words: '--eval-every 1000 --patience 5' },
  ],
});
