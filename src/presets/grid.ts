import { annealed } from './planar.ts';
import { definePreset } from './preset.ts';

export const grid = definePreset({
  name: 'grid',
  title: 'Grid of 25 Gaussians',
  about:
    'All 25 modes, evenly, and hardly a point between them: falling noise parts the modes slowly, and a generator that begins as a linear map follows.',
  data: { source: 'grid', range: [-1, 1] },
  game: () => annealed(4, 7e-3),
  draw: 'replacement',
  length: { steps: 20000 },
  report: { steps: 1000, as: 'means' },
  snapshot: { steps: 5000 },
  monitor: { rows: 1, columns: 1 },
});
