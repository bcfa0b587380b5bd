import { snapped } from '../points/drawn.ts';
import type { Lesson } from './lesson.ts';
import { plain, state } from './states.ts';

/** D is far ahead: five updates for each of G's, at ten times the rate. */
const ahead = { ...plain, discriminatorSteps: 5, discriminatorRate: 2e-3, generatorRate: 2e-4 } as const;
/** A linear G and a linear D around a single point: as near to the Dirac-GAN as the page comes. */
const smallest = {
  ...plain,
  data: 'drawn',
  drawn: [snapped(0.5), snapped(0.5)],
  loss: 'wasserstein',
  optimizer: 'sgd',
  momentum: 0,
  batch: 256,
  generatorDepth: 0,
  discriminatorDepth: 0,
  generatorRate: 0.05,
  discriminatorRate: 0.05,
} as const;

export const unstable: Lesson = {
  blocks: [
    {
      kind: 'text',
      text: 'Ordinary training walks downhill. A GAN has no hill: each update of one player changes the ground under the other. Two things go wrong, and they are opposites. D wins, and G has nothing to learn from. Or nobody wins, and they run in circles.',
    },
    {
      kind: 'text',
      text: 'First: D must not win. Where D is sure that a point is generated, log(1 − D) is flat: nearly 0 whatever G changes. G’s gradient vanishes just when G is worst. So the paper of 2014 has G raise log D in its place: the same goal, with a slope that grows with D’s certainty.',
    },
    {
      kind: 'formula',
      formula: 'saturating:  G lowers E[log(1 − D(G(z)))]\nnon-saturating:  G raises E[log D(G(z))]',
      words:
        'The first says: be less often caught. The second: be more often believed. Only the second has a slope where D is sure.',
    },
    {
      kind: 'try',
      label: 'Saturating, D far ahead',
      settings: state({ ...ahead, loss: 'minimax' }),
      look: 'D has five updates for each of G’s, at ten times the rate. G’s loss comes to lie just below 0. After 2,000 updates 3 of 8 modes are reached, and little changes any more.',
      until: [500, 2000],
    },
    {
      kind: 'try',
      label: 'Non-saturating, D just as far ahead',
      settings: state(ahead),
      look: 'The same D, but G’s loss is large and its slope too: twenty to sixty times what it was. 6 modes at 500 updates, 8 at 1,000.',
      until: [500, 1000],
    },
    {
      kind: 'text',
      text: 'Second: circles. They are easiest to see in the smallest GAN there is: one real point, a G that can do little more than move its cloud, a D that is a plane. D tilts towards the real point; G walks up the plane, and past the point, as the plane still leans that way; D tilts back. On paper the two circle for ever (the Dirac-GAN of Mescheder et al.).',
    },
    {
      kind: 'try',
      label: 'The smallest GAN: circles',
      settings: state(smallest),
      look: 'Watch the middle of the cloud. It goes around the real point, once in some 125 updates, and after 1,000 it is as far away as it began. Both losses are waves.',
      until: [125, 250, 1000],
    },
    {
      kind: 'try',
      label: 'The same with R1',
      settings: state({ ...smallest, penalty: 'r1', penaltyWeight: 1 }),
      look: 'A D that may not be steep at real points cannot push G past them. The spiral winds in: at 140 updates the middle is within 0.1 of the real point, and stays.',
      until: [40, 140, 500],
    },
    {
      kind: 'try',
      label: 'The same, G seen through the average of its weights',
      settings: state({ ...smallest, average: 0.99 }),
      look: 'The training circles just as before: both losses are the same to the digit. Only what is shown is the average over the way, which lies nearer to the middle: 0.2 away at 500 updates and 0.16 at 1,000, where G itself is 0.75 and 0.8 away.',
      until: [250, 500, 1000],
    },
    {
      kind: 'formula',
      formula: 'θ̄ ← β θ̄ + (1 − β) θ',
      words:
        'After each update the average θ̄ moves a little towards G’s weights θ. β = 0.99 looks back over some 100 updates. The training never sees it.',
    },
    {
      kind: 'try',
      label: 'Averaging on the ring: G as it is',
      settings: state({ average: 0 }),
      look: 'At 1,000 updates samples are in 5 of 8 modes, 2 in a hundred of them; at 1,500 it is 5 again. The grid trembles with every update.',
      until: [1000, 1500],
    },
    {
      kind: 'try',
      label: 'Averaging on the ring: β = 0.99',
      settings: state({}),
      look: 'The very same training, seen through its average. At 1,000 updates 8 of 8 modes, 20 in a hundred samples in them.',
      until: [1000, 1500],
    },
    {
      kind: 'picture',
      picture: new URL('./pictures/unstable.webp', import.meta.url).href,
      size: [400, 320],
      alt: 'Three paths around one real point over 500 updates: a circle that does not end, a spiral that winds into the point with R1, and the average of the circle, which comes near the point.',
      caption:
        'The way of the cloud’s middle in the three tries of the smallest GAN, 500 updates each. (`node scripts/course/pictures.mjs unstable`)',
    },
    {
      kind: 'question',
      question: 'If D is nearly perfect, G gets the best lessons. Is that so?',
      answers: [
        {
          text: 'Yes: the better the teacher, the better the pupil',
          because:
            'A teacher who says “wrong” with the same certainty to everything does not say what would be less wrong. It is the slope that teaches.',
        },
        {
          text: 'No: where D is sure its score is flat, and the saturating loss gives G next to no slope',
          isRight: true,
          because: 'Goodfellow et al. 2014, section 3; Arjovsky and Bottou 2017 prove it for sets that hardly meet.',
        },
        {
          text: 'It does not matter: only G’s own learning rate counts',
          because:
            'A rate times a gradient of nearly 0 is nearly 0. In the first try it stays so for thousands of updates.',
        },
      ],
    },
    {
      kind: 'question',
      question: 'You sample with averaged weights, and pictures are calm. Does the training circle less?',
      answers: [
        {
          text: 'Yes, averaging damps it',
          because:
            'The average is computed beside the training, which never reads it. Losses with and without are the same numbers.',
        },
        {
          text: 'No, it goes on as before, behind the calm pictures',
          isRight: true,
          because:
            'It is a way to look. What changes the training are penalties, losses, and learning rates that fall.',
        },
        {
          text: 'Yes, but only with Adam',
          because: 'The optimizer has nothing to do with it: the average is not fed back, whatever made the updates.',
        },
      ],
    },
  ],
  command: {
    text: `npx duel train ring-r3gan --steps 500 --set 'penalties=[]' --set generator.ema=0.99
npx duel sample last --n 1000 --out averaged.png
npx duel sample last --n 1000 --out as-trained.png --raw`,
    shows: 'The same training twice: seen through the average of G’s weights, and as they are.',
  },
  program: {
    text: `import { evaluate, train } from 'duel-gan';

const { directory } = await train('ring-r3gan', {
  steps: 500,
  seed: 0,
  set: ['penalties=[]', 'generator.ema=0.99'],
});
for (const raw of [false, true]) {
  const { metrics } = await evaluate(directory, { metrics: ['modes'], raw });
  console.log(raw ? 'as trained' : 'averaged', metrics.modes);
}
`,
    shows: 'Modes that samples reach, of 8, by the averaged weights and by the last ones.',
  },
  sources: [
    { name: 'Goodfellow et al. 2014, section 3', address: 'https://arxiv.org/abs/1406.2661' },
    { name: 'Arjovsky and Bottou 2017, section 2', address: 'https://arxiv.org/abs/1701.04862' },
    { name: 'Mescheder et al. 2018, sections 2 to 4', address: 'https://arxiv.org/abs/1801.04406' },
    { name: 'Yazıcı et al. 2019', address: 'https://arxiv.org/abs/1806.04498' },
  ],
};
