import type { Lesson } from './lesson.ts';
import { plain, state } from './states.ts';

export const noise: Lesson = {
  blocks: [
    {
      kind: 'text',
      text: 'Two sets of thin lines in a plane hardly ever meet. Pictures are such sets: of all that pixels could show, digits fill next to nothing, and what G makes at first fills another nothing. So a D that tells them apart perfectly always exists, and it is flat almost everywhere. That is D’s win, built in.',
    },
    {
      kind: 'text',
      text: 'The simplest help is noise on everything that D sees, real and generated alike. It makes both sets thick enough to overlap. Then let it fall: the modes come apart slowly, with G following.',
    },
    {
      kind: 'formula',
      formula: 'D sees x + σ ε and G(z) + σ ε′,   ε, ε′ ~ N(0, 1)',
      words: 'To each number that D is shown a random one is added, of deviation σ, new every time.',
    },
    {
      kind: 'try',
      label: 'Without noise',
      settings: state(plain),
      look: 'At 500 updates 7 of 8 modes have a sample. At 1,000 and at 2,000 it is still 7, unevenly (KL 0.5 to 1.2).',
      until: [500, 2000],
    },
    {
      kind: 'try',
      label: 'With noise that falls',
      settings: state({ ...plain, noise: 0.3, noiseFalls: 2000 }),
      look: 'Slower at first: 5 modes at 500 updates, 7 at 1,000. At 1,500 and at 2,000 it is 8 of 8, and more evenly (KL 0.33).',
      until: [500, 1500, 2000],
    },
    {
      kind: 'try',
      label: 'With noise that stays',
      settings: state({ ...plain, noise: 0.3, noiseFalls: 0 }),
      look: 'At 2,000 updates 7 modes, evenly (KL 0.32); but 1 point in 100 lies in one, and with noise that falls it is 13. What is finer than the noise D does not see.',
      until: [500, 2000],
    },
    {
      kind: 'text',
      text: 'Few examples are a trouble of the same family. If there are 200 pictures, D sees each of them hundreds of times and learns them by heart. It then knows real ones by memory, not by what makes them look real, and its slope teaches G nothing of use. D’s accuracy goes up, the pictures get worse.',
    },
    {
      kind: 'text',
      text: 'Augmentation shows D something else each time: shifted, recoloured, partly covered. The usual way, to augment real examples only, goes wrong here. D then calls shifted and covered pictures real, and G learns to make them. So D is shown both sides through the same random changes T, in its own updates and in G’s, and G learns through T.',
    },
    {
      kind: 'formula',
      formula: 'D is shown T(x) and T(G(z));  G learns from D(T(G(z)))',
      words:
        'Every picture that D sees, real or made, goes through the same kind of random change; T has a slope, so that G can learn through it.',
    },
    {
      kind: 'text',
      text: 'DiffAugment does that always. ADA does it with a probability p that it sets itself: up when D is too sure of the real examples, down when not. Measured with 200 digits of MNIST and 800 steps: without, D is right on 83 of 100; with DiffAugment on 57 of 100, as it cannot know by heart what is new each time. That short a training shows no better samples yet: the gain comes later, when a D that knows its examples would have stopped to teach.',
    },
    {
      kind: 'picture',
      picture: new URL('./pictures/noise.webp', import.meta.url).href,
      size: [440, 391],
      alt: 'Rows of digits: in the first column as they are, and beside it the same digit turned, shifted, scaled and with light and dark exchanged.',
      caption:
        'What D sees of eight digits with ADA at p = 0.5: `npx duel aug-test digits --augment ada --p 0.5 --out sheet.png`',
    },
    {
      kind: 'elsewhere',
      label: 'Pictures of your own',
      address: './pictures.html',
      look: 'Drop a folder of at least 32 pictures. Of fewer than 10,000 D sees none as it is, but shifted, recoloured and with a hole.',
    },
    {
      kind: 'question',
      question:
        'Your data are 300 photographs. You mirror, turn and recolour the real ones before D sees them, and leave G’s as they are. What will G make?',
      answers: [
        {
          text: 'Better photographs, as D now has more data',
          because:
            'That is how it works for classifiers. Here D’s “real” has become “mirrored, turned, recoloured”, and that is what G is after.',
        },
        {
          text: 'Turned and recoloured photographs',
          isRight: true,
          because: 'G imitates what D calls real. Only if both sides are changed alike does the change cancel.',
        },
        {
          text: 'Nothing: D wins at once',
          because: 'D does not win by that. G can follow, and does, to the wrong place.',
        },
      ],
    },
    {
      kind: 'question',
      question: 'Why should the noise fall in the end?',
      answers: [
        {
          text: 'Because noise costs time',
          because: 'A random number for each value that D sees: next to nothing.',
        },
        {
          text: 'Because what is finer than σ D cannot ask for',
          isRight: true,
          because: 'A mode of the ring is 0.01 wide. With σ = 0.3 D sees a blur, and G is content with one.',
        },
        {
          text: 'Because G would learn to make noisy samples',
          because: 'It does not: noise is added after G, on both sides. G’s best answer is the clean data.',
        },
      ],
    },
  ],
  command: {
    text: 'npx duel aug-test digits --augment ada --p 0.5 --out sheet.png\nnpx duel train quickstart --steps 100 --set augment=diffAugment',
    shows:
      'A sheet of what D would see; could you still read it? Then a short training with DiffAugment, on drawn digits.',
  },
  program: {
    text: `import { ada, augmentSheet, readMetrics, train } from 'duel-gan';

await augmentSheet('digits', { augment: ada(), p: 0.5, out: 'sheet.png' });
for (const set of [[], ['augment=diffAugment']]) {
  const { directory } = await train('quickstart', { steps: 100, seed: 0, set });
  const last = [...readMetrics(directory)].at(-1)!;
  console.log(set.join() || 'plain', 'D is right:', last.metrics.dAccuracy?.toFixed(2));
}
`,
    shows: 'The sheet, and how often D is right in the last step without and with augmentation.',
  },
  sources: [
    { name: 'Arjovsky and Bottou 2017, sections 2 and 3', address: 'https://arxiv.org/abs/1701.04862' },
    { name: 'Sønderby et al. 2017, instance noise', address: 'https://arxiv.org/abs/1610.04490' },
    { name: 'Zhao et al. 2020 (DiffAugment), section 3', address: 'https://arxiv.org/abs/2006.10738' },
    { name: 'Karras et al. 2020 (ADA)', address: 'https://arxiv.org/abs/2006.06676' },
  ],
};
