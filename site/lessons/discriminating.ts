import type { Lesson } from './lesson.ts';
import { plain, state } from './states.ts';

export const discriminating: Lesson = {
  blocks: [
    {
      kind: 'text',
      text: 'Most machine learning discriminates: it is given x and says y. Cat or dog, spam or not, real or made. In the language of distributions it learns p(y | x), the chance of each answer for this x. To answer, it need not know what cats look like. It needs to know how they differ from dogs.',
    },
    {
      kind: 'text',
      text: 'Generating asks for p(x) itself, or p(x | y): not “is this a cat?” but “show me one”. That is more. Who knows p(x | y) for each y can work out p(y | x) by Bayes’ rule. The way back does not exist: many pairs of distributions share one and the same border.',
    },
    {
      kind: 'formula',
      formula: 'p(real | x) = p(x) ÷ (p(x) + q(x))',
      words:
        'Of points of which half are real and half are made, this share of those at x is real. It is Bayes’ rule, with p the distribution of real points and q that of the made ones.',
    },
    {
      kind: 'text',
      text: 'A GAN has one network for each. D, the discriminator, learns p(real | x), and G, the generator, makes points. Try each of them alone.',
    },
    {
      kind: 'try',
      label: 'D alone',
      settings: state({ ...plain, generatorRate: 0 }),
      look: 'G’s rate is 0, so only D learns. Its loss is 0.28 after 100 updates and 0.16 after 500, where guessing costs 0.69: it tells the two apart nearly always. Blue is where it says real. And what is there to show for it? The orange points have not moved. A discriminator makes nothing.',
      until: [100, 500],
    },
    {
      kind: 'try',
      label: 'G alone',
      settings: state({ ...plain, discriminatorRate: 0 }),
      look: 'Now D’s rate is 0: it stays as it began, knowing nothing. G climbs to wherever that surface happens to be high, and goes on out of the picture: after 100 updates its points are 15 from the middle on average, after 500 it is 28, and the ring has a radius of 1. G’s loss is below 0.003, so by its own lights it has won. Without somebody who knows real points, there is nothing to learn.',
      until: [100, 500],
    },
    {
      kind: 'picture',
      picture: new URL('./pictures/discriminating.webp', import.meta.url).href,
      size: [550, 290],
      alt: 'Two planes. Left, D’s surface after 2,000 updates alone: blue on the whole left side, far beyond the real clusters, and in pockets around those on the right; orange where made points lie and beyond. Right, the density of real points: eight spots and nothing else.',
      caption:
        'Left, what D has learned when it was trained alone: a border, and no idea how far real points reach. Right, what there is to know of real points. Made by `node scripts/course/pictures.mjs discriminating`.',
    },
    {
      kind: 'question',
      question: 'A discriminator is right 99 times of a hundred. Does it know how likely a real point at x is?',
      answers: [
        {
          text: 'Yes, that is what its score says',
          because:
            'Its score weighs two distributions against one another. It is high where there are more real points than made ones, even where there are hardly any of either.',
        },
        {
          text: 'No. It knows how real and made compare at x, and no more',
          isRight: true,
          because: 'Yes: far from everything, where no point ever was, it may still be quite sure.',
        },
        {
          text: 'Only if it is right every time',
          because:
            'Being right means to have found a border. Even a perfect border says nothing of how many points lie on its side.',
        },
      ],
    },
  ],
  command: {
    text: `npx duel presets
npx duel train quickstart --steps 300 --dry-run
npx duel train quickstart --steps 300`,
    shows:
      'What can be trained; then the two networks of a GAN of digits: what goes in and what comes out of G, and of D; then both at work.',
  },
  program: {
    text: `import { readMetrics, train } from 'duel-gan';

// D alone: G's rate is 0, so its points stay where they are
const { directory } = await train('ring', {
  steps: 500,
  seed: 0,
  set: ['loss=crossEntropy', 'generator.optimizer.learningRate=0'],
});
const losses = [...readMetrics(directory)].map(({ metrics }) => metrics.dLoss);
console.log(losses.at(0), losses.at(-1));
`,
    shows: 'D’s loss at first and at last: it falls, and nothing is made.',
  },
  sources: [
    {
      name: 'Goodfellow et al. 2014, sections 1 and 4.1',
      address: 'https://arxiv.org/abs/1406.2661',
    },
    {
      name: 'Ng and Jordan 2001, On discriminative vs. generative classifiers, section 1',
      address: 'https://papers.nips.cc/paper/2001/hash/7b7a53e239400a13bd6be6c91c4f6c4e-Abstract.html',
    },
  ],
};
