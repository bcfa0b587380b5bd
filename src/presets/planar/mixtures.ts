import type { GanSpec } from '../../gan/index.ts';
import { definePreset, type Preset } from '../preset.ts';
import { annealed, pacgan, r3gan, unrolled } from './recipes.ts';

/** A mixture of Gaussians to learn from: the data set, and what it is called. */
interface Mixture {
  readonly source: 'ring' | 'grid';
  readonly words: string;
}
type Row = Pick<Preset, 'title' | 'about'> & {
  /** What its name has after the mixture's: '-pacgan'. */
  readonly suffix?: string;
  readonly game: () => GanSpec;
  readonly steps: number;
  readonly snapshot?: number;
};

const presetOf = ({ source }: Mixture, { suffix = '', title, about, game, steps, snapshot = 5000 }: Row): Preset =>
  definePreset({
    name: `${source}${suffix}`,
    title,
    about,
    data: { source, range: [-1, 1] },
    game,
    draw: 'replacement',
    length: { steps },
    report: { steps: 1000, as: 'means' },
    snapshot: { steps: snapshot },
    monitor: { rows: 1, columns: 1 },
  });

/** What is held beside the project's own recipe; `weight` is that of R3GAN's penalties. */
const comparisons = ({ source, words }: Mixture, weight: number): readonly Row[] => [
  {
    suffix: '-baseline',
    title: `Plain GAN on ${words}`,
    about: "The GAN that PacGAN's authors compare with, to see what a recipe adds. Theirs trains for 400,000 steps.",
    game: () => pacgan(1),
    steps: 20_000,
  },
  {
    suffix: '-pacgan',
    title: `PacGAN on ${words}`,
    about: `The GAN of ${source}-baseline with two samples to a judgement (PacGAN): to see whether packing alone brings modes back.`,
    game: () => pacgan(2),
    steps: 20_000,
  },
  {
    suffix: '-unrolled',
    title: `Unrolled GAN on ${words}`,
    about:
      'G looks five updates of D ahead, with perceptrons of its authors: to see whether foresight alone stops mode hopping.',
    game: () => unrolled(),
    steps: 25_000,
  },
  {
    suffix: '-r3gan',
    title: `R3GAN's loss on ${words}`,
    about: 'A relativistic paired loss with R1 and R2, nothing scheduled: to see how far a stable loss alone goes.',
    game: () => r3gan(weight),
    steps: 20_000,
  },
];

const ring = { source: 'ring', words: 'the ring of 8' } as const;
const grid = { source: 'grid', words: 'the grid of 25' } as const;

/** The presets of points in the plane: those of the ring, then those of the grid. */
export const mixtures: readonly Preset[] = [
  presetOf(ring, {
    title: 'Ring of 8 Gaussians',
    about:
      'To watch a GAN learn within a minute, or to hold a change of yours against one that finds all 8 modes, evenly, with hardly a point between them.',
    game: () => annealed(1, 5e-3),
    steps: 12_000,
    snapshot: 3000,
  }),
  ...comparisons(ring, 0.005).map((row) => presetOf(ring, row)),
  presetOf(grid, {
    title: 'Grid of 25 Gaussians',
    about:
      'When ring is too easy: to see in two minutes whether a change of yours still finds all 25 modes, evenly, with hardly a point between them, as this does.',
    game: () => annealed(4, 7e-3),
    steps: 20_000,
  }),
  ...comparisons(grid, 0.05).map((row) => presetOf(grid, row)),
];
