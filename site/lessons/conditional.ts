import type { Lesson } from './lesson.ts';
import { state } from './states.ts';

export const conditional: Lesson = {
  blocks: [
    {
      kind: 'text',
      text: 'A GAN so far makes some digit. Which one, chance decides. A conditional GAN is told: a label y, say “7”, goes to G beside the latent z, and G(z, y) is to look like a real 7. What is left to z is everything else: slant, width, hand.',
    },
    {
      kind: 'text',
      text: 'G alone would ignore y, as nothing makes it listen. D must be told y too, and judges whether this is real and of that class. A perfect 3 that was asked for as a 7 is then a bad sample.',
    },
    {
      kind: 'formula',
      formula: 'min over G, max over D:  E[log D(x | y)] + E[log(1 − D(G(z | y) | y))]',
      words: 'The same game as ever, with both players told the class. (Mirza and Osindero 2014, equation 2.)',
    },
    {
      kind: 'try',
      label: 'The ring, told the class',
      settings: state({ told: 'class' }),
      look: 'Each mode is a class, and both networks are told it. At 500 updates 66 in a hundred points lie within a mode, at 2,000 it is 99, and every one nearest to the mode that it was asked for. Move “Look at class” in the panel: the whole grid of latents gathers at that class’s mode, and D’s surface turns towards it: real points of other classes are no good there. What is left to z is where in the mode a point lies.',
      until: [500, 2000],
    },
    {
      kind: 'try',
      label: 'The ring, not told',
      settings: state({}),
      look: 'The same GAN without. At 500 updates less than 1 in a hundred points lies within a mode, at 2,000 it is 38. One sheet of latents has to be laid over eight places; where each class has a sheet of its own, nothing is torn, and no bridges are left.',
      until: [500, 2000],
    },
    {
      kind: 'elsewhere',
      label: 'Digits, told the class',
      address: './digits.html#told=true',
      look: 'Start, with classes told. After a minute or so the ten rows become ten digits; then choose a class below and move through the latents: the digit stays, the hand changes.',
    },
    {
      kind: 'elsewhere',
      label: 'Digits, not told',
      address: './digits.html#told=false',
      look: 'The same without classes. Digits come as well, but which one a latent makes is for you to find out.',
    },
    {
      kind: 'text',
      text: 'There are several ways to tell D. The first paper joins y to what D reads. Projection adds one number to D’s score: how well the picture’s features agree with a vector learned for the class; in its authors’ comparison that beat joining. AC-GAN does not tell D, but has D name the class, in a second output, and both players are paid for names that are right. That makes clear samples. But G is paid for what is easily named, not for what is typical, so classes may lose their odd members.',
    },
    {
      kind: 'formula',
      formula: 'projection:  D(x, y) = v_y · φ(x) + ψ(φ(x))\nAC-GAN:  + E[log P(class = y | x)]  for both players',
      words:
        'Projection: the score is the agreement of features φ with the class’s vector, plus what holds for any class. AC-GAN: D and G both gain when the class can be read.',
    },
    {
      kind: 'text',
      text: 'And without labels? InfoGAN gives G a code c that means nothing yet, ten values say, and a third network Q that has to read c from the picture. Both G and Q are paid if it can. So G has to give each value a look that can be seen. Often that is the kind of digit, but nobody promises it: two digits may share a value, and a third be split.',
    },
    {
      kind: 'formula',
      formula: 'InfoGAN:  V(D, G) − λ · I(c; G(z, c))',
      words:
        'The usual game, less λ times the information that the picture holds about the code; of that Q’s success is a lower bound. (Chen et al. 2016, equation 3.)',
    },
    {
      kind: 'picture',
      picture: new URL('./pictures/conditional.webp', import.meta.url).href,
      size: [460, 280],
      alt: 'Two sheets of digits in ten rows. Left, told the class: row by row zeros to nines. Right, InfoGAN: most rows hold one kind of digit, some share two.',
      caption:
        'A row for each class of `cgan` (left), and for each value of `infogan`’s code, which no one labelled (right): MNIST, 4,000 and 6,000 steps. A classifier takes 98.7 in 100 of the left for what was asked, and finds the best assignment of codes to digits in 75.7 of the right.',
    },
    {
      kind: 'question',
      question: 'You tell G the class, but not D. What happens?',
      answers: [
        {
          text: 'G makes the class, since it is told',
          because: 'It is told, but not paid for listening: a 3 in the place of a 7 costs it nothing.',
        },
        {
          text: 'G may ignore the label: nothing in its loss asks for it',
          isRight: true,
          because:
            'G learns only what D’s score rewards. So D has to know the label, or to name it, as in AC-GAN and InfoGAN.',
        },
        {
          text: 'Training fails with an error',
          because: 'It runs well, and makes digits. Just not the ones that you ask for.',
        },
      ],
    },
    {
      kind: 'question',
      question: 'A classifier names 99 of 100 samples as the class that was asked for. Are they good?',
      answers: [
        {
          text: 'Yes, that is how conditional GANs are measured',
          because: 'It is one half. A generator that has a single picture for each class gets 100 of 100.',
        },
        {
          text: 'They are of the right class; whether they vary is another question',
          isRight: true,
          because:
            'Coverage, the Fréchet distance class by class, or a classifier that learns from samples alone tell that.',
        },
        {
          text: 'No: 99 means that it has learned by heart',
          because: 'Real pictures get 99 as well. Learning by heart is found otherwise: by nearest neighbours.',
        },
      ],
    },
  ],
  command: {
    text: `npx duel train cgan --data digits --steps 60
npx duel sample last --per-class 8 --out classes.png
npx duel walk last --seeds 1,7 --out from-1-to-7.gif`,
    shows: 'Eight samples of each class, and a film that blends a 1 into a 7. Take 1,000 steps for clear digits.',
  },
  program: {
    text: `import { train, writeSamples } from 'duel-gan';

const { directory } = await train('cgan', { data: 'digits', steps: 60, seed: 0 });
for (const digit of [3, 7]) {
  const { files } = await writeSamples(directory, \`\${digit}.png\`, { class: digit, n: 16 });
  console.log(\`sixteen times \${digit}:\`, files.join());
}
`,
    shows: 'Two pictures: samples that were asked for as 3, and the same latents as 7.',
  },
  sources: [
    { name: 'Mirza and Osindero 2014, equation 2', address: 'https://arxiv.org/abs/1411.1784' },
    { name: 'Miyato and Koyama 2018 (projection), section 3', address: 'https://arxiv.org/abs/1802.05637' },
    { name: 'Odena et al. 2017 (AC-GAN), section 3', address: 'https://arxiv.org/abs/1610.09585' },
    { name: 'Chen et al. 2016 (InfoGAN), equation 3', address: 'https://arxiv.org/abs/1606.03657' },
  ],
};
