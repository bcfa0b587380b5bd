import { crossEntropy, diffAugment, gan, r1 } from '../../gan/index.ts';
import {
  adam,
  batchNorm,
  conv2d,
  dense,
  flatten,
  leakyRelu,
  minibatchStddev,
  network,
  relu,
  reshape,
  upsample,
} from '../../nn/index.ts';
import { type Shape, sizeOf } from '../../tensor/index.ts';
import { forPictures, stagesOf } from '../networks/stages.ts';
import { definePreset } from '../preset.ts';

/** Channels at each size, G's from its smallest on and D's from its largest: what two cores can do in an hour. */
const channels = { generator: [192, 128, 80, 48, 32, 24], discriminator: [32, 64, 128, 192] };
const same = { padding: 'same' } as const;

/** Nearest neighbours and 3 × 3; no convolution of features at the last size, where it would cost as much as all others. */
function generator(shape: Shape) {
  const [smallest, ...others] = stagesOf(shape);
  const widths = channels.generator;
  const widthAt = (stage: number) => widths[Math.min(stage, widths.length - 1)]!;
  const norm = () => batchNorm({ momentum: 0.9 });
  const start = [...smallest!, widthAt(0)];
  return network(
    [128],
    [
      dense(sizeOf(start), { useBias: false }),
      reshape(start),
      norm(),
      relu(),
      ...others
        .slice(0, -1)
        .flatMap((_, i) => [upsample(), conv2d(widthAt(i + 1), 3, { ...same, useBias: false }), norm(), relu()]),
      upsample(),
      conv2d(shape[2]!, 3, { ...same, activation: 'tanh' }),
    ],
  );
}

function discriminator(shape: Shape) {
  const halvings = stagesOf(shape).length - 1;
  const all = channels.discriminator;
  const widths = Array.from({ length: halvings }, (_, i) => all[Math.max(0, all.length - halvings + i)]!);
  return network(shape, [
    ...widths.flatMap((width) => [conv2d(width, 4, { ...same, strides: 2 }), leakyRelu(0.2)]),
    minibatchStddev(),
    conv2d(widths.at(-1)!, 3, same),
    leakyRelu(0.2),
    flatten(),
    dense(1),
  ]);
}

export const photos = definePreset({
  ...forPictures,
  name: 'photos',
  title: 'Photographs of your own, on an ordinary machine',
  about:
    'The first to try on colour pictures without a GPU: a few thousand photographs at 64 pixels within an hour on two cores. Small networks, differentiable augmentation by shifts, lazy R1, averaged weights.',
  data: { range: [-1, 1], resolution: 64, flip: true },
  game: ({ shape }) => {
    const optimizer = adam({ learningRate: 5e-4, beta1: 0, beta2: 0.99 });
    return gan({
      generator: { network: generator(shape), optimizer, ema: 0.999 },
      discriminator: { network: discriminator(shape), optimizer },
      batch: { generator: 16, discriminator: 16 },
      augment: diffAugment({ policies: ['translation'] }),
      loss: crossEntropy(),
      penalties: [r1({ weight: 1, every: 8 })],
    });
  },
  length: { steps: 10_000 },
  report: { steps: 200, as: 'means' },
  monitor: { rows: 6, columns: 8 },
});
