import { crossEntropy, gan } from '../../gan/index.ts';
import { adam, batchNorm, conv2d, dense, flatten, leakyRelu, network, reshape, upsample } from '../../nn/index.ts';
import type { Shape } from '../../tensor/index.ts';
import { halved } from '../networks/stages.ts';
import { definePreset } from '../preset.ts';

function generator(shape: Shape) {
  const [height, width] = halved(shape, 2);
  return network(
    [100],
    [
      dense(height * width * 128),
      reshape([height, width, 128]),
      leakyRelu(0.2),
      batchNorm(),
      upsample(2),
      conv2d(64, 5, { padding: 'same' }),
      leakyRelu(0.2),
      batchNorm(),
      upsample(2),
      conv2d(shape[2]!, 5, { padding: 'same', activation: 'tanh' }),
    ],
  );
}

const discriminator = (shape: Shape) =>
  network(shape, [
    conv2d(64, 5, { strides: 2, padding: 'same' }),
    leakyRelu(0.2),
    conv2d(128, 5, { strides: 2, padding: 'same' }),
    leakyRelu(0.2),
    flatten(),
    dense(1),
  ]);

export const mnistDcgan = definePreset({
  name: 'mnist-dcgan',
  title: 'DCGAN on MNIST',
  about: 'A convolutional GAN with one-sided label smoothing: digits of all classes after some 800 steps.',
  data: { source: 'mnist', range: [-1, 1] },
  game: ({ shape }) => {
    const optimizer = adam({ learningRate: 2e-4, beta1: 0.5 });
    return gan({
      generator: { network: generator(shape), optimizer },
      discriminator: { network: discriminator(shape), optimizer },
      batch: { generator: 256, discriminator: 128 },
      loss: crossEntropy({ real: 0.9 }),
      order: 'separate',
      fakes: 'inference',
    });
  },
  draw: 'replacement',
  length: { steps: 50 * 235 },
  report: { steps: 235, as: 'means' },
  snapshot: { steps: 10 * 235 },
  monitor: { rows: 10, columns: 10 },
});
