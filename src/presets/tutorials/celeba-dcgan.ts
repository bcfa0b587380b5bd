import { crossEntropy, gan } from '../../gan/index.ts';
import { adam, conv2d, conv2dTranspose, dense, dropout, flatten, leakyRelu, network, reshape } from '../../nn/index.ts';
import type { Shape } from '../../tensor/index.ts';
import { halved } from '../networks/stages.ts';
import { definePreset } from '../preset.ts';

function generator(shape: Shape) {
  const [height, width] = halved(shape, 3);
  return network(
    [128],
    [
      dense(height * width * 128),
      reshape([height, width, 128]),
      ...[128, 256, 512].flatMap((filters) => [
        conv2dTranspose(filters, 4, { strides: 2, padding: 'same' }),
        leakyRelu(0.2),
      ]),
      conv2d(shape[2]!, 5, { padding: 'same', activation: 'sigmoid' }),
    ],
  );
}

const discriminator = (shape: Shape) =>
  network(shape, [
    ...[64, 128, 128].flatMap((filters) => [conv2d(filters, 4, { strides: 2, padding: 'same' }), leakyRelu(0.2)]),
    flatten(),
    dropout(0.2),
    dense(1),
  ]);

export const celebaDcgan = definePreset({
  name: 'celeba-dcgan',
  title: 'DCGAN on CelebA at 64×64',
  about: 'Faces (or any colour pictures, with --data) at 64×64. Its discriminator calls generated pictures 1.',
  data: { source: 'celeba', range: [0, 1], resolution: 64, fit: 'stretch', channels: 3 },
  game: ({ shape }) => {
    const optimizer = adam({ learningRate: 1e-4 });
    return gan({
      generator: { network: generator(shape), optimizer },
      discriminator: { network: discriminator(shape), optimizer },
      batch: { generator: 32, discriminator: 32 },
      loss: crossEntropy({ real: 0, fake: 1, target: 0, noise: 0.05 }),
      order: 'together',
      fakes: 'training',
    });
  },
  // no layer looks at the batch as a whole: the gradient is the same, at two thirds of the memory
  microbatch: 8,
  draw: 'shuffled',
  length: { epochs: 100 },
  report: { epochs: 1, as: 'means' },
  snapshot: { epochs: 1 },
  monitor: { rows: 1, columns: 3 },
});
