// Trainings that are made to fail in one way each, and healthy ones: what the doctor is held to.
import { crossEntropy, definePreset, gan, nn, r1, wasserstein } from '../../../dist/index.js';

const { adam, batchNorm, dense, flatten, leakyRelu, network, randomNormal, relu, reshape } = nn;

const layers = (widths, activation, last, first = {}) => [
  ...widths.flatMap((width, i) => [dense(width, i === 0 ? first : {}), activation()]),
  ...last,
];

/** Two perceptrons on points. */
const points = ({ g = {}, d = {}, data = 'ring', steps = 4000, latent = 8, ema, ...options }) =>
  definePreset({
    name: 'points',
    title: 'Points',
    about: 'Two perceptrons.',
    data: { source: data, range: [-1, 1] },
    game: () =>
      gan({
        generator: {
          network: network([latent], layers([128, 128], relu, [dense(2, g.last)], g.first)),
          optimizer: adam({ learningRate: 5e-4, beta1: 0.5, ...g.adam }),
          ...(ema && { ema }),
        },
        discriminator: {
          network: network(
            [2],
            layers(d.widths ?? [128, 128], () => leakyRelu(0.2), [dense(1)]),
          ),
          optimizer: adam({ learningRate: 5e-4, beta1: 0.5, ...d.adam }),
        },
        batch: { generator: 128, discriminator: 128 },
        loss: crossEntropy(),
        ...options,
      }),
    draw: 'replacement',
    length: { steps },
    report: { steps: 500, as: 'means' },
    snapshot: { steps: Math.ceil(steps / 4) },
    monitor: { rows: 1, columns: 1 },
  });

/** Two perceptrons on pictures of 14×14. */
const pictures = ({ source, g = {}, d = {}, steps = 2500, width = 256, ...options }) =>
  definePreset({
    name: 'pictures',
    title: 'Pictures',
    about: 'Two perceptrons.',
    data: { source, range: [-1, 1] },
    game: ({ shape }) =>
      gan({
        generator: {
          network: network(
            [32],
            [
              dense(width, g.first),
              batchNorm({ momentum: 0.9 }),
              relu(),
              dense(width),
              batchNorm({ momentum: 0.9 }),
              relu(),
              dense(
                shape.reduce((a, b) => a * b),
                { activation: 'tanh', ...g.last },
              ),
              reshape(shape),
            ],
          ),
          optimizer: adam({ learningRate: 3e-4, beta1: 0.5, ...g.adam }),
          ema: 0.99,
        },
        discriminator: {
          network: network(shape, [flatten(), ...layers([width, width], () => leakyRelu(0.2), [dense(1)])]),
          optimizer: adam({ learningRate: 3e-4, beta1: 0.5, ...d.adam }),
        },
        batch: { generator: 64, discriminator: 64 },
        loss: crossEntropy(),
        ...options,
      }),
    draw: 'replacement',
    length: { steps },
    report: { steps: 100, as: 'means' },
    snapshot: { steps: Math.ceil(steps / 2) },
    monitor: { rows: 4, columns: 4 },
  });

/** By what should be found: trainings of which each seed takes the next. `npy(n)` is a file of n pictures. */
export const recipes = (npy) => ({
  'mode-collapse': [
    // G runs ahead of a D that follows slowly, to the side that counts at the moment
    {
      preset: pictures({
        source: npy(4000),
        g: { adam: { learningRate: 3e-3 } },
        d: { adam: { learningRate: 1e-4 } },
        steps: 1000,
      }),
      holdOut: 0.25,
    },
    {
      preset: pictures({
        source: npy(4000),
        g: { adam: { learningRate: 4e-3, beta1: 0.9 } },
        d: { adam: { learningRate: 2e-4 } },
        steps: 1000,
      }),
      holdOut: 0.25,
    },
  ],
  'discriminator-ahead': [
    // a D that learns fast, and a G that hardly does
    {
      preset: points({
        g: { adam: { learningRate: 2e-6 } },
        d: { adam: { learningRate: 2e-3 }, widths: [256, 256] },
        steps: 2000,
      }),
    },
    {
      preset: pictures({
        source: npy(4000),
        g: { adam: { learningRate: 3e-5 } },
        d: { adam: { learningRate: 3e-3 } },
        steps: 800,
      }),
      holdOut: 0.25,
    },
  ],
  'generator-ahead': [
    // a D that does not follow
    { preset: points({ d: { adam: { learningRate: 1e-6 } }, steps: 2000 }) },
    { preset: pictures({ source: npy(4000), d: { adam: { learningRate: 1e-7 } }, steps: 1000 }), holdOut: 0.25 },
  ],
  oscillation: [
    // momentum, no bounds on slopes
    {
      preset: points({
        data: 'grid',
        g: { adam: { learningRate: 3e-3, beta1: 0.95 } },
        d: { adam: { learningRate: 3e-3, beta1: 0.95 } },
        steps: 3000,
      }),
    },
    {
      preset: points({
        data: 'grid',
        g: { adam: { learningRate: 5e-3, beta1: 0.9 } },
        d: { adam: { learningRate: 5e-3, beta1: 0.9 } },
        steps: 3000,
      }),
    },
  ],
  divergence: [
    {
      preset: points({
        loss: wasserstein(),
        g: { adam: { learningRate: 1e-2 } },
        d: { adam: { learningRate: 1e-2 } },
        steps: 3000,
      }),
    },
    {
      preset: points({ g: { adam: { learningRate: 1e3 } }, d: { adam: { learningRate: 1e30 } }, steps: 1000 }),
      snapshotEvery: 5,
    },
  ],
  'discriminator-overfits': [
    { preset: pictures({ source: npy(400), steps: 3000 }), holdOut: 0.75 },
    { preset: pictures({ source: npy(600), steps: 3000 }), holdOut: 0.75 },
  ],
  memorisation: [
    { preset: pictures({ source: npy(300), steps: 5000 }), holdOut: 0.9 },
    { preset: pictures({ source: npy(200), steps: 5000 }), holdOut: 0.9 },
  ],
  'dead-start': [
    { preset: points({ g: { adam: { learningRate: 1e-9 } }, steps: 1000 }) },
    {
      preset: pictures({ source: npy(4000), g: { last: { kernelInitializer: randomNormal(100) } }, steps: 600 }),
      holdOut: 0.25,
    },
  ],
  healthy: [
    { preset: 'ring', steps: 4000 },
    { preset: pictures({ source: npy(4000), steps: 2000, penalties: [r1({ weight: 1 })] }), holdOut: 0.25 },
    { preset: 'grid', steps: 6000 },
    { preset: pictures({ source: npy(4000), steps: 1200 }), holdOut: 0.25 },
    { preset: 'ring-r3gan', steps: 6000 },
  ],
});
