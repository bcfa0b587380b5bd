import { z } from 'zod';
import { classifier as classifierGame } from '../../gan/index.ts';
import { adam, batchNorm, conv2d, dense, dropout, flatten, linearDecay, network, relu } from '../../nn/index.ts';
import type { Shape } from '../../tensor/index.ts';
import { definePresetWith } from '../preset.ts';

const small = [
  { filters: 32, kernel: 5, strides: 2 },
  { filters: 64, kernel: 3, strides: 1 },
  { filters: 64, kernel: 3, strides: 2 },
];
/** Pictures of more than 32 pixels are halved once more. */
const large = [
  { filters: 24, kernel: 5, strides: 2 },
  { filters: 48, kernel: 3, strides: 2 },
  { filters: 64, kernel: 3, strides: 1 },
  { filters: 64, kernel: 3, strides: 2 },
];

const convolutional = (shape: Shape, classes: number, rate: number) =>
  network(shape, [
    ...(Math.max(shape[0]!, shape[1]!) > 32 ? large : small).flatMap(({ filters, kernel, strides }) => [
      conv2d(filters, kernel, { strides, padding: 'same', useBias: false, kernelInitializer: 'heNormal' }),
      batchNorm({ momentum: 0.9 }),
      relu(),
    ]),
    flatten(),
    dropout(rate),
    dense(128, { activation: 'relu', kernelInitializer: 'heNormal' }),
    dropout(rate),
    dense(classes),
  ]);

const options = z.strictObject({
  /** Share of the values before either dense layer that are left out. The longer it learns, the more it takes. */
  dropout: z.number().min(0).lt(1).default(0.4),
});

export const classifier = definePresetWith(options, {
  name: 'classifier',
  title: 'Small CNN classifier',
  about: 'A game of one player, on any labelled pictures. It reads what a GAN writes, and checks the engine.',
  data: { source: 'mnist', range: [-1, 1] },
  game: ({ shape, classCount }, { dropout: rate }) =>
    classifierGame({
      classifier: {
        network: convolutional(shape, classCount, rate),
        optimizer: adam({ learningRate: linearDecay(2e-3) }),
        ema: 0.99,
      },
      batch: 128,
    }),
  draw: 'shuffled',
  length: { epochs: 6 },
  report: { epochs: 1, as: 'means' },
  snapshot: { epochs: 1 },
  monitor: { rows: 5, columns: 10 },
});
