// A GAN of one's own: two small networks, a loss, and how to train them. Try it:
//
//   duel train examples/my-gan.ts
//
// Everything here is a value; an editor with TypeScript knows what each may be.
import { crossEntropy, definePreset, gan, nn } from 'duel-gan';

const { adam, batchNorm, conv2d, dense, flatten, leakyRelu, network, relu, reshape, upsample } = nn;

const latentSize = 32;

const generator = network(
  [latentSize],
  [
    dense(7 * 7 * 32),
    reshape([7, 7, 32]),
    batchNorm({ momentum: 0.9 }),
    relu(),
    upsample(2),
    conv2d(16, 5, { padding: 'same' }),
    batchNorm({ momentum: 0.9 }),
    relu(),
    upsample(2),
    conv2d(1, 5, { padding: 'same', activation: 'tanh' }),
  ],
);

const discriminator = network(
  [28, 28, 1],
  [
    conv2d(16, 5, { strides: 2, padding: 'same' }),
    leakyRelu(0.2),
    conv2d(32, 5, { strides: 2, padding: 'same' }),
    leakyRelu(0.2),
    flatten(),
    dense(1),
  ],
);

export default definePreset({
  name: 'my-gan',
  title: 'My first GAN',
  about: 'A small convolutional GAN that learns to write digits.',
  // 'digits' are drawn by Duel itself: nothing to download. A folder of pictures would do as well.
  data: { source: 'digits', range: [-1, 1] },
  game: () =>
    gan({
      // the generator's samples come from a running average of its weights
      generator: { network: generator, optimizer: adam({ learningRate: 5e-4, beta1: 0.5 }), ema: 0.99 },
      discriminator: { network: discriminator, optimizer: adam({ learningRate: 5e-4, beta1: 0.5 }) },
      batch: { generator: 32, discriminator: 32 },
      // labels of 0.9 keep the discriminator from being too sure
      loss: crossEntropy({ real: 0.9 }),
    }),
  draw: 'shuffled',
  length: { steps: 1000 },
  report: { steps: 100, as: 'means' },
  snapshot: { steps: 250 },
  monitor: { rows: 6, columns: 6 },
});
