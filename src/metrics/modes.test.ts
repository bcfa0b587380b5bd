import { describe, expect, it } from 'vitest';
import { type Dataset, Draws, grid, gridMixture, type Mixture, ring, ringMixture } from '../data/embedded.ts';
import type { Judge } from './metric.ts';
import { channelsAsImages, klFromUniform, mixtureModes, modes, stackedTally } from './modes.ts';

/** Points `[x, y], …` as a batch. */
const points = (...xy: [number, number][]) => ({ shape: [xy.length, 2], data: Float32Array.from(xy.flat()) });

async function sampled(dataset: Dataset, n: number) {
  const data = new Float32Array(2 * n);
  await dataset.read(
    Array.from({ length: n }, (_, i) => i),
    data,
  );
  return { shape: [n, 2], data };
}

describe.each<[string, Dataset, Mixture]>([
  ['ring', ring({ seed: 3 }), ringMixture],
  ['grid', grid({ seed: 3 }), gridMixture],
])('samples of %s itself', (_, dataset, mixture) => {
  const n = 100_000;

  it('have what the distribution of a distance says', async () => {
    const coverage = mixtureModes(await sampled(dataset, n), mixture);
    const k = mixture.centres.length;
    // the square of a distance in sigmas is exponential with mean 2
    const within = 1 - Math.exp(-9 / 2);
    const share = 4 * Math.sqrt((within * (1 - within)) / n);
    expect(coverage.highQuality).toBeGreaterThan(within - share);
    expect(coverage.highQuality).toBeLessThan(within + share);
    // ∫ r³ exp(−r²/2) dr from 0 to 3 is 2 − 11 exp(−9/2), over two coordinates
    const deviation = Math.sqrt((2 - 11 * Math.exp(-9 / 2)) / (2 * within));
    expect(deviation).toBeCloseTo(0.9744, 4);
    expect(Math.abs(coverage.deviation / deviation - 1)).toBeLessThan(0.01);
    expect([coverage.modes, coverage.of]).toEqual([k, k]);
    // 2n·KL is chi-squared with k − 1 degrees of freedom
    const expected = (k - 1) / (2 * n);
    expect(coverage.klReverse).toBeGreaterThan(expected * 0.2);
    expect(coverage.klReverse).toBeLessThan(expected * 4);
    expect(coverage.counts.reduce((a, b) => a + b)).toBe(Math.round(coverage.highQuality * n));
  });
});

describe('points', () => {
  const two: Mixture = {
    centres: [
      [0, 0],
      [10, 0],
    ],
    sigma: 1,
  };

  it('count where they lie within 3 sigma of the nearest centre', () => {
    const coverage = mixtureModes(points([0, 2.9], [0, 3.1], [5, 0], [2, 2], [7.5, 0], [1, 0]), two);
    expect(coverage).toMatchObject({ modes: 2, of: 2, counts: [3, 1], highQuality: 4 / 6 });
    expect(coverage.deviation).toBeCloseTo(Math.sqrt((2.9 ** 2 + 8 + 2.5 ** 2 + 1) / 8), 6);
    // SciPy: entropy([3/4, 1/4], [1/2, 1/2])
    expect(coverage.klReverse).toBeCloseTo(0.13081203594113697, 12);
  });

  it('that are of one mode leave log K', () => {
    const coverage = mixtureModes(points([1, 0], [1, 0.02]), ringMixture);
    expect(coverage).toMatchObject({ modes: 1, of: 8, highQuality: 1, counts: [2, 0, 0, 0, 0, 0, 0, 0] });
    expect(coverage.klReverse).toBeCloseTo(Math.log(8), 12);
    expect(coverage.deviation).toBeCloseTo(1, 6);
  });

  it('that are nowhere leave nothing to measure', () => {
    const coverage = mixtureModes(points([5, 5], [Number.NaN, 0], [0, Number.POSITIVE_INFINITY]), two);
    expect(coverage).toEqual({
      modes: 0,
      of: 2,
      highQuality: 0,
      klReverse: Number.NaN,
      deviation: Number.NaN,
      counts: [0, 0],
    });
  });

  it('halfway between close modes belong to one of them', () => {
    const close: Mixture = {
      centres: [
        [0, 0],
        [1, 0],
      ],
      sigma: 1,
    };
    expect(mixtureModes(points([0.4, 0], [0.6, 0], [2, 0]), close).counts).toEqual([1, 2]);
  });
});

describe('KL from the uniform distribution', () => {
  it('is that of SciPy', () => {
    // entropy(c / c.sum(), [1/4] * 4)
    expect(klFromUniform([10, 20, 30, 40])).toBeCloseTo(0.10644013528622315, 12);
    expect(klFromUniform([0, 7, 0, 1])).toBeCloseTo(1.00952419986345, 12);
    expect(klFromUniform([5, 5, 5])).toBe(0);
  });

  it('of 26,000 even samples of 1,000 modes is about 999 / 52,000', () => {
    const draws = new Draws(1);
    const counts = new Array<number>(1000).fill(0);
    for (let i = 0; i < 26_000; i++) counts[draws.below(1000)]!++;
    const floor = 999 / 52_000;
    // chi-squared with 999 degrees of freedom: its deviation is sqrt(2 / 999) = 0.045 of its mean
    expect(Math.abs(klFromUniform(counts) / floor - 1)).toBeLessThan(0.15);
  });
});

describe('stacked images', () => {
  /** Reads the class from the first pixel, quite sure of it. */
  const judge: Judge = {
    shape: [2, 2, 1],
    classes: [...'0123456789'],
    async read({ shape, data }) {
      const probabilities = new Float32Array(shape[0]! * 10).fill(0.25 / 9);
      for (let i = 0; i < shape[0]!; i++) probabilities[i * 10 + data[i * 4]!] = 0.75;
      return probabilities;
    },
  };

  it('are cut into grey ones, the border away', () => {
    const data = Float32Array.from({ length: 2 * 4 * 4 * 3 }, (_, i) => i);
    const { shape, data: grey } = channelsAsImages({ shape: [2, 4, 4, 3], data }, [2, 2, 1]);
    expect(shape).toEqual([6, 2, 2, 1]);
    const at = (n: number, y: number, x: number, c: number) => ((n * 4 + y) * 4 + x) * 3 + c;
    expect([...grey.subarray(4, 8)]).toEqual([at(0, 1, 1, 1), at(0, 1, 2, 1), at(0, 2, 1, 1), at(0, 2, 2, 1)]);
    expect(grey[12]).toBe(at(1, 1, 1, 0));
  });

  it('count by the classes of their channels, over several batches', async () => {
    const tally = stackedTally(3, judge);
    /** Images of 2 by 2 whose channels are filled with these digits. */
    const images = (...digits: [number, number, number][]) => ({
      shape: [digits.length, 2, 2, 3],
      data: Float32Array.from(digits.flatMap((d) => [...d, ...d, ...d, ...d])),
    });
    await tally.add(images([4, 0, 7], [0, 0, 0]));
    await tally.add(images([4, 0, 7], [9, 9, 9]));
    const { counts, ...rest } = tally.result();
    expect([counts[407], counts[0], counts[999], counts.length]).toEqual([2, 1, 1, 1000]);
    expect(rest).toMatchObject({ modes: 3, of: 1000, confidence: 0.75 });
    // three modes of shares 1/2, 1/4, 1/4: log 1000 − 1.5 log 2
    expect(rest.klReverse).toBeCloseTo(Math.log(1000) - 1.5 * Math.log(2), 12);
  });
});

describe('the metric', () => {
  const facts = { source: 'x', classes: [], range: [-1, 1], isDrawn: false } as const;
  const ringModes = { type: 'mixture', ...ringMixture } as const;
  const stackModes = { type: 'stacked', source: 'mnist', shape: [28, 28, 1], classes: ['0'], channels: 3 } as const;

  it('means something where the modes are known and the samples can show them', () => {
    const n = (shape: number[], known?: typeof ringModes | typeof stackModes) =>
      modes.demand({ ...facts, shape, modes: known })?.n;
    expect(n([2], ringModes)).toBe(2500);
    expect(n([28, 28, 3], stackModes)).toBe(26_000);
    expect(n([32, 32, 3], stackModes)).toBe(26_000);
    expect([n([2]), n([3], ringModes), n([28, 28, 1], stackModes), n([16, 16, 3], stackModes)]).toEqual(
      new Array(4).fill(undefined),
    );
  });

  it('shows what it gives', () => {
    const rows = modes.show(mixtureModes(points([1, 0], [5, 5]), ringMixture));
    expect(rows).toEqual([
      ['modes', '1 of 8'],
      ['high quality', '50.0 %'],
      ['reverse KL', '2.079'],
      ['deviation', '0.000 sigma'],
    ]);
  });
});
