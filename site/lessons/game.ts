import type { Lesson } from './lesson.ts';
import { state } from './states.ts';

export const game: Lesson = {
  blocks: [
    {
      kind: 'text',
      text: 'Now both. D is shown points of both kinds and learns to tell them apart. G learns to be taken for real. What one wins the other loses: this is a game of two players, and the whole of a GAN.',
    },
    {
      kind: 'formula',
      formula: 'min over G, max over D:  E[log D(x)] + E[log(1 − D(G(z)))]',
      words:
        'D raises, and G lowers, how well D does on average: the logarithm of what it gives to real points being real, and to made ones being made.',
    },
    {
      kind: 'text',
      text: 'G is never shown a real point. All that it ever learns from is how D’s score would change if one of its points moved a little. Those are the arrows. Each update of G moves its weights so that the points go along them, as far as one and the same G can do that for all.',
    },
    {
      kind: 'try',
      label: 'By hand',
      settings: state({}),
      look: 'Press Step D some ten times: the surface bends towards the eight real clusters, and no point moves. Then Step G: the points follow the arrows, and the surface stays. Undo takes each back.',
    },
    {
      kind: 'try',
      label: 'Let them play',
      settings: state({}),
      look: 'One update of D, one of G, and so on. At 1,000 samples have reached all 8 modes, and 20 in a hundred lie within one; at 2,000 it is 38, and more evenly: KL, which is 0 where all modes get the same, has gone from 0.38 to 0.10.',
      until: [1000, 2000],
    },
    {
      kind: 'picture',
      picture: new URL('./pictures/game.webp', import.meta.url).href,
      size: [550, 196],
      alt: 'Three planes with D’s surface. After 100 updates a blurred surface and points scattered in the middle; after 1,000 blue wedges towards the clusters with points around the ring; after 2,000 narrow blue spots at the clusters with most points there.',
      caption: 'The second state, as it learns. Made by `node scripts/course/pictures.mjs game`.',
    },
    {
      kind: 'text',
      text: 'Where does it end? Put the best D of the last lesson into the formula, and what is left for G to lower is a distance between p and q, the Jensen–Shannon divergence. It is 0 only where q = p; the formula is then −log 4, and D says ½ everywhere. That is theorem 1 of the first paper. It speaks of a D that is always the best, and a G that can be anything. What two networks with finite steps do is another matter, and fills the second half of this course.',
    },
    {
      kind: 'try',
      label: 'D moves five times for each move of G',
      settings: state({ discriminatorSteps: 5 }),
      look: 'The paper’s algorithm has k updates of D for each of G, to keep D near its best. With k = 5, at 1,000 updates it is 25 in a hundred within a mode, where it was 20; and each update takes D five times as long. The authors took k = 1.',
      until: [1000],
    },
    {
      kind: 'question',
      question: 'What does G learn from?',
      answers: [
        {
          text: 'From real points, which it compares with its own',
          because: 'G is never shown a real point. Only D is.',
        },
        {
          text: 'From how D’s score changes around the points that G makes',
          isRight: true,
          because:
            'Yes: the slope of D’s score at G’s own points is all that reaches it. So it can be no better than D’s surface is there.',
        },
        {
          text: 'From D’s weights, which it copies',
          because: 'G has its own task and its own weights. D’s are only passed through, to find the slope.',
        },
      ],
    },
    {
      kind: 'question',
      question:
        'The best possible end: q has become p. What does D’s loss show, −½ E[log D(x)] − ½ E[log(1 − D(G(z)))]?',
      answers: [
        {
          text: '0: there is nothing left to learn',
          because: '0 would mean that D is right and sure of every point. At this end it can tell nothing apart.',
        },
        {
          text: 'log 2, about 0.69',
          isRight: true,
          because: 'Yes: D says ½ to everything, and −log ½ = log 2. Low losses of D are bad news for G.',
        },
        { text: 'It grows without end', because: 'It would if D were sure and wrong. The best D is neither.' },
      ],
    },
  ],
  command: {
    text: `npx duel train ring --steps 2000 --snapshot-every 20
npx duel eval last --metrics modes
npx duel timelapse last --out ring.gif`,
    shows: 'A training of the game, how many modes its samples reach, and the way there as a film.',
  },
  program: {
    text: `import { evaluate, readMetrics, train } from 'duel-gan';

const { directory } = await train('ring', { steps: 2000, seed: 0 });
for (const { step, metrics } of readMetrics(directory))
  if (step % 200 === 0) console.log(step, metrics.dLoss, metrics.gLoss);

const { metrics } = await evaluate(directory, { metrics: ['modes'] });
console.log(metrics.modes);
`,
    shows: 'Both losses on the way, then the modes that samples reach, of 8, and how evenly.',
  },
  sources: [
    { name: 'Goodfellow et al. 2014, equation 1, algorithm 1, theorem 1', address: 'https://arxiv.org/abs/1406.2661' },
  ],
};
