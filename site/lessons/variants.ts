import type { Lesson } from './lesson.ts';
import { state } from './states.ts';

export const variants: Lesson = {
  blocks: [
    {
      kind: 'text',
      text: 'Once there is a D that knows what looks real, G may be given anything in the place of random numbers. Give it a picture, and it becomes a translator.',
    },
    {
      kind: 'text',
      text: 'Pairs: pix2pix. There are drawings, and for each the photograph that belongs to it. To train G on the mean difference of pixels alone (L1) is simple, and makes a blur: where a drawing leaves open whether the handbag is red or blue, the answer with the least error is a mean. D knows that blurred is not real, and makes G decide. Both are added: L1 keeps G to the target, D makes it sharp. D looks at squares of the picture, not at all of it: whether that looks real, square by square (PatchGAN).',
    },
    {
      kind: 'formula',
      formula: 'G* = arg min over G, max over D:  V_c(G, D) + λ · E[‖y − G(x)‖₁]',
      words:
        'The conditional game’s value, plus λ times how far the result is from the target, pixel by pixel. λ is 100. (Isola et al. 2017.)',
    },
    {
      kind: 'text',
      text: 'The playground has no pictures, but it has halves. Tell G the x of a real point, how far to the right it lies, and let it make y: as a drawing tells half of a photograph. Of most x on the ring there are two answers, one above and one below.',
    },
    {
      kind: 'try',
      label: 'L1 alone',
      settings: state({ told: 'half', paid: 'L1' }),
      look: 'G is paid for its distance from the real point, and for nothing else. It draws a line through the middle: half above and half below is as near as one can come, and no answer. Of 8 modes the two that lie on that line are reached, by 24 in 100 points at 500 updates and 25 at 2,000. The mean distance in y is 0.61. All of the sheet of latents lies on the line: the random number is not heard.',
      until: [500, 2000],
    },
    {
      kind: 'try',
      label: 'L1 and D',
      settings: state({ told: 'half', paid: 'both' }),
      look: 'D sees x and y together, and knows that nothing real lies in between. 8 of 8 modes at 500 updates; at 2,000 79 in 100 points lie within one: each has decided for above or below, and the random number says which. Where it decides wrongly it is all the further off: 0.65 on average, more than the line had.',
      until: [500, 2000],
    },
    {
      kind: 'try',
      label: 'D alone',
      settings: state({ told: 'half', paid: 'D' }),
      look: 'All 8 modes as well, 69 in 100 points within one at 2,000 updates, and a mean distance of 0.68. That x is kept to is D’s doing here: a y that does not belong to its x is seen through.',
      until: [500, 2000],
    },
    {
      kind: 'picture',
      picture: new URL('./pictures/variants.webp', import.meta.url).href,
      size: [528, 398],
      alt: 'Emoji in fours: the input in one style, a blurred guess by L1 alone, a sharp guess by pix2pix, and the target in the other style.',
      caption:
        'In fours, all held out: input, L1 alone, `pix2pix`, target. Emoji in two styles at 64×64, 8,000 steps, 7 and 17 minutes. L1 alone is nearer to the target in every number (PSNR 13.65 for 13.01 dB), and looks worse.',
    },
    {
      kind: 'text',
      text: 'No pairs: CycleGAN. There are horses and there are zebras, and no horse has a partner. Two translators, one each way, and a D for each side. D alone would be content with any zebra. So what goes there and back is to return as it was: a stripe may be added, but what was there must be kept well enough to be found again.',
    },
    {
      kind: 'formula',
      formula: 'cycle:  E[‖F(G(x)) − x‖₁] + E[‖G(F(y)) − y‖₁]',
      words: 'To zebra and back is the same horse; to horse and back the same zebra. (Zhu et al. 2017.)',
    },
    {
      kind: 'text',
      text: 'Super-resolution (SRGAN) makes its inputs by making pictures small on purpose, and holds the result to the target by features of a network that names pictures, in place of pixels; colouring, sharpening and filling holes go the same way. Honest pixels do not come of it: what was lost is invented, likely and perhaps wrong. It is for pictures to look at, not for number plates or tissue.',
    },
    {
      kind: 'text',
      text: 'Large pictures. ProGAN begins with 4×4 pixels and fades in one doubling after the other: the plan first, details later. StyleGAN puts a small network between z and the picture, which turns z into styles w, and w sets gains and shifts at each size: coarse ones steer the pose, fine ones the colour. StyleGAN2 could do without growing. R3GAN leaves most tricks away and keeps a good loss with modern networks.',
    },
    {
      kind: 'elsewhere',
      label: 'Walk through a latent space',
      address: './digits.html',
      look: 'Train digits, and drag through the plane of latents below. StyleGAN’s w is made for this: there equal steps change the picture more evenly.',
    },
    {
      kind: 'elsewhere',
      label: 'Your own pictures, at 32×32',
      address: './pictures.html',
      look: 'What is possible in a browser tab: it says first how long it will take. Translators are trained by the commands below.',
    },
    {
      kind: 'question',
      question: 'L1 alone has the lower error on new pictures. Why use a GAN at all?',
      answers: [
        {
          text: 'One should not: the number decides',
          because:
            'If the error in pixels is what you need, that is right. But a mean of all possible answers is an answer that never occurs.',
        },
        {
          text: 'Because the mean of what could be is a blur, and D asks for something that could be real',
          isRight: true,
          because: 'Right. It pays for that in the error wherever it guesses wrong. Which you want depends on the use.',
        },
        {
          text: 'Because GANs train faster',
          because: 'Slower: in the picture above 17 minutes for 7, and with two players who can quarrel.',
        },
      ],
    },
    {
      kind: 'question',
      question: 'A CycleGAN turns summer into winter and back, perfectly. Is the winter picture right?',
      answers: [
        {
          text: 'Yes: if it comes back, nothing was lost',
          because:
            'Nothing was lost, but where it was kept is another question: it may be hidden in the picture as fine noise (Chu et al. 2017).',
        },
        {
          text: 'Not necessarily: returning only shows that the way can be undone',
          isRight: true,
          because:
            'The trip may exchange things consistently, or hide what it needs. One looks, or has some real pairs to judge by.',
        },
        {
          text: 'No: without pairs it is always wrong',
          because:
            'Often it is right enough: on emoji it came nearer to the unseen partner than the input was, 0.145 for 0.161.',
        },
      ],
    },
  ],
  command: {
    text: `npx duel train restore --data digits --pairs mask:0.25 --steps 40
npx duel export last --to html --out restore.html`,
    shows:
      'A translator that fills holes in digits, and a page to drop a picture on. In the run’s folder are pictures in threes: with a hole, filled, and as it was; take 1,000 steps to see them filled well.',
  },
  program: {
    text: `import { openTranslator, train } from 'duel-gan';

const { directory } = await train('restore', { data: 'digits', pairs: 'mask:0.25', steps: 40, seed: 0 });
const translator = await openTranslator(directory);
const { takes, makes } = translator.channels;
console.log(\`\${takes} channels in, \${makes} out, after \${translator.step} steps\`);
await translator.close();
`,
    shows: 'Two channels go in, the grey picture and where its hole is; one comes out.',
  },
  sources: [
    { name: 'Isola et al. 2017 (pix2pix)', address: 'https://arxiv.org/abs/1611.07004' },
    { name: 'Zhu et al. 2017 (CycleGAN)', address: 'https://arxiv.org/abs/1703.10593' },
    { name: 'Chu et al. 2017, CycleGAN hides information', address: 'https://arxiv.org/abs/1712.02950' },
    { name: 'Ledig et al. 2017 (SRGAN)', address: 'https://arxiv.org/abs/1609.04802' },
    { name: 'Karras et al. 2018 (growing), section 2', address: 'https://arxiv.org/abs/1710.10196' },
    { name: 'Karras et al. 2019 (StyleGAN), section 2', address: 'https://arxiv.org/abs/1812.04948' },
    { name: 'Huang et al. 2024 (R3GAN)', address: 'https://arxiv.org/abs/2501.05441' },
  ],
};
