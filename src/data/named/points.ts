import type { Dataset } from '../dataset.ts';
import type { Mixture } from '../drawn/modes.ts';
import {
  gridMixture,
  grid as gridPoints,
  moons as moonsPoints,
  type PointOptions,
  ringMixture,
  ring as ringPoints,
  spiral as spiralPoints,
} from '../drawn/points.ts';
import { dataError } from '../problems.ts';
import type { NamedDataset } from '../request.ts';

export const ring = planar(
  ringPoints,
  'Eight Gaussians on the unit circle, sigma 0.01',
  'PacGAN, Lin et al. 2018',
  [-1.03, 1.03],
  ringMixture,
);
export const grid = planar(
  gridPoints,
  'Twenty-five Gaussians on a grid, sigma 0.05',
  'PacGAN, Lin et al. 2018',
  [-4.15, 4.15],
  gridMixture,
);
export const spiral = planar(spiralPoints, 'Two arms of a spiral', 'drawn by Duel itself', [-1.06, 1.06]);
export const moons = planar(
  moonsPoints,
  'Two interleaving half circles',
  "after scikit-learn's make_moons",
  [-1.15, 2.15],
);

function planar(
  points: (options: PointOptions) => Dataset,
  title: string,
  origin: string,
  span: readonly [least: number, greatest: number],
  mixture?: Mixture,
): NamedDataset {
  const { name, classes, count } = points({});
  return {
    name,
    title,
    shape: [2],
    counts: { train: count, test: count },
    classes,
    span,
    ...(mixture && { modes: { type: 'mixture', ...mixture } as const }),
    licence: 'MIT',
    origin,
    needs: 'nothing',
    async open({ split, seed, resolution, channels }) {
      if (resolution !== undefined || channels !== undefined)
        throw dataError('cannot-resize', `${name} has points, not images: a resolution or channels mean nothing`, {
          where: name,
          fix: 'leave --resolution out',
        });
      return points({ ...(split === undefined ? {} : { split }), ...(seed === undefined ? {} : { seed }) });
    },
  };
}
