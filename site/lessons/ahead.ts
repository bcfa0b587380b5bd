import type { Lesson } from './lesson.ts';
import { plain, state } from './states.ts';

/** D is far ahead: five updates for each of G's, at ten times the rate. */
const far = { ...plain, discriminatorSteps: 5, discriminatorRate: 2e-3, generatorRate: 2e-4 } as const;

export const ahead: Lesson = {
  blocks: [
    {
      kind: 'text',
      text: 'Where D is sure, log(1 − D) is flat: it is nearly 0 whatever G changes, and G learns next to nothing. So the same paper has G raise log D in its place. That has the same goal and a slope that grows with D’s certainty.',
    },
    {
      kind: 'formula',
      formula: 'saturating: min E[log(1 − D(G(z)))]    non-saturating: max E[log D(G(z))]',
      words: 'G may lower how often D sees through it, or raise how often D is taken in.',
    },
    {
      kind: 'try',
      label: 'Saturating, D far ahead',
      settings: state({ ...far, loss: 'minimax' }),
      look: 'G’s loss comes to lie just below 0. After 2,000 updates 3 of 8 modes are reached, and little changes any more.',
      until: [2000],
    },
    {
      kind: 'try',
      label: 'Non-saturating, D just as far ahead',
      settings: state(far),
      look: 'The same D, but G’s loss is large and its slope too: some twenty times what it was. Modes are found one by one.',
      until: [2000],
    },
  ],
  command: {
    text: 'npx duel train ring --steps 2000 --set loss=minimax',
    shows: 'The ring with the game of one value.',
  },
  program: {
    text: `import { evaluate, train } from 'duel-gan';

const { directory } = await train('ring', { steps: 2000, seed: 0, set: ['loss=minimax'] });
const { metrics } = await evaluate(directory, { metrics: ['modes'] });
console.log(metrics.modes);
`,
    shows: 'Modes that samples reach, of 8, and how evenly.',
  },
  sources: [{ name: 'Goodfellow et al. 2014, section 3', address: 'https://arxiv.org/abs/1406.2661' }],
};
