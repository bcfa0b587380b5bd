import { definePreset } from '../preset.ts';
import { annealed } from './planar.ts';

export const grid = definePreset({
  name: 'grid',
  title: 'Grid of 25 Gaussians',
  about:
    'When ring is too easy: to see in two minutes whether a change of yours still finds all 25 modes, evenly, with hardly a point between them, as this does.',
  data: { source: 'grid', range: [-1, 1] },
  game: () => annealed(4, 7e-3),
  draw: 'replacement',
  length: { steps: 20000 },
  report: { steps: 1000, as: 'means' },
  snapshot: { steps: 5000 },
  monitor: { rows: 1, columns: 1 },
});
