import { definePreset } from '../preset.ts';
import { unrolled } from './planar.ts';

export const ringUnrolled = definePreset({
  name: 'ring-unrolled',
  title: 'Unrolled GAN on the ring of 8',
  about:
    'G looks five updates of D ahead, with perceptrons of its authors: to see whether foresight alone stops mode hopping.',
  data: { source: 'ring', range: [-1, 1] },
  game: () => unrolled(),
  draw: 'replacement',
  length: { steps: 25000 },
  report: { steps: 1000, as: 'means' },
  snapshot: { steps: 5000 },
  monitor: { rows: 1, columns: 1 },
});
