import { describe, expect, it } from 'vitest';
import { recorded } from '../recorded.testing.ts';
import { features } from './features.testing.ts';
import { votedApart } from './neighbourVotes.ts';

describe('the two-sample test of nearest neighbours', () => {
  it.each(recorded.votes)("is scikit-learn's classifier and scipy's test: $sets", async ({ sets, k, accuracy, p }) => {
    const found = await votedApart(features(...sets[0]), features(...sets[1]));
    expect(found.k).toBe(k);
    expect(found.accuracy).toBeCloseTo(accuracy, 12);
    expect(found.p / p).toBeCloseTo(1, 9);
  });

  it('tells what is far apart, takes equal rows for either, and wants four of each', async () => {
    const reals = features('b', 200, 4);
    const far = await votedApart(features('a', 200, 4, 1, 50), reals);
    expect(far).toMatchObject({ accuracy: 1, n: 100 });
    expect(far.p).toBeLessThan(1e-50);
    const constant = { n: 40, width: 3, data: new Float32Array(120).fill(1) };
    const alike = await votedApart(constant, constant);
    expect(alike.accuracy).toBe(0.5);
    expect(alike.p).toBeGreaterThan(0.5);
    await expect(votedApart(features('a', 3, 4), reals)).rejects.toMatchObject({ code: 'metrics/too-few' });
  });
});
