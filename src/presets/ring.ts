import { annealed } from './planar.ts';
import { definePreset } from './preset.ts';

export const ring = definePreset({
  name: 'ring',
  title: 'Ring of 8 Gaussians',
  about:
    'All 8 modes, evenly, and hardly a point between them: falling noise parts the modes slowly, and a generator that begins as a linear map follows.',
  data: { source: 'ring', range: [-1, 1] },
  game: () => annealed(1, 5e-3),
  draw: 'replacement',
  length: { steps: 12000 },
  report: { steps: 1000, as: 'means' },
  snapshot: { steps: 3000 },
  monitor: { rows: 1, columns: 1 },
});
