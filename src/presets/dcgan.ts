import { DuelError } from '../errors.ts';
import { gan } from '../gan/index.ts';
import {
  adam,
  batchNorm,
  conv2d,
  conv2dTranspose,
  dense,
  flatten,
  leakyRelu,
  network,
  relu,
  reshape,
} from '../nn/index.ts';
import type { Shape } from '../tensor/index.ts';
import { definePreset } from './preset.ts';

/** Pictures are square; the networks start from 4×4 to 7×7 pixels and double. */
function stagesOf(shape: Shape): { base: number; widths: number[] } {
  const [height, width] = shape as [number, number, number];
  let [base, doublings] = [height, 0];
  while (base % 2 === 0 && base >= 8) {
    base /= 2;
    doublings++;
  }
  if (height !== width || base > 7 || doublings < 2)
    throw new DuelError('usage', 'preset/resolution', `dcgan cannot make pictures of ${height}×${width}`, {
      where: 'resolution',
      fix: 'use --resolution 28, 32, 40, 48, 56, 64, 80, 96, 112 or 128',
    });
  // narrow at the full resolution, wide where the pictures are small
  return { base, widths: Array.from({ length: doublings }, (_, i) => Math.min(256, 32 * 2 ** (doublings - i))) };
}

const normal = { type: 'randomNormal', mean: 0, stddev: 0.02 } as const;

function generator(shape: Shape) {
  const { base, widths } = stagesOf(shape);
  const first = widths[0]!;
  return network(
    [128],
    [
      dense(base * base * first, { useBias: false, kernelInitializer: normal }),
      reshape([base, base, first]),
      batchNorm({ momentum: 0.9 }),
      relu(),
      ...widths
        .slice(1)
        .flatMap((filters) => [
          conv2dTranspose(filters, 4, { strides: 2, padding: 'same', useBias: false, kernelInitializer: normal }),
          batchNorm({ momentum: 0.9 }),
          relu(),
        ]),
      conv2dTranspose(shape[2]!, 4, { strides: 2, padding: 'same', kernelInitializer: normal, activation: 'tanh' }),
    ],
  );
}

function discriminator(shape: Shape) {
  const widths = stagesOf(shape).widths.reverse();
  return network(shape, [
    ...widths.flatMap((filters) => [
      conv2d(filters, 4, { strides: 2, padding: 'same', spectralNorm: true }),
      leakyRelu(0.2),
    ]),
    flatten(),
    dense(1, { spectralNorm: true }),
  ]);
}

export const dcgan = definePreset({
  name: 'dcgan',
  title: 'DCGAN for your own pictures',
  about:
    'Any folder or zip of pictures at 28 to 128 pixels: batch norm in the generator, spectral norm in the discriminator, averaged weights.',
  data: { range: [-1, 1] },
  game: ({ shape }) =>
    gan({
      generator: { network: generator(shape), optimizer: adam({ learningRate: 2e-4, beta1: 0.5 }), ema: 0.999 },
      discriminator: { network: discriminator(shape), optimizer: adam({ learningRate: 2e-4, beta1: 0.5 }) },
      batch: { generator: 64, discriminator: 64 },
      order: 'together',
      fakes: 'training',
    }),
  draw: 'shuffled',
  length: { steps: 20_000 },
  report: { steps: 100, as: 'means' },
  snapshot: { steps: 1000 },
  monitor: { rows: 8, columns: 8 },
});
