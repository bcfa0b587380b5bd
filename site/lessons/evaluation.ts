import type { Lesson } from './lesson.ts';
import { plain, state } from './states.ts';

export const evaluation: Lesson = {
  blocks: [
    {
      kind: 'text',
      text: 'Losses do not tell how good a generator is. Nor do the eight best samples of a paper. There are three questions, and no number answers more than two: Do samples look real? Is everything there? Are they new, or copies?',
    },
    {
      kind: 'text',
      text: 'On toy data all can be counted. The ring has 8 modes. Take 2,500 samples: a mode counts as reached if one lies within 3 σ of its centre; the share of samples that lie so near to any centre says how precise they are; and KL says how uneven the shares are: 0 if all 8 have the same, log 8 = 2.08 if one has all.',
    },
    {
      kind: 'try',
      label: 'Precise, and half of it missing',
      settings: state({
        ...plain,
        loss: 'nonSaturating',
        generatorRate: 5e-3,
        discriminatorRate: 5e-4,
        discriminatorSteps: 5,
      }),
      look: 'After 2,000 updates 51 samples in 100 lie in a mode. But only 4 of 8 modes are reached, and KL is 1.5.',
      until: [1000, 2000],
    },
    {
      kind: 'try',
      label: 'Everything, less precisely',
      settings: state({}),
      look: 'After 2,000 updates 38 in 100 lie in a mode, in all 8, and KL is 0.10. Which of the two is better depends on what you need it for. That is why one number will not do.',
      until: [1000, 2000],
    },
    {
      kind: 'text',
      text: 'Pictures have no centres to count by. So a network that was trained to name things, a judge, turns each picture into some features, numbers in which alike pictures are near. Then two clouds of points are compared, real and generated. The Fréchet distance takes each cloud for a Gaussian and compares means and covariances. With the features of a network called Inception it is FID, the number in most papers.',
    },
    {
      kind: 'formula',
      formula: 'd² = ‖m − m_G‖² + Tr(C + C_G − 2 √(C C_G))',
      words:
        'How far the means m are apart, and how different the spreads C are. 0 if both are equal. (Heusel et al. 2017, equation 6.)',
    },
    {
      kind: 'text',
      text: 'A Fréchet distance mixes both questions, “real?” and “everything?”. Precision and recall keep them apart: precision is the share of samples that lie among real pictures, recall the share of real pictures that lie among samples. Coverage is a sturdier recall: the share of real pictures with a sample in their neighbourhood.',
    },
    {
      kind: 'text',
      text: 'Three rules. First, know the floor: two halves of the real pictures have a distance too, which depends on how many there are. A distance of 8 is superb if the floor is 5, and poor if it is 0.1. Second, compare only what was measured alike: the same number of samples, the same judge, the same real pictures, the same way of making them smaller. Duel writes that beside each number and gives it a hash, the protocol. Third, measure what was not learned from.',
    },
    {
      kind: 'picture',
      picture: new URL('./pictures/evaluation.webp', import.meta.url).href,
      size: [640, 253],
      alt: 'Two curves over 4,000 steps. The Fréchet distance falls from 215 to 8.0, with a line at 5.1 for real examples. Coverage rises from 0.20 to 0.92, with a line at 0.97.',
      caption:
        'A conditional GAN on MNIST while it trains, each measured with 2,000 samples beside 2,000 real digits; what real digits have of each other is the level line. (`npx duel train cgan --data mnist --eval-every 250`)',
    },
    {
      kind: 'text',
      text: 'And copies? A generator that hands out its training pictures has a perfect distance. Two looks help. See the nearest real neighbours of some samples. And test: if samples lie nearer to the pictures that were learned from than new real pictures do, again and again, they are copies. That takes pictures that were held out.',
    },
    {
      kind: 'question',
      question: 'A paper reports an FID of 12. You measure 8 with Duel’s judge, on other data. Is yours better?',
      answers: [
        {
          text: 'Yes, 8 is less than 12',
          because: 'They are distances in different spaces, of different data. The numbers have no common unit.',
        },
        {
          text: 'They cannot be compared',
          isRight: true,
          because: 'Other features, other data, perhaps other numbers of samples. Only the same protocol compares.',
        },
        {
          text: 'No, papers are measured more strictly',
          because:
            'Not more strictly, but otherwise. Even two papers’ FIDs differ by how pictures were made smaller (Parmar et al. 2022).',
        },
      ],
    },
    {
      kind: 'question',
      question: 'Precision is 0.9 and recall is 0.1. What do the samples look like?',
      answers: [
        {
          text: 'Mostly good, and always the same few kinds',
          isRight: true,
          because: 'They lie among real pictures, and most real pictures have no sample near them: collapse.',
        },
        {
          text: 'Mostly bad, but varied',
          because: 'That is the other way round: low precision, high recall.',
        },
        {
          text: 'Like copies of the training pictures',
          because:
            'Copies of all of them would have a high recall as well. Whether they are copies, neither number says.',
        },
      ],
    },
    {
      kind: 'question',
      question:
        'A generator has the best distance of all that you tried, below the floor of real pictures. What should you look at first?',
      answers: [
        {
          text: 'Nothing, that is the goal',
          because: 'Better than real pictures is not possible by being good.',
        },
        {
          text: 'Whether it copies what it has learned from',
          isRight: true,
          because:
            'In Duel’s own test 1,000 copies of training digits have a distance of 11.1 where new real ones have 16.1. It is the test of copies that finds them.',
        },
        {
          text: 'Whether the judge is broken',
          because:
            'It may be worth a look too. But copies are the usual reason, and no distance to the training pictures can tell them.',
        },
      ],
    },
  ],
  command: {
    text: 'npx duel train ring --steps 500\nnpx duel eval last\nnpx duel report last --out report.html',
    shows:
      'Modes, share within them and KL, distances beside their floors, and a page with all of it. For pictures it is the same command, with a judge that Duel trains first.',
  },
  program: {
    text: `import { evaluate, train } from 'duel-gan';

const { directory } = await train('ring', { steps: 500, seed: 0 });
const { metrics, measured } = await evaluate(directory, { metrics: ['modes', 'wasserstein'] });
console.log(metrics.modes);
console.log('distance', metrics.wasserstein?.w1, 'of real points', metrics.wasserstein?.floor);
console.log('protocol', measured.wasserstein?.protocol);
`,
    shows: 'What was counted, a distance with its floor, and the hash by which two measurements may be compared.',
  },
  sources: [
    {
      name: 'Theis et al. 2016, a note on the evaluation of generative models',
      address: 'https://arxiv.org/abs/1511.01844',
    },
    { name: 'Heusel et al. 2017 (FID), equation 6', address: 'https://arxiv.org/abs/1706.08500' },
    { name: 'Kynkäänniemi et al. 2019 (precision, recall)', address: 'https://arxiv.org/abs/1904.06991' },
    { name: 'Naeem et al. 2020 (density, coverage)', address: 'https://arxiv.org/abs/2002.09797' },
    { name: 'Meehan et al. 2020 (copies)', address: 'https://arxiv.org/abs/2004.05675' },
    { name: 'Parmar et al. 2022 (resizing)', address: 'https://arxiv.org/abs/2104.11222' },
    { name: 'Lin et al. 2018 (counting modes)', address: 'https://arxiv.org/abs/1712.04086' },
  ],
};
