import type { Lesson } from './lesson.ts';
import { plain, state } from './states.ts';

export const noise: Lesson = {
  blocks: [
    {
      kind: 'text',
      text: 'Real and generated points that lie on thin sets hardly ever meet: a D that tells them apart perfectly exists, and it has no slope to teach with. Noise on everything D sees makes both thick enough to overlap. Let it fall, and the modes come apart slowly, with G following.',
    },
    {
      kind: 'formula',
      formula: 'D sees x + σ ε,  ε ~ N(0, 1),  real and generated alike',
      words: 'Every point that D is shown is moved by noise of width sigma first.',
    },
    {
      kind: 'try',
      label: 'Without noise',
      settings: state(plain),
      look: 'At 500 updates 7 of 8 modes have a sample. At 1,000 and at 2,000 it is still 7, unevenly (KL 0.5 to 1.2).',
      until: [500, 1000, 2000],
    },
    {
      kind: 'try',
      label: 'With noise that falls',
      settings: state({ ...plain, noise: 0.3, noiseFalls: 2000 }),
      look: 'Slower at first: 5 modes at 500 updates, 7 at 1,000. At 1,500 it is 8 of 8, and more evenly (KL 0.33).',
      until: [500, 1000, 1500],
    },
  ],
  command: {
    text: 'npx duel train ring --steps 2000 --set instanceNoise=0.1',
    shows: 'The ring with noise that stays.',
  },
  program: {
    text: `import { evaluate, train } from 'duel-gan';

const { directory } = await train('ring', { steps: 2000, seed: 0, set: ['instanceNoise=0.1'] });
const { metrics } = await evaluate(directory, { metrics: ['modes'] });
console.log(metrics.modes);
`,
    shows: 'Modes that samples reach, of 8, and how evenly.',
  },
  sources: [{ name: 'Arjovsky and Bottou 2017', address: 'https://arxiv.org/abs/1701.04862' }],
};
