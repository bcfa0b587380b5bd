import { describe, expect, it } from 'vitest';
import type { Rows } from '../linear/rows.ts';
import { recorded } from '../recorded.testing.ts';
import { features } from './features.testing.ts';
import { memorisation, nearestAmong, nearestFew } from './neighbours.ts';
import { twoSampleTest } from './twoSamples.ts';

describe('the test of copying', () => {
  it("is scipy's test of scikit-learn's distances", async () => {
    const { sets, u, p, medians, indices } = recorded.memorisation;
    const [samples, heldOut, training] = sets.map((set) => features(...set)) as [Rows, Rows, Rows];
    const got = await memorisation(samples, heldOut, training);
    expect(got.nearer).toBeCloseTo(1 - u / (samples.n * heldOut.n), 12);
    expect(got.p / p).toBeCloseTo(1, 9);
    expect(got.sampleMedian).toBeCloseTo(medians[0], 12);
    expect(got.heldOutMedian).toBeCloseTo(medians[1], 12);
    expect([...got.nearest.indices]).toEqual(indices);
  });

  it('finds copies, and not new draws', async () => {
    const [training, heldOut] = [features('c', 300, 4), features('b', 100, 4)];
    const copies: Rows = { n: 100, width: 4, data: training.data.map((x, k) => x + 1e-4 * (k % 7)).slice(0, 400) };
    const copied = await memorisation(copies, heldOut, training);
    expect(copied.nearer).toBeGreaterThan(0.95);
    expect(copied.z).toBeLessThan(-5);
    expect([...copied.nearest.indices]).toEqual([...Array(100).keys()]);
    const fresh = await memorisation(features('a', 100, 4), heldOut, training);
    expect(fresh.p).toBeGreaterThan(0.01);
    expect(fresh.p).toBeLessThan(0.99);
  });

  it('takes one of each, and equal ones, and refuses none', async () => {
    const one: Rows = { n: 1, width: 2, data: Float32Array.of(0.1, 0.2) };
    expect(await memorisation(one, one, one)).toMatchObject({ nearer: 0.5, z: 0, p: 0.5, sampleMedian: 0 });
    const none: Rows = { n: 0, width: 2, data: new Float32Array(0) };
    await expect(memorisation(one, none, one)).rejects.toMatchObject({ where: 'held-out examples' });
    await expect(nearestAmong(one, none)).rejects.toMatchObject({ code: 'metrics/too-few', where: 'examples' });
    expect((await nearestAmong(none, one)).indices).toHaveLength(0);
    await expect(nearestAmong(one, features('a', 3, 3))).rejects.toMatchObject({ code: 'metrics/widths' });
  });
});

describe('the two-sample test', () => {
  it('counts right decisions against coins', () => {
    const of = (samplesRight: number, realsRight: number, n = 1000) =>
      twoSampleTest({ samples: n, samplesRight, reals: n, realsRight });
    expect(of(500, 500)).toEqual({ accuracy: 0.5, p: expect.closeTo(0.509, 3) });
    // the last of them are the recorded 1060 and 1900 of 2000
    expect(of(530, 530).p).toBeCloseTo(0.00392, 4);
    expect(of(900, 1000)).toEqual({ accuracy: 0.95, p: expect.closeTo(0, 100) });
    // one that calls everything a sample knows nothing
    expect(of(1000, 0).accuracy).toBe(0.5);
    expect(of(1, 1, 1)).toEqual({ accuracy: 1, p: 0.25 });
  });

  it('refuses nothing, and unequal numbers', () => {
    expect(() => twoSampleTest({ samples: 0, samplesRight: 0, reals: 0, realsRight: 0 })).toThrow(
      expect.objectContaining({ code: 'metrics/too-few' }),
    );
    expect(() => twoSampleTest({ samples: 10, samplesRight: 5, reals: 20, realsRight: 5 })).toThrow(
      expect.objectContaining({ code: 'metrics/uneven' }),
    );
  });
});

it('the nearest few begin with the nearest, and are sorted', async () => {
  const [rows, among] = [features('a', 5, 7), features('b', 60, 7)];
  const { indices, distances } = await nearestAmong(rows, among);
  for (let i = 0; i < rows.n; i++) {
    const few = nearestFew(rows, i, among, 3);
    expect(few.indices[0]).toBe(indices[i]);
    expect(few.distances[0]).toBeCloseTo(distances[i]!, 6);
    expect(few.distances).toEqual([...few.distances].sort((a, b) => a - b));
    expect(nearestFew(rows, i, among, 100).indices).toHaveLength(60);
  }
});
