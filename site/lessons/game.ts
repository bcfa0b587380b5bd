import type { Lesson } from './lesson.ts';
import { state } from './states.ts';

export const game: Lesson = {
  blocks: [
    {
      kind: 'text',
      text: 'G turns random latents into points. D is shown points of both kinds and scores them: high for real, low for generated. D learns to tell them apart; G learns to be taken for real, and all it ever learns from is how D’s score changes around its points. Those are the arrows.',
    },
    { kind: 'text', text: 'The grid is G itself: latents in rows and columns, and where G puts them.' },
    {
      kind: 'formula',
      formula: 'min over G, max over D:  E[log D(x)] + E[log(1 − D(G(z)))]',
      words:
        'D raises, and G lowers, how sure D is on average: of real points that they are real, and of generated ones that they are not.',
    },
    {
      kind: 'try',
      label: 'Begin',
      settings: state({}),
      look: 'Press Step D some ten times: the surface bends towards the eight real clusters, and no point moves. Then Step G: the points follow the arrows, and the surface stays. Undo takes each back.',
    },
    {
      kind: 'try',
      label: 'Let them play',
      settings: state({}),
      look: 'Press Run. After 1,000 to 2,000 updates samples reach 8 of 8 modes. They are still on the way between: “In a mode” says how many have arrived.',
      until: [1000, 2000],
    },
    {
      kind: 'question',
      question: 'What does G learn from?',
      answers: [
        { text: 'From real points, which it compares with its own', because: 'G is never shown a real point.' },
        {
          text: 'From how D’s score changes around its points',
          isRight: true,
          because: 'Yes: the slope of D’s score at G’s own points is all that reaches it.',
        },
        {
          text: 'From D’s weights, which it copies',
          because: 'G has its own task and its own weights; D’s are only passed through.',
        },
      ],
    },
  ],
  command: {
    text: 'npx duel train ring --steps 2000\nnpx duel sample last --n 512 --out samples.png',
    shows: 'A run with pictures of its samples on the way, and 512 samples of its end.',
  },
  program: {
    text: `import { evaluate, train } from 'duel-gan';

const { directory } = await train('ring', { steps: 2000, seed: 0, set: [] });
const { metrics } = await evaluate(directory, { metrics: ['modes'] });
console.log(metrics.modes);
`,
    shows: 'Modes that samples reach, of 8, and how evenly.',
  },
  sources: [{ name: 'Goodfellow et al. 2014, equation 1', address: 'https://arxiv.org/abs/1406.2661' }],
};
