import type { Lesson } from './lesson.ts';
import { plain, state } from './states.ts';

const critic = { ...plain, loss: 'wasserstein', discriminatorSteps: 5 } as const;

export const slope: Lesson = {
  blocks: [
    {
      kind: 'text',
      text: 'Wasserstein’s D is no judge of real or not: its scores are heights, and the difference between mean heights of real and generated points is what the two play for. That only means a distance where the surface is nowhere steeper than 1.',
    },
    {
      kind: 'text',
      text: 'WGAN-GP holds it to a slope of 1 between real and generated points. Look at the surface: an even slope, without cliffs.',
    },
    {
      kind: 'formula',
      formula: 'weight · E[(‖∇D(x̂)‖ − 1)²],  x̂ = u x + (1 − u) G(z)',
      words: 'At points between a real and a generated one, a slope other than 1 costs D.',
    },
    {
      kind: 'try',
      label: 'With the penalty',
      settings: state({ ...critic, penalty: 'gradientPenalty', penaltyWeight: 0.1 }),
      look: 'D’s loss falls towards 0 from below as samples come near (−0.34, −0.26, −0.21 after 500, 1,000, 1,500 updates), and the mean slope at samples stays near 2. An update takes five of D, so be patient.',
      until: [500, 1000, 1500],
    },
    {
      kind: 'try',
      label: 'Without it',
      settings: state(critic),
      look: 'Scores run away: D’s loss is −224 after 500 updates and −1,500 after 1,000, since a steeper surface always wins. It says nothing of how far samples are.',
      until: [500, 1000],
    },
  ],
  command: {
    text: 'npx duel train ring --steps 2000 --set loss=wasserstein --set penalties.0=gradientPenalty',
    shows: 'The ring with WGAN-GP.',
  },
  program: {
    text: `import { evaluate, train } from 'duel-gan';

const { directory } = await train('ring', { steps: 2000, seed: 0, set: ['loss=wasserstein', 'penalties.0=gradientPenalty'] });
const { metrics } = await evaluate(directory, { metrics: ['modes'] });
console.log(metrics.modes);
`,
    shows: 'Modes that samples reach, of 8, and how evenly.',
  },
  sources: [{ name: 'Gulrajani et al. 2017, equation 3', address: 'https://arxiv.org/abs/1704.00028' }],
};
