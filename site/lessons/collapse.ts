import type { Lesson } from './lesson.ts';
import { plain, state } from './states.ts';

/** G runs away from D. */
const hasty = { ...plain, generatorRate: 5e-3, discriminatorRate: 5e-4 } as const;

export const collapse: Lesson = {
  blocks: [
    {
      kind: 'text',
      text: 'G is never asked to make all there is, only what D takes for real at the moment. Where G moves faster than D, its points run together to wherever D scores high, and on from there when D has noticed.',
    },
    {
      kind: 'text',
      text: 'Remedies give D something to see or to hold on to. R1 keeps D flat at real points. Packing shows it several at once, so that sameness can be seen. Unrolling lets G look at the D that is to come.',
    },
    {
      kind: 'formula',
      formula: 'R1:  γ/2 · E[‖∇D(x)‖²] at real x',
      words: 'The steeper D is at real points, the more it costs D.',
    },
    {
      kind: 'try',
      label: 'G ten times as fast as D',
      settings: state(hasty),
      look: 'At 500 updates samples touch 2 of the 8 modes. Watch them wander, together.',
      until: [500, 1500],
    },
    {
      kind: 'try',
      label: 'The same with R1',
      settings: state({ ...hasty, penalty: 'r1', penaltyWeight: 0.1 }),
      look: 'It begins the same, with 2 of 8 at 500 updates. Then D’s surface stays smooth, and by 1,500 updates all 8 are reached, more evenly (KL 0.3 where it was 0.7).',
      until: [500, 1500],
    },
    {
      kind: 'try',
      label: 'The same with packing of 4',
      settings: state({ ...hasty, packing: 4 }),
      look: 'D is shown four points at a time (Lin et al. 2018). At 500 updates samples reach 4 modes where it was 2, and spread more evenly; but few are precise. It is a help at the start: by 1,500 updates the untreated training had come to 6 modes, this one to 4.',
      until: [500, 1500],
    },
    {
      kind: 'try',
      label: 'The same, unrolled by 3',
      settings: state({ ...hasty, unrolling: 3 }),
      look: 'G looks three updates of D ahead (Metz et al. 2017). 6 modes at 500 updates; each update takes several times as long. By 1,500 it had no more than the untreated training, 5 where that had 6.',
      until: [500, 1500],
    },
  ],
  command: { text: 'npx duel train ring --steps 2000 --set penalties.0=r1', shows: 'The ring with R1.' },
  program: {
    text: `import { evaluate, train } from 'duel-gan';

const { directory } = await train('ring', { steps: 2000, seed: 0, set: ['penalties.0=r1'] });
const { metrics } = await evaluate(directory, { metrics: ['modes'] });
console.log(metrics.modes);
`,
    shows: 'Modes that samples reach, of 8, and how evenly.',
  },
  sources: [{ name: 'Mescheder et al. 2018, equation 9', address: 'https://arxiv.org/abs/1801.04406' }],
};
