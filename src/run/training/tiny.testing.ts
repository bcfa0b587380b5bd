import { crossEntropy, gan } from '../../gan/index.ts';
import * as nn from '../../nn/index.ts';
import { definePreset, type Preset } from '../../presets/preset.ts';

const optimizer = nn.adam({ learningRate: 1e-3 });

/** A GAN of eight parameters on points: three steps, with a snapshot after two. */
export const tiny: Preset = definePreset({
  name: 'tiny',
  title: 'Tiny',
  about: 'For tests.',
  data: { source: 'ring', range: [-1, 1] },
  game: () =>
    gan({
      generator: { network: nn.network([2], [nn.dense(2)]), optimizer, ema: 0.9 },
      discriminator: { network: nn.network([2], [nn.dense(1)]), optimizer },
      batch: { generator: 2, discriminator: 2 },
      loss: crossEntropy(),
    }),
  draw: 'shuffled',
  length: { steps: 3 },
  report: { steps: 2, as: 'means' },
  snapshot: { steps: 2 },
  monitor: { rows: 2, columns: 2 },
});
