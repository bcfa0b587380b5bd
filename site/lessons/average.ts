import type { Lesson } from './lesson.ts';
import { state } from './states.ts';

export const average: Lesson = {
  blocks: [
    {
      kind: 'text',
      text: 'Each player answers the other’s last move, so at a constant rate they circle around where they would rest. The average of G’s weights over the last updates is nearer to the middle of the circle than any of them. It costs nothing: the training does not see it.',
    },
    {
      kind: 'formula',
      formula: 'θ̄ ← β θ̄ + (1 − β) θ',
      words: 'The average moves a little towards the weights after each update.',
    },
    {
      kind: 'try',
      label: 'G as it is',
      settings: state({ average: 0 }),
      look: 'At 1,000 updates samples are in 5 of 8 modes, 2 in a hundred of them; at 1,500 it is 5 again. The grid trembles with every update.',
      until: [1000, 1500],
    },
    {
      kind: 'try',
      label: 'G averaged, β = 0.99',
      settings: state({}),
      look: 'The very same training, D’s loss is the same to the digits shown; only G is seen through its average. At 1,000 updates 8 of 8 modes, 20 in a hundred samples in them.',
      until: [1000, 1500],
    },
  ],
  command: {
    text: 'npx duel train ring --steps 2000 --set generator.ema=0.99',
    shows: 'The ring, seen through averaged weights.',
  },
  program: {
    text: `import { evaluate, train } from 'duel-gan';

const { directory } = await train('ring', { steps: 2000, seed: 0, set: ['generator.ema=0.99'] });
const { metrics } = await evaluate(directory, { metrics: ['modes'] });
console.log(metrics.modes);
`,
    shows: 'Modes that samples reach, of 8, and how evenly.',
  },
  sources: [{ name: 'Yazıcı et al. 2019', address: 'https://arxiv.org/abs/1806.04498' }],
};
