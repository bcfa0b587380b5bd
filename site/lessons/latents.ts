import type { Lesson } from './lesson.ts';
import { state } from './states.ts';

export const latents: Lesson = {
  blocks: [
    {
      kind: 'text',
      text: 'G itself is a plain function. The same numbers in, the same point out. All variety comes from what it is fed: z, a few numbers drawn from a bell curve. They are called latents, hidden ones: nobody says what they mean. G gives them a meaning while it learns.',
    },
    {
      kind: 'text',
      text: 'The thin grid in the plane shows this. It is the square of latents from −2 to 2, in 21 lines each way, laid where G puts it. Where lines lie close, many latents go to the same place and many points will be made there. Where they are far apart, few.',
    },
    {
      kind: 'formula',
      formula: 'z = (z₁, z₂, …),  each zᵢ ~ N(0, 1);   x = G(z)',
      words: 'Each latent number is drawn by itself from a bell curve around 0 with standard deviation 1.',
    },
    {
      kind: 'picture',
      picture: new URL('./pictures/latents.webp', import.meta.url).href,
      size: [550, 290],
      alt: 'Left, an even square grid with 256 latents scattered around its middle. Right, the same grid behind G: nearly all of it has gathered at the eight clusters and along the ring between them, and a few single lines cross the middle.',
      caption:
        'The same grid and the same 256 latents, before G and behind it, after 2,000 updates. Made by `node scripts/course/pictures.mjs latents`.',
    },
    {
      kind: 'try',
      label: 'Two latents',
      settings: state({}),
      look: 'A sheet is bent over the plane until its area gathers at the clusters. Bridges remain: after 2,000 updates 38 in a hundred points lie within a mode, the others on the way from one to the next.',
      until: [1000, 2000],
    },
    {
      kind: 'try',
      label: 'One latent',
      settings: state({ latent: 1 }),
      look: 'The sheet is a thread now, which has to pass the modes one after the other. At 1,000 updates samples reach 1 mode, at 2,000 it is 5, and 17 in a hundred points lie within one.',
      until: [1000, 2000],
    },
    {
      kind: 'try',
      label: 'Eight latents',
      settings: state({ latent: 8 }),
      look: 'The grid shows the plane of the first two; the other six are 0 there. 8 of 8 modes at both, but at 2,000 less evenly than with two latents: KL 0.72 where that had 0.10. In a plane more latents than two are no help. For pictures they are: DCGAN has 100.',
      until: [1000, 2000],
    },
    {
      kind: 'text',
      text: 'Neighbours stay neighbours: G is continuous, so a small step of z is a small step of x. That is why one can walk from one sample to another and see a picture change without a jump. It is also why there must be something between the modes: a sheet in one piece cannot lie in eight places without threads between them. It can only make the threads thin.',
    },
    {
      kind: 'elsewhere',
      label: 'Digits: walk in a latent space of 32 numbers',
      address: './digits.html',
      look: 'Train a minute, then drag in the plane below the samples. One digit turns into another, and what lies between is drawn too.',
    },
    {
      kind: 'question',
      question:
        'Latents form one cloud without gaps, the data lie in eight separate clusters, and G is continuous. What follows?',
      answers: [
        {
          text: 'G can reach one cluster only',
          because: 'It can reach all eight: the sheet may be stretched over all of them.',
        },
        {
          text: 'Some latents, though perhaps very few, give points between clusters',
          isRight: true,
          because:
            'Yes. What is in one piece stays in one piece under a continuous function. Khayatkhoei et al. show it, and what several generators do about it.',
        },
        {
          text: 'Nothing. With enough training every point lies in a cluster',
          because: 'Training can make the bridges steep and so nearly empty. It cannot cut them.',
        },
      ],
    },
  ],
  command: {
    text: `npx duel train quickstart --steps 500
npx duel walk last --seeds 0,1,2 --out walk.gif
npx duel walk last --seeds 0,1 --frames 10 --out strip.png`,
    shows: 'A film that goes from one sample to the next and round, and the way between two as a strip.',
  },
  program: {
    text: `import { openGenerator, train } from 'duel-gan';

const { directory } = await train('ring', { steps: 2000, seed: 0 });
const generator = await openGenerator(directory);

// ten latents on a straight line: seed 7's, times 0, 0.2, … 1.8
for (let k = 0; k < 10; k++) {
  const { data } = await generator.generate(generator.latents([7], k / 5));
  console.log(data);
}
await generator.close();
`,
    shows: 'The way of that line through the plane: short steps in a mode, long ones between two.',
  },
  sources: [
    { name: 'Goodfellow et al. 2014, section 3 (the prior on z)', address: 'https://arxiv.org/abs/1406.2661' },
    {
      name: 'Radford et al. 2016, section 6.1 (walking in the latent space)',
      address: 'https://arxiv.org/abs/1511.06434',
    },
    { name: 'Khayatkhoei et al. 2018, Disconnected manifold learning', address: 'https://arxiv.org/abs/1806.00880' },
  ],
};
