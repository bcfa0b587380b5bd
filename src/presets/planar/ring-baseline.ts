import { definePreset } from '../preset.ts';
import { pacgan } from './planar.ts';

export const ringBaseline = definePreset({
  name: 'ring-baseline',
  title: 'Plain GAN on the ring of 8',
  about: "The GAN that PacGAN's authors compare with, to see what a recipe adds. Theirs trains for 400,000 steps.",
  data: { source: 'ring', range: [-1, 1] },
  game: () => pacgan(1),
  draw: 'replacement',
  length: { steps: 20000 },
  report: { steps: 1000, as: 'means' },
  snapshot: { steps: 5000 },
  monitor: { rows: 1, columns: 1 },
});
