import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random/stream.ts';
import {
  constantOf,
  fansOf,
  type Initializer,
  initialize,
  initializerSchema,
  orthogonal,
  randomNormal,
  randomUniform,
  truncatedNormal,
  varianceScaling,
} from './index.ts';

const stream = () => new RandomStream(11, 'initializers');
const shape = [3, 3, 40, 60];
// Keras: 9 · 40 in, 9 · 60 out
const [fanIn, fanOut] = [360, 540];

interface Expected {
  readonly mean?: number;
  readonly variance: number;
  /** No value is further from the mean, and the largest come near. */
  readonly limit?: number;
}
const uniform = (scale: number, fan: number): Expected => ({
  variance: scale / fan,
  limit: Math.sqrt((3 * scale) / fan),
});
const truncated = (scale: number, fan: number): Expected => ({
  variance: scale / fan,
  limit: (2 * Math.sqrt(scale / fan)) / 0.8796256610342398,
});

const rows: readonly (readonly [Initializer, Expected])[] = [
  ['glorotUniform', uniform(1, (fanIn + fanOut) / 2)],
  ['glorotNormal', truncated(1, (fanIn + fanOut) / 2)],
  ['heUniform', uniform(2, fanIn)],
  ['heNormal', truncated(2, fanIn)],
  ['lecunUniform', uniform(1, fanIn)],
  ['lecunNormal', truncated(1, fanIn)],
  // a unit normal cut at ±2 has the variance 0.7737 (Johnson, Kotz and Balakrishnan 1994)
  ['truncatedNormal', { variance: 0.7737413 * 0.05 ** 2, limit: 0.1 }],
  [truncatedNormal(0.5, 3), { mean: 3, variance: 0.7737413 * 0.5 ** 2, limit: 1 }],
  ['randomNormal', { variance: 0.05 ** 2 }],
  [randomNormal(0.02, 1), { mean: 1, variance: 0.02 ** 2 }],
  ['randomUniform', { variance: 0.1 ** 2 / 12, limit: 0.05 }],
  [randomUniform(1, 3), { mean: 2, variance: 4 / 12, limit: 1 }],
  [varianceScaling({ scale: 1 / 3, distribution: 'uniform' }), uniform(1 / 3, fanIn)],
  [varianceScaling({ scale: 2, mode: 'fanOut', distribution: 'normal' }), { variance: 2 / fanOut }],
  ['zeros', { variance: 0 }],
  ['ones', { mean: 1, variance: 0 }],
  [constantOf(0.25), { mean: 0.25, variance: 0 }],
];

describe.each(rows.map(([initializer, expected]) => ({ initializer, expected })))(
  '$initializer',
  ({ initializer, expected }) => {
    it('has its mean, variance and limit', () => {
      const values = initialize(initializer, shape, undefined, stream());
      const n = values.length;
      const mean = values.reduce((s, x) => s + x, 0) / n;
      const variance = values.reduce((s, x) => s + (x - mean) ** 2, 0) / n;
      const centre = expected.mean ?? 0;
      // four standard errors; that of a variance is at most σ² √(2/n) for these distributions
      expect(Math.abs(mean - centre)).toBeLessThanOrEqual(4 * Math.sqrt(expected.variance / n) + 1e-7);
      expect(Math.abs(variance - expected.variance)).toBeLessThanOrEqual(4 * expected.variance * Math.sqrt(2 / n));
      if (expected.limit === undefined) return;
      const furthest = values.reduce((m, x) => Math.max(m, Math.abs(x - centre)), 0);
      expect(furthest).toBeLessThanOrEqual(expected.limit * (1 + 1e-6));
      expect(furthest).toBeGreaterThan(0.98 * expected.limit);
    });

    it('depends on the stream alone, and is JSON', () => {
      expect(initializerSchema.parse(JSON.parse(JSON.stringify(initializer)))).toEqual(initializer);
      const draw = () => initialize(initializer, [3, 5], undefined, stream());
      expect(draw()).toEqual(draw());
    });
  },
);

it.each([[[5, 3]], [[3, 5]], [[4, 4]], [[2, 3, 2, 7]]])('orthogonal %j has orthonormal columns or rows', (s) => {
  const columns = s[s.length - 1]!;
  const values = initialize(orthogonal(2), s, undefined, stream());
  const rowCount = values.length / columns;
  const tall = rowCount >= columns;
  const at = (vector: number, i: number) => values[tall ? i * columns + vector : vector * columns + i]!;
  const [vectors, length] = tall ? [columns, rowCount] : [rowCount, columns];
  for (let a = 0; a < vectors; a++)
    for (let b = 0; b < vectors; b++) {
      let dot = 0;
      for (let i = 0; i < length; i++) dot += at(a, i) * at(b, i);
      expect(dot).toBeCloseTo(a === b ? 4 : 0, 5);
    }
});

it('orthogonal needs a matrix', () => {
  expect(() => initialize('orthogonal', [4], undefined, stream())).toThrow(/two axes/);
});

it('fans follow Keras, and may be given', () => {
  expect(fansOf([])).toEqual({ in: 1, out: 1 });
  expect(fansOf([7])).toEqual({ in: 7, out: 7 });
  expect(fansOf([4, 6])).toEqual({ in: 4, out: 6 });
  expect(fansOf([5, 5, 3, 64])).toEqual({ in: 75, out: 1600 });
  const values = initialize('lecunUniform', [1000], { in: 3, out: 1 }, stream());
  expect(Math.max(...values)).toBeGreaterThan(0.98);
});
