import { assertReadable, type Dataset, type ReadOptions } from '../dataset.ts';
import { Draws } from './draws.ts';
import type { Mixture } from './modes.ts';

export interface PointOptions {
  /** Default 0. */
  seed?: number;
  /** Points in an epoch; the data themselves are endless. Default 100,000. */
  count?: number;
  /** `test` draws other points from the same distribution. Default `train`. */
  split?: 'train' | 'test';
}

/** 2D-ring of PacGAN (Lin et al. 2018, section 4.1): 8 modes on the unit circle, sigma 0.01. */
export const ringMixture: Mixture = {
  centres: Array.from({ length: 8 }, (_, k) => [Math.cos((k * Math.PI) / 4), Math.sin((k * Math.PI) / 4)] as const),
  sigma: 0.01,
};

/** 2D-grid of PacGAN: 25 modes at {-4, -2, 0, 2, 4}², sigma 0.05. */
export const gridMixture: Mixture = {
  centres: Array.from({ length: 25 }, (_, k) => [-4 + 2 * (k % 5), -4 + 2 * Math.floor(k / 5)] as const),
  sigma: 0.05,
};

/** Eight Gaussians on the unit circle; see `ringMixture`. */
export function ring(options: PointOptions = {}): Dataset {
  return mixturePoints('ring', ringMixture, options);
}

/** Twenty-five Gaussians on a grid; see `gridMixture`. */
export function grid(options: PointOptions = {}): Dataset {
  return mixturePoints('grid', gridMixture, options);
}

/** Two arms of an Archimedean spiral, r = θ / 3π from half a turn to one and a half, with noise 0.02. */
export function spiral(options: PointOptions = {}): Dataset {
  return points('spiral', ['first arm', 'second arm'], options, (draws, out, at) => {
    const arm = draws.below(2);
    // The square root spreads the points evenly along the arm, whose length grows with θ².
    const angle = Math.PI * Math.sqrt(draws.between(1, 9));
    const radius = (angle / (3 * Math.PI)) * (arm === 0 ? 1 : -1);
    out[at] = radius * Math.cos(angle) + 0.02 * draws.normal();
    out[at + 1] = radius * Math.sin(angle) + 0.02 * draws.normal();
    return arm;
  });
}

/** Two interleaving half circles as scikit-learn's `make_moons` draws them, with noise 0.05. */
export function moons(options: PointOptions = {}): Dataset {
  return points('moons', ['outer', 'inner'], options, (draws, out, at) => {
    const moon = draws.below(2);
    const angle = draws.between(0, Math.PI);
    const x = moon === 0 ? Math.cos(angle) : 1 - Math.cos(angle);
    const y = moon === 0 ? Math.sin(angle) : 0.5 - Math.sin(angle);
    out[at] = x + 0.05 * draws.normal();
    out[at + 1] = y + 0.05 * draws.normal();
    return moon;
  });
}

function mixturePoints(name: string, mixture: Mixture, options: PointOptions): Dataset {
  const classes = mixture.centres.map(([x, y]) => `${shortNumber(x)},${shortNumber(y)}`);
  return points(name, classes, options, (draws, out, at) => {
    const mode = draws.below(mixture.centres.length);
    const [x, y] = mixture.centres[mode]!;
    out[at] = x + mixture.sigma * draws.normal();
    out[at + 1] = y + mixture.sigma * draws.normal();
    return mode;
  });
}

function shortNumber(value: number): string {
  return String(Math.round(value * 100) / 100 + 0);
}

/** Draws one point into `out[at], out[at + 1]` and returns its class. */
type DrawPoint = (draws: Draws, out: Float32Array, at: number) => number;

function points(name: string, classes: readonly string[], options: PointOptions, draw: DrawPoint): Dataset {
  const { seed = 0, split = 'train', count = 100_000 } = options;
  const shape = [2];
  return {
    name,
    count,
    shape,
    classes,
    kind: 'float32',
    fingerprint: `${name}-v1-${split}-seed${seed}`,
    async read(indices, out, { labels }: ReadOptions = {}) {
      assertReadable({ name, shape }, Number.MAX_SAFE_INTEGER, indices, out, labels);
      const draws = new Draws();
      for (let k = 0; k < indices.length; k++) {
        const label = draw(draws.restart(seed, indices[k]!, split === 'train' ? 1 : 2), out, 2 * k);
        if (labels) labels[k] = label;
      }
    },
    async close() {},
  };
}
