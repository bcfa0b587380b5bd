import { timesBack } from '../../training/dials.ts';
import { growthOf } from '../curves.ts';
import { above, defineDiagnosis } from '../evidence.ts';
import { without } from '../helps.ts';

export const divergence = defineDiagnosis({
  name: 'divergence',
  title: 'its numbers exploded',
  about:
    'Losses or weights grew until they were no numbers any more, or are on their way there. What was learned before may be good still: it lies in the last checkpoint.',
  signs: (evidence) => [
    above('times that numbers were finite no more', (evidence.ended ? 1 : 0) + timesBack(evidence.changes), 0),
    above('losses or scores, by what they were in the first half', growthOf(evidence.curves), 100),
  ],
  holds: (_, [ended, grown]) => ended!.value > ended!.limit || grown!.value > grown!.limit,
  remedies: [
    { what: 'go back by itself, with half the learning rates', words: '--on-divergence rollback:0.5', goesOn: true },
    { what: 'begin again with slopes of D that are held in bounds', set: ['penalties.0=r1'], helps: without('r1') },
  ],
});
