import { gan } from '../../gan/index.ts';
import {
  adam,
  batchNorm,
  conv2d,
  dense,
  flatten,
  leakyRelu,
  network,
  relu,
  reshape,
  upsample,
} from '../../nn/index.ts';
import type { Shape } from '../../tensor/index.ts';
import { halved } from '../networks/stages.ts';
import { definePreset } from '../preset.ts';

function generator(shape: Shape) {
  const [height, width] = halved(shape, 2);
  return network(
    [64],
    [
      dense(height * width * 64, { useBias: false }),
      reshape([height, width, 64]),
      batchNorm({ momentum: 0.9 }),
      relu(),
      upsample(2),
      conv2d(32, 5, { padding: 'same', useBias: false }),
      batchNorm({ momentum: 0.9 }),
      relu(),
      upsample(2),
      conv2d(shape[2]!, 5, { padding: 'same', activation: 'tanh' }),
    ],
  );
}

const discriminator = (shape: Shape) =>
  network(shape, [
    conv2d(32, 5, { strides: 2, padding: 'same' }),
    leakyRelu(0.2),
    conv2d(64, 5, { strides: 2, padding: 'same' }),
    leakyRelu(0.2),
    flatten(),
    dense(1),
  ]);

export const quickstart = definePreset({
  name: 'quickstart',
  title: 'Small DCGAN on drawn digits',
  about: 'Needs no data and no patience: recognisable digits within 90 seconds on two cores.',
  data: { source: 'digits', range: [-1, 1] },
  game: ({ shape }) => {
    const optimizer = adam({ learningRate: 5e-4, beta1: 0.5 });
    return gan({
      generator: { network: generator(shape), optimizer, ema: 0.99 },
      discriminator: { network: discriminator(shape), optimizer },
      batch: { generator: 64, discriminator: 64 },
      order: 'together',
      fakes: 'training',
    });
  },
  draw: 'replacement',
  length: { steps: 1000 },
  report: { steps: 100, as: 'means' },
  snapshot: { steps: 250 },
  monitor: { rows: 8, columns: 8 },
});
