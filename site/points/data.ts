import {
  type Dataset,
  grid,
  gridMixture,
  inMemory,
  type Mixture,
  moons,
  ring,
  ringMixture,
  spiral,
} from '../../src/data/embedded.ts';
import { RandomStream } from '../../src/random/stream.ts';
import type { DataName, Settings } from './settings.ts';

/** The part of the plane that is shown: a square around `centre`, `radius` to each side. */
export interface Frame {
  readonly centre: readonly [number, number];
  readonly radius: number;
}

export const frames: Readonly<Record<DataName, Frame>> = {
  ring: { centre: [0, 0], radius: 1.6 },
  grid: { centre: [0, 0], radius: 5.6 },
  spiral: { centre: [0, 0], radius: 1.6 },
  moons: { centre: [0.5, 0.25], radius: 2 },
  drawn: { centre: [0, 0], radius: 1.6 },
};

/** The modes that are counted, where the data have any that are known. */
export const mixtureOf = (data: DataName): Mixture | undefined =>
  data === 'ring' ? ringMixture : data === 'grid' ? gridMixture : undefined;

/** The width of the pen that points are drawn with: each example is a point of the drawing, and normal noise of this. */
export const penWidth = 0.03;

/** The data set that the settings name. */
export function datasetOf({ data, drawn }: Pick<Settings, 'data' | 'drawn'>): Dataset {
  switch (data) {
    case 'ring':
      return ring();
    case 'grid':
      return grid();
    case 'spiral':
      return spiral();
    case 'moons':
      return moons();
    case 'drawn':
      return inMemory({ name: 'drawn', shape: [2], stored: spread(drawn), fingerprint: 'drawn' });
    default:
      return data satisfies never;
  }
}

/** Examples of what was drawn: its points over and over, with the pen's width around each. */
function spread(drawn: readonly number[], count = 8192): Float32Array {
  const points = drawn.length >= 2 ? drawn : [0, 0];
  const noise = new RandomStream(0, 'pen').fillNormal(new Float32Array(2 * count));
  return noise.map((n, i) => points[i % points.length]! + penWidth * n);
}
