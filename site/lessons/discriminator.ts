import type { Lesson } from './lesson.ts';
import { plain, state } from './states.ts';

/** D learns alone, and both sides are seen through noise, so that there is a best D to come near to. */
const alone = state({ ...plain, noise: 0.1, generatorRate: 0, discriminatorRate: 2e-3 });

export const discriminator: Lesson = {
  blocks: [
    {
      kind: 'text',
      text: 'D is a network too, with one number at its end: a score. A sigmoid makes a probability of it, D(x), that x is real. It is trained as any classifier: shown real points it is to say 1, shown made ones 0, and what it pays is the cross-entropy, the logarithm of the chance that it gave to the truth.',
    },
    {
      kind: 'formula',
      formula: 'lossD = −½ E[log D(x)] − ½ E[log(1 − D(G(z)))]',
      words:
        'D pays, on average over real and made points, minus the logarithm of the probability that it gave to what the point really was.',
    },
    {
      kind: 'text',
      text: 'The colours of the plane are D’s scores: blue where it says real, orange where it says made, and pale where it is undecided. It has something to say everywhere, also where no point has ever been. What it says there is whatever its weights happen to give.',
    },
    {
      kind: 'try',
      label: 'D alone, on points with noise',
      settings: alone,
      look: 'G waits. Its points and the real ones are moved by noise of width 0.1 each time D sees them, so that no place belongs to one side for certain. D’s loss is 0.25 after 200 updates and 0.13 after 2,000. It does not go to 0: where points of both come, nobody can know.',
      until: [200, 2000],
    },
    {
      kind: 'text',
      text: 'Which D would be the best possible? Proposition 1 of the first paper says: at each x, the share of real points among those that come there. Not more and not less can be told.',
    },
    {
      kind: 'formula',
      formula: 'D*(x) = p(x) ÷ (p(x) + q(x))',
      words:
        'For a G that stands still the best D gives, at each point x, the density of real points divided by that of real and made points together.',
    },
    {
      kind: 'picture',
      picture: new URL('./pictures/discriminator.webp', import.meta.url).href,
      size: [550, 196],
      alt: 'Three planes: the points of both sides; D’s surface after 2,000 updates, blue around the real clusters and orange where made points lie; the best surface by the formula, the same where points are, and blank where there are none.',
      caption:
        'Learned, and computed from the formula. Where either side has points they are 0.03 apart on average, of 1; elsewhere the formula is 0 ÷ 0 and D is free. Made by `node scripts/course/pictures.mjs discriminator`, which prints that number.',
    },
    {
      kind: 'text',
      text: 'So a good D knows how p and q compare. That is what makes it a teacher: where p is above q its surface is high, and G, which climbs it, brings points there. When q has become p, the best D says ½ everywhere, and its loss is log 2, about 0.69. It has nothing left to teach.',
    },
    {
      kind: 'try',
      label: 'Both, with the same noise',
      settings: state({ ...plain, noise: 0.1 }),
      look: 'D’s loss stays near 0.69: 0.71 after 500 updates, 0.68 after 2,000. By then samples reach 7 of 8 modes, and 16 in a hundred points lie within one. It stops there: through noise of 0.1 D cannot see whether a mode is sharp, so it cannot teach it.',
      until: [500, 2000],
    },
    {
      kind: 'question',
      question: 'At some x real points are three times as frequent as made ones. What does the best D say there?',
      answers: [
        {
          text: '1, since most of them are real',
          because: 'Then it would pay without bound for each made point that comes there: minus the logarithm of 0.',
        },
        { text: '¾', isRight: true, because: 'Yes: 3 ÷ (3 + 1).' },
        {
          text: '½, since it cannot know',
          because: 'It cannot know of one point, but of the place: three in four that come there are real.',
        },
      ],
    },
  ],
  command: {
    text: `npx duel train ring --steps 1000 --set loss=crossEntropy --set instanceNoise=0.1
npx duel export last --net discriminator --to onnx --out discriminator.onnx`,
    shows: 'A training in which both sides are seen through noise, and its D as a file.',
  },
  program: {
    text: `import { readMetrics, train } from 'duel-gan';

const { directory } = await train('ring', {
  steps: 1000,
  seed: 0,
  set: ['loss=crossEntropy', 'instanceNoise=0.1'],
});
// D’s mean probability on real and on made points: both come near 1/2
for (const { step, metrics } of readMetrics(directory, { from: 1 }))
  if (step % 20 === 0) console.log(step, metrics.dReal, metrics.dFake, metrics.dLoss);
`,
    shows: 'What D says of real and of made points, and its loss beside log 2 = 0.69.',
  },
  sources: [
    { name: 'Goodfellow et al. 2014, section 4.1, proposition 1', address: 'https://arxiv.org/abs/1406.2661' },
    { name: 'Sønderby et al. 2017 (instance noise)', address: 'https://arxiv.org/abs/1610.04490' },
  ],
};
