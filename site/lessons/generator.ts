import type { Lesson } from './lesson.ts';
import { state } from './states.ts';

export const generator: Lesson = {
  blocks: [
    {
      kind: 'text',
      text: 'What is inside G? Here: a perceptron. Each layer multiplies its numbers with a table of weights, adds a row of others, and bends the result a little; the next layer takes that. With two latents, three hidden layers of 64 and two numbers at the end, these are 8,642 weights. Learning turns them, and nothing else.',
    },
    {
      kind: 'formula',
      formula:
        'h₁ = φ(W₁ z + b₁),  h₂ = φ(W₂ h₁ + b₂),  h₃ = φ(W₃ h₂ + b₃),  x = W₄ h₃ + b₄\nφ(a) = a where a > 0, else 0.2 a',
      words:
        'Each hidden layer is a matrix product, a shift, and a kink at 0 in each of its numbers, called leaky ReLU. The last layer has no kink, so that points may lie anywhere.',
    },
    {
      kind: 'text',
      text: 'The kinks matter. Without them all layers together are one matrix: G could turn and stretch the cloud of latents, and that is all. With them the sheet can be folded, along as many straight lines as there are kinks.',
    },
    {
      kind: 'try',
      label: 'Linear',
      settings: state({ generatorDepth: 0 }),
      look: 'No hidden layer: 6 weights. The grid stays a grid, with straight lines. An ellipse cannot cover eight spots, and D drives it from one to the next. By 2,000 updates it has shrunk into one of them: 1 of 8 modes, with 93 in a hundred points inside.',
      until: [1000, 2000],
    },
    {
      kind: 'try',
      label: 'One hidden layer of 8',
      settings: state({ generatorDepth: 1, generatorWidth: 8 }),
      look: 'The sheet has eight kinks at most, too few for eight spots. 4 of 8 modes at 1,000, 3 at 2,000, and 21 in a hundred points lie within one.',
      until: [1000, 2000],
    },
    {
      kind: 'try',
      label: 'Three hidden layers of 64',
      settings: state({}),
      look: 'Many kinks: at 2,000 updates 8 of 8, evenly (KL 0.10), and 38 in a hundred points lie within a mode.',
      until: [1000, 2000],
    },
    {
      kind: 'picture',
      picture: new URL('./pictures/generator.webp', import.meta.url).href,
      size: [550, 196],
      alt: 'Three planes with the latent grid. Linear: all samples in one of the eight clusters. One layer of 8: a band over three neighbouring clusters. Three layers of 64: samples all around the ring, most of them at the clusters.',
      caption: 'The three after 2,000 updates. Made by `node scripts/course/pictures.mjs generator`.',
    },
    {
      kind: 'text',
      text: 'For pictures nothing changes but the layers. Instead of two numbers G gives 28 × 28 of them, and instead of full tables it has convolutions, which look at neighbouring pixels and double the size from layer to layer. Radford et al. found in 2016 which of those train well; the design is called DCGAN, and the page of digits has a small one.',
    },
    {
      kind: 'question',
      question: 'G has no hidden layer. Which shape can its samples have?',
      answers: [
        {
          text: 'Any, if it is trained for long enough',
          because:
            'Training chooses among what the network can be. A matrix and a shift can only be a matrix and a shift.',
        },
        {
          text: 'A stretched, turned and moved bell curve',
          isRight: true,
          because:
            'Yes: the latents are a round bell curve, and a linear map makes an elliptic one of it. It has no modes, whatever the data have.',
        },
        {
          text: 'Eight small spots, but unevenly',
          because:
            'For several spots the sheet must be folded or stretched in places, and a linear map does the same everywhere.',
        },
      ],
    },
  ],
  command: {
    text: `npx duel train quickstart --dry-run
npx duel train quickstart --steps 1000
npx duel export last --to onnx --out generator.onnx`,
    shows:
      'The layers of a G that writes digits, with their shapes and weights; then that G, trained, as a file that other programs can run.',
  },
  program: {
    text: `import { definePreset, evaluate, gan, nn, relativisticPaired, train } from 'duel-gan';

const { adam, dense, leakyRelu, network } = nn;
const optimizer = adam({ learningRate: 1e-3, beta1: 0 });
const linear = network([2], [dense(2)]);
const judge = network([2], [dense(64), leakyRelu(0.2), dense(64), leakyRelu(0.2), dense(1)]);
const game = () => gan({
  generator: { network: linear, optimizer },
  discriminator: { network: judge, optimizer },
  batch: { generator: 128, discriminator: 128 },
  loss: relativisticPaired(),
});
const about = { name: 'linear', title: 'A linear G', about: 'It cannot fold.' };
const { directory } = await train(
  definePreset({ ...about, data: { source: 'ring', range: [-1, 1] }, game, draw: 'replacement', length: { steps: 2000 }, report: { steps: 500, as: 'means' }, snapshot: { steps: 1000 }, monitor: { rows: 1, columns: 1 } }),
);
console.log((await evaluate(directory, { metrics: ['modes'] })).metrics.modes);
`,
    shows: 'A GAN of one’s own with a linear G, and how few of its samples lie in a mode.',
  },
  sources: [
    {
      name: 'Goodfellow et al. 2014, section 3 (G as a multilayer perceptron)',
      address: 'https://arxiv.org/abs/1406.2661',
    },
    { name: 'Radford et al. 2016, section 3 (convolutional generators)', address: 'https://arxiv.org/abs/1511.06434' },
  ],
};
