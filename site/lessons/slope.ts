import type { Lesson } from './lesson.ts';
import { plain, state } from './states.ts';

const critic = { ...plain, loss: 'wasserstein', discriminatorSteps: 5 } as const;

export const slope: Lesson = {
  blocks: [
    {
      kind: 'text',
      text: 'All that G learns from is D’s slope at its points. So what slopes D may have is half of a GAN. Left alone D becomes a cliff: flat on either side, and in between steeper and steeper. A cliff tells everyone “not here”, and no one where to go.',
    },
    {
      kind: 'text',
      text: 'WGAN’s answer: D is no judge of real or not, but a landscape. Its scores are heights, and the two play for the difference between the mean height of real and of generated points. If no slope is steeper than 1, the greatest such difference is a distance: the work of carrying one heap of points to the other, amount times way (the earth mover’s or Wasserstein distance). It falls as samples come near, even where the two do not overlap. D is then called a critic.',
    },
    {
      kind: 'formula',
      formula: 'W = max over D with slope ≤ 1 of  E[D(x)] − E[D(G(z))]',
      words:
        'The largest difference of mean heights that a landscape without steep places can make is the Wasserstein distance. (Arjovsky et al. 2017, equation 2.)',
    },
    {
      kind: 'try',
      label: 'A critic without any bound',
      settings: state(critic),
      look: 'Scores run away: D’s loss is −224 after 500 updates and −1,500 after 1,000, since a steeper surface always wins. It says nothing of how far samples are: these may even be learned (8 modes at 1,500), but the number is worth nothing.',
      until: [500, 1000, 1500],
    },
    {
      kind: 'text',
      text: 'How to bound it? The first paper clips each weight to a small range: a bound, but a D that can do little (the preset `wgan`). WGAN-GP asks for it directly: at random places between a real and a generated point, D pays for each slope that is not 1. Not “at most 1”: on these ways the best critic has a slope of exactly 1.',
    },
    {
      kind: 'formula',
      formula: 'weight · E[(‖∇D(x̂)‖ − 1)²],  x̂ = u x + (1 − u) G(z)',
      words:
        'At a random point x̂ on the way from a generated to a real one, D’s slope is to be 1. (Gulrajani et al. 2017.)',
    },
    {
      kind: 'try',
      label: 'With WGAN-GP’s penalty',
      settings: state({ ...critic, penalty: 'gradientPenalty', penaltyWeight: 0.1 }),
      look: 'D’s loss rises towards 0 from below as samples come near: −0.34, −0.26, −0.21 after 500, 1,000, 1,500 updates. Look at the surface: a hill for each mode. An update takes five of D, so be patient.',
      until: [500, 1500],
    },
    {
      kind: 'text',
      text: 'There is a catch. Where samples are right there is nothing left to tell apart, and D should be flat. WGAN-GP still asks for a slope of 1 there, and so keeps pushing G about: it circles at the end. R1 asks for a slope of 0, but only at real points. Far away D may be as steep as it likes; where samples have arrived it lies flat, and both rest. Penalties of this kind are called zero-centred.',
    },
    {
      kind: 'formula',
      formula: 'R1:  γ/2 · E[‖∇D(x)‖²] at real x\nR2: the same at G(z)',
      words:
        'A flat D where real points are; R2, a flat D where generated ones are. (Mescheder et al. 2018, equations 9 and 10.)',
    },
    {
      kind: 'try',
      label: 'R1, a light one',
      settings: state({ ...plain, penalty: 'r1', penaltyWeight: 0.1 }),
      look: 'At 2,000 updates 6 modes are reached, with 12 points in 100 in them. Arrows are 0.5 long on average; without a penalty they are 19. Losses stay near 0.7 and do not run away.',
      until: [1000, 2000],
    },
    {
      kind: 'try',
      label: 'R1, a hundred times as heavy',
      settings: state({ ...plain, penalty: 'r1', penaltyWeight: 10 }),
      look: 'At 1,000 updates D is so flat, with arrows of 0.1, that not one point lies in a mode. At 2,000 it is 7 modes, and 5 points in 100. It learns, but slowly, and what is fine last.',
      until: [1000, 2000],
    },
    {
      kind: 'picture',
      picture: new URL('./pictures/slope.webp', import.meta.url).href,
      size: [550, 290],
      alt: 'Two surfaces of D over the ring after 1,000 updates. Without a bound it is one ridge around the ring. With WGAN-GP each of the eight modes is a hill of its own.',
      caption:
        'The critic’s surface after 1,000 updates. Without a bound it is one ridge, and mean heights differ by 1,500; with WGAN-GP each mode is a hill, and they differ by 0.3. Colours go from each surface’s own low to its high. (`node scripts/course/pictures.mjs slope`)',
    },
    {
      kind: 'question',
      question: 'WGAN-GP’s penalty has gone to nearly 0. What does that say?',
      answers: [
        {
          text: 'Samples are as good as real ones',
          because: 'It says nothing of samples. It is about D alone: its slope, between the two sides.',
        },
        {
          text: 'D’s slope on the ways between real and generated points is close to 1',
          isRight: true,
          because: 'Only then does the difference of mean scores mean a distance; that difference is what to watch.',
        },
        {
          text: 'D is flat: it has given up',
          because: 'A flat D has slope 0, and pays (0 − 1)² = 1 times the weight. It is R1 that is 0 for a flat D.',
        },
      ],
    },
    {
      kind: 'question',
      question: 'If R1 makes training calm, is more of it better?',
      answers: [
        {
          text: 'Yes, calm is what one wants',
          because: 'The calmest D is one that is flat everywhere, and a flat D teaches nothing.',
        },
        {
          text: 'No: too much flattens D where it should tell detail, and samples blur',
          isRight: true,
          because:
            'The weight has to fit the size of what matters: a mode of the ring is 0.02 wide, so D must fall steeply beside it.',
        },
        {
          text: 'The weight does not matter, as Adam divides by the gradients’ size',
          because: 'Adam divides the sum of loss and penalty. How large one is beside the other stays.',
        },
      ],
    },
  ],
  command: {
    text: `npx duel train ring-r3gan --steps 300 --set loss=wasserstein --set 'penalties=[]' --set penalties.0=gradientPenalty --set penalties.0.weight=0.1 --set discriminatorSteps=5
npx duel report last --out report.html`,
    shows: 'A page whose curves mean something: scoreReal − scoreFake falls as samples come near.',
  },
  program: {
    text: `import { gradientPenalty, readMetrics, train, wasserstein } from 'duel-gan';

const { directory } = await train('ring-r3gan', {
  steps: 300,
  seed: 0,
  set: [
    \`loss=\${JSON.stringify(wasserstein())}\`,
    \`penalties=\${JSON.stringify([gradientPenalty({ weight: 0.1 })])}\`,
    'discriminatorSteps=5',
  ],
});
for (const { step, metrics } of readMetrics(directory))
  if (step % 20 === 0) console.log(step, (metrics.scoreReal! - metrics.scoreFake!).toFixed(3));
`,
    shows: 'The difference of mean heights on every twentieth step: an estimate of the distance, times D’s slope.',
  },
  sources: [
    { name: 'Arjovsky et al. 2017 (WGAN), section 3', address: 'https://arxiv.org/abs/1701.07875' },
    { name: 'Gulrajani et al. 2017 (WGAN-GP)', address: 'https://arxiv.org/abs/1704.00028' },
    { name: 'Mescheder et al. 2018, equations 9 and 10', address: 'https://arxiv.org/abs/1801.04406' },
  ],
};
