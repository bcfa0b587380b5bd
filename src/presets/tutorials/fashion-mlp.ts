import { crossEntropy, gan } from '../../gan/index.ts';
import { adam, batchNorm } from '../../nn/index.ts';
import { mlpDiscriminator, mlpGenerator } from '../networks/mlp.ts';
import { definePreset } from '../preset.ts';

export const fashionMlp = definePreset({
  name: 'fashion-mlp',
  title: 'Batch-normed MLP GAN on Fashion-MNIST',
  about: 'A perceptron GAN whose generator is batch-normed after each hidden layer, on pictures of clothes.',
  data: { source: 'fashion-mnist', range: [-1, 1] },
  game: ({ shape }) => {
    const optimizer = adam({ learningRate: 2e-4, beta1: 0.5 });
    return gan({
      generator: { network: mlpGenerator(shape, () => [batchNorm({ momentum: 0.8 })]), optimizer },
      discriminator: { network: mlpDiscriminator(shape), optimizer },
      batch: { generator: 32, discriminator: 32 },
      loss: crossEntropy(),
      order: 'separate',
      fakes: 'inference',
    });
  },
  draw: 'replacement',
  length: { steps: 5000 },
  report: { steps: 1000, as: 'values' },
  snapshot: { steps: 1000 },
  monitor: { rows: 5, columns: 10 },
});
