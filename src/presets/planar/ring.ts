import { definePreset } from '../preset.ts';
import { annealed } from './planar.ts';

export const ring = definePreset({
  name: 'ring',
  title: 'Ring of 8 Gaussians',
  about:
    'To watch a GAN learn within a minute, or to hold a change of yours against one that finds all 8 modes, evenly, with hardly a point between them.',
  data: { source: 'ring', range: [-1, 1] },
  game: () => annealed(1, 5e-3),
  draw: 'replacement',
  length: { steps: 12000 },
  report: { steps: 1000, as: 'means' },
  snapshot: { steps: 3000 },
  monitor: { rows: 1, columns: 1 },
});
