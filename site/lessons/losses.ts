import type { Settings } from '../points/settings.ts';
import type { Lesson, Try } from './lesson.ts';
import { plain, state } from './states.ts';

const tried = (label: string, changes: Partial<Settings>, look: string): Try => ({
  kind: 'try',
  label,
  settings: state({ ...plain, ...changes }),
  look,
  until: [1000, 2000],
});

export const losses: Lesson = {
  blocks: [
    {
      kind: 'text',
      text: 'A loss says what a player wants, as a number to be lowered. The game of the last lesson has the one that theory speaks of. In use there are half a dozen, and they differ in one thing above all: how steep G’s loss is where D already sees through it. A loss that is flat there teaches nothing.',
    },
    {
      kind: 'picture',
      picture: new URL('./pictures/losses.webp', import.meta.url).href,
      size: [400, 270],
      alt: 'G’s loss over D’s score of a point. Minimax is flat, near 0, at low scores and falls at high ones. Non-saturating falls steeply at low scores and is flat at high ones. Least squares is a parabola with its lowest point at 1. Hinge and Wasserstein are a straight line down.',
      caption:
        'What a made point costs G, by D’s score s of it. To the left D sees through it. Drawn from the formulas below by `node scripts/course/pictures.mjs losses`.',
    },
    {
      kind: 'formula',
      formula:
        'both   D:  −½ log σ(s_real) − ½ log(1 − σ(s_made))\nminimax   G:  log(1 − σ(s_made))\nnon-saturating   G:  −log σ(s_made)',
      words:
        'σ makes a probability of a score. In minimax G lowers how well it is seen through; in the non-saturating form it raises how well D is taken in. Both want the same, with other slopes.',
    },
    tried(
      'Minimax',
      { loss: 'minimax' },
      'The game as it is written: G’s loss is flat where D is sure. At 1,000 updates 4 of 8 modes, at 2,000 it is 3.',
    ),
    tried(
      'Non-saturating',
      {},
      'One change of G’s loss, proposed in the same paper of 2014 and usual since. 7 of 8 modes at both, and at 1,000 the arrows are three times as long as in minimax: 9.0 on average, 3.2 there.',
    ),
    {
      kind: 'formula',
      formula: 'D:  ½ (s_real − 1)² + ½ (s_made)²\nG:  ½ (s_made − 1)²',
      words: 'Least squares. Scores are no probabilities here: D aims at 1 for real and 0 for made points, and G at 1.',
    },
    tried(
      'Least squares',
      { loss: 'leastSquares' },
      'G pays also for points that D takes for more than real, so it stays near the border. Gentle arrows; on this ring 5 modes at 1,000 and 3 at 2,000.',
    ),
    {
      kind: 'formula',
      formula: 'D:  max(0, 1 − s_real) + max(0, 1 + s_made)\nG:  −s_made',
      words: 'Hinge. D stops caring about points that it judges rightly by a margin of 1. G simply raises its scores.',
    },
    tried(
      'Hinge',
      { loss: 'hinge' },
      'What SAGAN and BigGAN were trained with. 8 of 8 modes at 1,000, and 6 at 2,000: without a penalty it does not settle.',
    ),
    {
      kind: 'formula',
      formula: 'D:  s_made − s_real,  with its slope held near 1\nG:  −s_made',
      words:
        'Wasserstein. D is a critic: its scores are heights, and the difference of the mean heights of real and made points is an estimate of how far samples must be carried. That holds only where its slope is at most 1, so it needs a penalty.',
    },
    tried(
      'Wasserstein, with its penalty',
      { loss: 'wasserstein', discriminatorSteps: 5, penalty: 'gradientPenalty', penaltyWeight: 0.1 },
      'Five updates of the critic for each of G’s. D’s loss, −0.27 at 1,000 and −0.20 at 2,000, comes nearer to 0 as samples come nearer; 7 and 6 modes. A later lesson is about the slope.',
    ),
    {
      kind: 'formula',
      formula: 'D:  log(1 + exp(s_made − s_real))\nG:  log(1 + exp(s_real − s_made))',
      words:
        'Relativistic. Each made point is held against one real point: D is to score the real one higher, G the made one. Only differences count.',
    },
    tried(
      'Relativistic',
      { loss: 'relativistic' },
      '7 of 8 modes at both. It is the loss of this playground’s first page, with noise and averaging beside it, and, with two penalties, of R3GAN.',
    ),
    tried(
      'Relativistic, average',
      { loss: 'relativisticAverage' },
      'Held against the average of the other side. 8 of 8 modes at 1,000, 7 at 2,000, and 13 in a hundred points lie within one.',
    ),
    {
      kind: 'text',
      text: 'Do not take a ranking from eight spots and one seed. Lucic et al. compared losses with equal networks and equal care, on pictures and over many settings: none was better than the rest for certain. What the following lessons bring, penalties, noise, and more, matters more.',
    },
    {
      kind: 'question',
      question: 'D is sure that all of G’s points are made: it scores them −6. Which loss moves G the least?',
      answers: [
        {
          text: 'Minimax, log(1 − σ(s))',
          isRight: true,
          because:
            'Yes. Its slope is −σ(s), at −6 that is −0.0025: G hears nearly nothing, just when it has most to learn. It saturates.',
        },
        {
          text: 'Non-saturating, −log σ(s)',
          because: 'Its slope is σ(s) − 1, at −6 that is −0.9975: nearly as steep as it gets.',
        },
        { text: 'Hinge, −s', because: 'Its slope is −1 everywhere, whatever D thinks.' },
      ],
    },
  ],
  command: {
    text: `npx duel train ring --steps 1000 --name minimax --set loss=minimax
npx duel train ring --steps 1000 --name hinge --set loss=hinge
npx duel train ring --steps 1000 --name rpgan --set loss=relativisticPaired`,
    shows: 'Three runs that differ in the loss alone. `npx duel studio` lays their curves over one another.',
  },
  program: {
    text: `import { evaluate, train } from 'duel-gan';

for (const loss of ['minimax', 'crossEntropy', 'leastSquares', 'hinge', 'relativisticPaired']) {
  const { directory } = await train('ring', { name: loss, steps: 1000, seed: 0, set: [\`loss=\${loss}\`] });
  const { metrics } = await evaluate(directory, { metrics: ['modes'] });
  console.log(loss, metrics.modes);
}
`,
    shows: 'Modes and evenness of each. `crossEntropy` is the non-saturating one.',
  },
  sources: [
    { name: 'Goodfellow et al. 2014, equation 1 and section 3', address: 'https://arxiv.org/abs/1406.2661' },
    { name: 'Mao et al. 2017, LSGAN', address: 'https://arxiv.org/abs/1611.04076' },
    { name: 'Lim and Ye 2017 (hinge)', address: 'https://arxiv.org/abs/1705.02894' },
    { name: 'Arjovsky et al. 2017, Wasserstein GAN, equation 2', address: 'https://arxiv.org/abs/1701.07875' },
    { name: 'Jolicoeur-Martineau 2018 (relativistic)', address: 'https://arxiv.org/abs/1807.00734' },
    { name: 'Huang et al. 2024, R3GAN', address: 'https://arxiv.org/abs/2501.05441' },
    { name: 'Lucic et al. 2018, Are GANs created equal?', address: 'https://arxiv.org/abs/1711.10337' },
  ],
};
