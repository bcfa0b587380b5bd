import type { Dataset } from '../dataset.ts';
import * as sources from '../points.ts';
import { dataError } from '../problems.ts';
import type { NamedDataset } from '../request.ts';

export const ring = planar('ring', 'Eight Gaussians on the unit circle, sigma 0.01', 'PacGAN, Lin et al. 2018');
export const grid = planar('grid', 'Twenty-five Gaussians on a 5 by 5 grid, sigma 0.05', 'PacGAN, Lin et al. 2018');
export const spiral = planar('spiral', 'Two arms of a spiral', 'drawn by Duel itself');
export const moons = planar('moons', 'Two interleaving half circles', "after scikit-learn's make_moons");

function planar(name: 'ring' | 'grid' | 'spiral' | 'moons', title: string, origin: string): NamedDataset {
  const source: (options: sources.PointOptions) => Dataset = sources[name];
  return {
    name,
    title,
    shape: [2],
    counts: { train: 100_000, test: 100_000 },
    classes: source({}).classes,
    licence: 'MIT',
    origin,
    needs: 'nothing',
    async open({ split, seed, resolution, channels }) {
      if (resolution !== undefined || channels !== undefined)
        throw dataError('not-images', `${name} has points, not images: resolution and channels mean nothing`, {
          where: name,
          fix: 'leave --resolution out',
        });
      return source({ ...(split === undefined ? {} : { split }), ...(seed === undefined ? {} : { seed }) });
    },
  };
}
