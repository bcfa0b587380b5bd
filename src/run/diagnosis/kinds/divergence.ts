import { timesBack } from '../../training/divergence.ts';
import type { Curves } from '../curves.ts';
import { above, defineDiagnosis, type Evidence } from '../evidence.ts';

/** How much larger losses or scores have become than they were in the first half, or than 1 where they were less. */
export function growthOf(curves: Curves): number {
  const grown = ['dLoss', 'gLoss', 'scoreReal', 'scoreFake'].map((name) => {
    const values = curves.of(name).map(Math.abs);
    if (values.length < 50) return 0;
    const middle = [...values.slice(0, values.length >> 1)].sort((a, b) => a - b)[values.length >> 2]!;
    const late = [...values.slice(-Math.ceil(values.length / 20))].sort((a, b) => a - b);
    return late[late.length >> 1]! / Math.max(1, middle);
  });
  return Math.max(...grown);
}

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

/** Whether no such penalty is there yet. */
export function without(...types: readonly string[]) {
  return ({ config }: Evidence): boolean => {
    const { penalties = [] } = config.game as { penalties?: readonly { type: string }[] };
    return !penalties.some(({ type }) => types.includes(type));
  };
}
