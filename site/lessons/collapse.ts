import type { Lesson } from './lesson.ts';
import { plain, state } from './states.ts';

/** The zero-sum game at brisk rates, which loses mode after mode. */
const falling = { ...plain, loss: 'minimax', generatorRate: 2e-3, discriminatorRate: 2e-3 } as const;

export const collapse: Lesson = {
  blocks: [
    {
      kind: 'text',
      text: 'G is asked to be taken for real. It is never asked to make all there is. A G that makes one thing perfectly fulfils its task, as long as D does not mind; then D does, and G moves on to the next thing. Points run together, to one mode or a few. That is mode collapse.',
    },
    {
      kind: 'text',
      text: 'A D that sees one point at a time cannot even say what is wrong: each of a hundred equal points looks real. So remedies are of three kinds. Let D see several at once. Keep D smooth, so that modes that were left keep a slope towards them. Or change what G is asked.',
    },
    {
      kind: 'try',
      label: 'A game that collapses',
      settings: state(falling),
      look: 'The game of 2014 as its first equation has it, both rates 0.002. It begins well: 6 of 8 modes at 500 updates. Then they get lost: 4 at 1,000, 1 at 2,000, 2 at 4,000. With seeds 1 and 2 it is 2 at 4,000 as well.',
      until: [500, 2000, 4000],
    },
    {
      kind: 'text',
      text: 'Now one remedy at a time, all else alike. One seed proves little here, so each figure also says what seeds 0, 1 and 2 came to on average.',
    },
    {
      kind: 'try',
      label: 'G’s other loss',
      settings: state({ ...falling, loss: 'nonSaturating' }),
      look: 'The non-saturating loss of the same paper gives G a slope wherever D is sure. 8 modes at 2,000 and at 4,000 updates; over three seeds 7.7 where the first had 2. Half of the cure is not to use the first equation.',
      until: [500, 2000, 4000],
    },
    {
      kind: 'try',
      label: 'R1: a D that is flat at real points',
      settings: state({ ...falling, penalty: 'r1', penaltyWeight: 0.1 }),
      look: '8 modes at 2,000 updates, 7 at 4,000; over three seeds 7.7 and 7.3. It swings on the way: 5 at 1,000.',
      until: [500, 2000, 4000],
    },
    {
      kind: 'formula',
      formula: 'R1:  γ/2 · E[‖∇D(x)‖²] at real x',
      words:
        'The steeper D is at real points, the more it costs D. (Mescheder et al. 2018, equation 9; the weight in the panel is γ.)',
    },
    {
      kind: 'try',
      label: 'Packing: D sees two points at once',
      settings: state({ ...falling, packing: 2, batch: 256 }),
      look: 'Two equal points side by side look odd, and D can say so (Lin et al. 2018). The batch is doubled, so that D makes as many decisions as before. 5 modes at 2,000 and 6 at 4,000; over three seeds 7.3. The larger batch without packing collapses: 2 at 4,000.',
      until: [500, 2000, 4000],
    },
    {
      kind: 'try',
      label: 'A relativistic loss with R1 and R2',
      settings: state({ ...falling, loss: 'relativistic', penalty: 'r1r2', penaltyWeight: 0.01 }),
      look: 'D says which of two is more real, one of each side, so a mode that is missing always shows; R1 and R2 let the two come to rest (R3GAN, Huang et al. 2024). 8 modes at 2,000 and at 4,000; over three seeds 7.7 at the end.',
      until: [500, 2000, 4000],
    },
    {
      kind: 'try',
      label: 'Unrolling: G looks three updates of D ahead',
      settings: state({ ...falling, unrolling: 3 }),
      look: 'G learns against the D that will have answered (Metz et al. 2017). Each update takes some five times as long, and here it does not help: 2 modes at 1,000 and at 2,000. It wants other networks and a slower D; with its authors’ the preset `ring-unrolled` comes to 8 of 8, in nine minutes.',
      until: [500, 1000],
    },
    {
      kind: 'picture',
      picture: new URL('./pictures/collapse.webp', import.meta.url).href,
      size: [550, 196],
      alt: 'Three planes with the ring of eight modes after 4,000 updates. Untreated, generated points lie along a few lines that miss most of the ring. With R1 and with packing they lie around all of it.',
      caption: 'After 4,000 updates: untreated, with R1, with packing. (`node scripts/course/pictures.mjs collapse`)',
    },
    {
      kind: 'text',
      text: 'The page does not have them all. Minibatch discrimination (Salimans et al. 2016) and the standard deviation over a batch (Karras et al. 2018) are layers that tell D how alike the examples around it are: packing’s idea, for pictures, nearly free. `minibatchStddev()` is in the preset `progressive`.',
    },
    {
      kind: 'question',
      question: 'Every sample of G looks perfectly real. Can it have collapsed?',
      answers: [
        {
          text: 'No: a collapsed G makes bad samples',
          because:
            'It may make the same good one every time. Collapse is about what is missing, which no single sample shows.',
        },
        {
          text: 'Yes: all may be alike, or whole kinds missing',
          isRight: true,
          because: 'So one looks at many samples at once, and counts: modes, classes, coverage.',
        },
        {
          text: 'No: D would notice at once',
          because:
            'A D that judges one example at a time sees nothing wrong with a good one. That is what packing changes.',
        },
      ],
    },
    {
      kind: 'question',
      question:
        'A paper shows that its remedy finds 8 of 8 modes where the plain GAN finds 6, with one seed each. What do you learn?',
      answers: [
        {
          text: 'That it works',
          because:
            'Here seeds of one and the same training differ by up to four modes (4, 3 and 7 at 1,000 updates). One of each may be luck.',
        },
        {
          text: 'Nothing, since toy data never matter',
          because: 'Toy data are the only ones whose modes are known exactly. It is the one seed that is too little.',
        },
        {
          text: 'Too little: it wants several seeds, and the plain GAN at equally good settings',
          isRight: true,
          because:
            'Lucic et al. 2018 gave known losses equal care and many seeds, and most of the differences went away.',
        },
      ],
    },
  ],
  command: {
    text: `npx duel train ring-r3gan --steps 500 --set loss=minimax --set 'penalties=[]'
npx duel eval last --metrics modes
npx duel train ring-r3gan --steps 500
npx duel eval last --metrics modes`,
    shows:
      'Two trainings of the ring, the first equation of 2014 and R3GAN’s loss, and how many modes each has found by then.',
  },
  program: {
    text: `import { evaluate, train } from 'duel-gan';

const plain = ['loss=minimax', 'penalties=[]'];
for (const set of [plain, [...plain, 'penalties.0=r1', 'penalties.0.weight=0.1'], []]) {
  const { directory } = await train('ring-r3gan', { steps: 500, seed: 0, set });
  const { metrics } = await evaluate(directory, { metrics: ['modes'] });
  console.log(set.join(' ') || 'relativistic, R1 and R2', metrics.modes);
}
`,
    shows: 'Modes, the share of samples within them and KL, for each of three games.',
  },
  sources: [
    { name: 'Metz et al. 2017, section 2', address: 'https://arxiv.org/abs/1611.02163' },
    { name: 'Lin et al. 2018 (PacGAN), section 2', address: 'https://arxiv.org/abs/1712.04086' },
    { name: 'Mescheder et al. 2018, equation 9', address: 'https://arxiv.org/abs/1801.04406' },
    { name: 'Huang et al. 2024 (R3GAN), section 2', address: 'https://arxiv.org/abs/2501.05441' },
    { name: 'Salimans et al. 2016, section 3.2', address: 'https://arxiv.org/abs/1606.03498' },
    { name: 'Lucic et al. 2018', address: 'https://arxiv.org/abs/1711.10337' },
  ],
};
