import { definePreset } from '../preset.ts';
import { r3gan } from './planar.ts';

export const gridR3gan = definePreset({
  name: 'grid-r3gan',
  title: "R3GAN's loss on the grid of 25",
  about: 'A relativistic paired loss with R1 and R2, nothing scheduled: to see how far a stable loss alone goes.',
  data: { source: 'grid', range: [-1, 1] },
  game: () => r3gan(0.05),
  draw: 'replacement',
  length: { steps: 20000 },
  report: { steps: 1000, as: 'means' },
  snapshot: { steps: 5000 },
  monitor: { rows: 1, columns: 1 },
});
