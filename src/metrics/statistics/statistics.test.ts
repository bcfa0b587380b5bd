import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../random/stream.ts';
import { recorded } from '../recorded.testing.ts';
import { headsAtLeast } from './binomial.ts';
import { mannWhitney } from './mannWhitney.ts';
import { normalBelow } from './normal.ts';

/** p-values to their leading digits, however small they are. */
const ratio = (got: number, want: number) => (want === 0 ? got : got / want - 1);

describe("scipy's values", () => {
  it.each(recorded.normal)('of the normal distribution up to %d', (z, p) => {
    expect(ratio(normalBelow(z), p)).toBeCloseTo(0, 11);
  });

  it.each(recorded.binomial)('of %i heads or more of %i', (k, n, p) => {
    expect(ratio(headsAtLeast(k, n), p)).toBeCloseTo(0, 9);
  });

  it.each(recorded.mannWhitney)("of Mann and Whitney's test with $n and $m numbers of $steps values", (of) => {
    const numbers = (name: string, n: number, by: number) => {
      const random = new RandomStream(2, name);
      return Float64Array.from({ length: n }, () => Math.floor(random.uniform() * of.steps) + by);
    };
    const got = mannWhitney(numbers('x', of.n, 0), numbers('y', of.m, of.by));
    expect(got.u).toBe(of.u);
    expect(ratio(got.p, of.p)).toBeCloseTo(0, 9);
  });
});

describe("Mann and Whitney's test", () => {
  it('of equal numbers finds nothing, and refuses none', () => {
    expect(mannWhitney(Float64Array.of(2, 2), Float64Array.of(2))).toEqual({ u: 1, z: 0, p: 0.5 });
    expect(() => mannWhitney(Float64Array.of(1), new Float64Array(0))).toThrow(
      expect.objectContaining({ code: 'metrics/too-few' }),
    );
  });
});
