import { crossEntropy, gan } from '../../gan/index.ts';
import { adam } from '../../nn/index.ts';
import { mlpDiscriminator, mlpGenerator } from '../networks/mlp.ts';
import { definePreset } from '../preset.ts';

export const mnistMlp = definePreset({
  name: 'mnist-mlp',
  title: 'MLP GAN on MNIST',
  about:
    'The smallest GAN of the tutorials: two perceptrons. At the settings of its source it collapses, to be studied; learning rates of 2e-4 with beta1 0.5 let it make digits within minutes.',
  data: { source: 'mnist', range: [-1, 1] },
  game: ({ shape }) =>
    gan({
      generator: { network: mlpGenerator(shape), optimizer: adam({ learningRate: 1e-3 }) },
      discriminator: { network: mlpDiscriminator(shape), optimizer: adam({ learningRate: 1e-3 }) },
      batch: { generator: 64, discriminator: 32 },
      loss: crossEntropy(),
      order: 'separate',
      fakes: 'inference',
    }),
  draw: 'replacement',
  length: { steps: 10_000 },
  report: { steps: 1000, as: 'values' },
  snapshot: { steps: 1000 },
  monitor: { rows: 5, columns: 5 },
});
