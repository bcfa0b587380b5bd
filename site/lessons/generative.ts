import type { Lesson } from './lesson.ts';
import { state } from './states.ts';

export const generative: Lesson = {
  blocks: [
    {
      kind: 'text',
      text: 'You have examples: photographs, melodies, or, in this course, points in a plane. You would like more of the same sort. A generative model is a program that makes them. It is fed with random numbers, so each call makes another one.',
    },
    {
      kind: 'text',
      text: 'What “the same sort” means has a name: a distribution. Call it p. It says how likely each possible example is. The ring’s p is high in eight small spots and nearly nothing between them. The model has a distribution of its own, q: where its samples come to lie. Learning means to bring q close to p.',
    },
    {
      kind: 'formula',
      formula: 'z ~ N(0, 1),   x = G(z),   so x ~ q.   Wanted: q = p',
      words:
        'Random numbers z, from a bell curve, go through G; what comes out follows the model’s distribution q, which is to become that of the data, p.',
    },
    {
      kind: 'text',
      text: 'Nobody hands us p. There are only samples of it. And a GAN never writes q down either: you cannot ask it how likely a picture is, only for another picture. Goodfellow calls this an implicit density. It sounds like a lack, and it is what makes GANs quick: one pass through G, and there is a sample.',
    },
    {
      kind: 'picture',
      picture: new URL('./pictures/generative.webp', import.meta.url).href,
      size: [550, 196],
      alt: 'Three planes. At the beginning orange points lie in a wedge, away from the eight blue clusters. After 500 updates they are spread around the ring. After 2,000 most lie at or near the clusters.',
      caption:
        'Blue: samples of p. Orange: samples of q, as it learns. Drawn from the first state below by `node scripts/course/pictures.mjs generative`.',
    },
    {
      kind: 'try',
      label: 'Learn the ring',
      settings: state({}),
      look: 'Look at the orange points alone: uncheck D’s surface, G’s manifold and the arrows below the plane. After 2,000 updates samples reach 8 of 8 modes, as clusters are called. 38 in a hundred lie within a mode, that is within three of its standard deviations; the rest are on their way.',
      until: [500, 2000],
    },
    {
      kind: 'try',
      label: 'Learn what you draw',
      settings: state({ data: 'drawn' }),
      look: 'Draw something on the empty plane, with mouse, finger or pen, or by keyboard with the arrows and Space. Then press Run. Nothing in the program knows of rings: whatever you draw is the p that is learned.',
    },
    {
      kind: 'try',
      label: 'Learn a spiral',
      settings: state({ data: 'spiral' }),
      look: 'There are no clusters to count here. In their place stands a distance: how far, on average, points have to be carried to turn the samples into as many real points. It is 0.18 after 500 updates and 0.15 after 2,000.',
      until: [500, 2000],
    },
    {
      kind: 'question',
      question:
        'A program keeps all examples in a list and returns one of them at random. What is wrong with it as a generative model?',
      answers: [
        {
          text: 'Nothing. Its samples cannot be told from real ones',
          because:
            'One by one they cannot. But its q sits on those few examples alone, and the data’s p does not: it has no new example to give.',
        },
        {
          text: 'It makes nothing new: its q is only the examples it has seen',
          isRight: true,
          because:
            'Yes. A good model puts samples between and beside its examples, wherever p says more of them would lie. Later lessons come back to how copies are found.',
        },
        {
          text: 'It returns examples in a random order',
          because: 'Random is right: samples of a distribution come in no order.',
        },
      ],
    },
  ],
  command: {
    text: `npx duel train ring --steps 2000
npx duel sample last --n 512 --out samples.csv
npx duel sample last --n 512 --out samples.png`,
    shows: 'A folder runs/001-ring, and 512 samples of its G: as numbers, and as a picture.',
  },
  program: {
    text: `import { sample, train } from 'duel-gan';

// trains on samples of p
const { directory } = await train('ring', { steps: 2000, seed: 0 });

// makes samples of q: the point of a seed is always the same
const { shape, data } = await sample(directory, { seeds: [0, 1, 2, 3] });
console.log(shape);
for (let k = 0; k < 4; k++) console.log(data.slice(2 * k, 2 * k + 2));
`,
    shows: 'Four new points near the ring, the same four each time.',
  },
  sources: [
    {
      name: 'Goodfellow 2016, NIPS tutorial on GANs, sections 1 and 2.4 (implicit densities)',
      address: 'https://arxiv.org/abs/1701.00160',
    },
    { name: 'Goodfellow et al. 2014, section 3', address: 'https://arxiv.org/abs/1406.2661' },
  ],
};
