import { definePreset } from '../preset.ts';
import { pacgan } from './planar.ts';

export const ringPacgan = definePreset({
  name: 'ring-pacgan',
  title: 'PacGAN on the ring of 8',
  about:
    'The GAN of ring-baseline with two samples to a judgement (PacGAN): to see whether packing alone brings modes back.',
  data: { source: 'ring', range: [-1, 1] },
  game: () => pacgan(2),
  draw: 'replacement',
  length: { steps: 20000 },
  report: { steps: 1000, as: 'means' },
  snapshot: { steps: 5000 },
  monitor: { rows: 1, columns: 1 },
});
