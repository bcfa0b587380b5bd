import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../random/stream.ts';
import type { Batch } from '../metric.ts';
import { recorded } from '../recorded.testing.ts';
import { channelsOf } from './channels.ts';
import { pictures } from './pictures.testing.ts';
import { laplacianPyramid, levelsOf } from './pyramid.ts';
import { PatchTally, slicedWasserstein } from './slicedWasserstein.ts';
import { sortFloats } from './sort.ts';

const tallied = (seed: number, ...batches: Batch[]) => {
  const tally = new PatchTally({ seed });
  for (const batch of batches) tally.add(batch);
  return tally;
};

describe('the sliced Wasserstein distance', () => {
  it.each(recorded.slicedWasserstein)(
    "is that of progressive growing's code: $sets",
    async ({ sets, seed, ...want }) => {
      const [a, b] = sets.map((set) => tallied(seed, pictures(...set))) as [PatchTally, PatchTally];
      const told: string[] = [];
      const got = await slicedWasserstein(a, b, { seed, onProgress: (done, of) => told.push(`${done}/${of}`) });
      expect(got.levels).toHaveLength(want.levels.length);
      got.levels.forEach(({ distance }, k) => {
        // projections are sorted as float32
        expect(distance / want.levels[k]!).toBeCloseTo(1, 7);
      });
      expect(got.mean / want.mean).toBeCloseTo(1, 7);
      expect(told.at(-1)).toBe(`${told.length}/${told.length}`);
    },
  );

  it('does not depend on batches, on brightness or on contrast, and is 0 of equal sets', async () => {
    const all = pictures('a', 3, 32, 32, 1);
    const part = (from: number, to: number) => ({
      shape: [to - from, 32, 32, 1],
      data: all.data.subarray(from * 1024, to * 1024),
    });
    const bright = { ...all, data: all.data.map((x) => 2 * x - 1) };
    const whole = tallied(1, all);
    expect((await slicedWasserstein(whole, tallied(1, part(0, 2), part(2, 3)), { seed: 2 })).mean).toBe(0);
    // patches are float32
    expect((await slicedWasserstein(whole, tallied(1, bright), { seed: 2 })).mean).toBeLessThan(1e-3);
    const other = await slicedWasserstein(whole, tallied(1, pictures('b', 3, 32, 32, 1, 0.9)), { seed: 2 });
    expect(other.mean).toBeGreaterThan(10);
    expect(other.levels.map(({ height }) => height)).toEqual([32, 16]);
  });

  it('of pictures of one value is finite', async () => {
    const flat = { shape: [2, 16, 16, 1], data: new Float32Array(512).fill(0.1) };
    expect((await slicedWasserstein(tallied(1, flat), tallied(1, flat), { seed: 1 })).mean).toBe(0);
    const { mean } = await slicedWasserstein(tallied(1, flat), tallied(1, pictures('a', 2, 16, 16, 1)), { seed: 1 });
    expect(mean).toBeGreaterThan(100);
  });

  it('refuses none, unequal numbers or sizes, small pictures, and NaN', async () => {
    const code = (a: PatchTally, b: PatchTally) => slicedWasserstein(a, b, { seed: 1 }).catch((e) => e.code);
    const one = tallied(1, pictures('a', 1, 16, 16, 1));
    expect(await code(tallied(1), tallied(1))).toBe('metrics/too-few');
    expect(await code(one, tallied(1, pictures('a', 2, 16, 16, 1)))).toBe('metrics/uneven');
    expect(await code(one, tallied(1, pictures('a', 1, 16, 16, 3)))).toBe('metrics/pictures');
    expect(() => tallied(1, pictures('a', 1, 6, 16, 1))).toThrow(
      expect.objectContaining({ code: 'metrics/too-small' }),
    );
    const nan = { shape: [1, 8, 8, 1], data: new Float32Array(64).fill(Number.NaN) };
    expect(() => tallied(1, nan)).toThrow(expect.objectContaining({ code: 'metrics/not-finite', where: 'picture 0' }));
  });
});

describe('pyramids', () => {
  it.each([
    [16, 16, 1],
    [28, 28, 1],
    [32, 32, 2],
    [37, 50, 2],
    [64, 64, 3],
    [128, 70, 3],
  ])('of %i × %i have %i levels, down to 16', (height, width, count) => {
    expect(levelsOf(height, width)).toHaveLength(count);
    const levels = laplacianPyramid(channelsOf(pictures('a', 1, height, width, 1), 0, (x) => x));
    expect(levels.map((level) => [level.height, level.width])).toEqual(levelsOf(height, width));
    // what a level of one value leaves is nothing
    const flat = { shape: [1, height, width, 1], data: new Float32Array(height * width).fill(3) };
    const [first, ...rest] = laplacianPyramid(channelsOf(flat, 0, (x) => x)).toReversed();
    expect([...new Set(first!.channels[0])]).toEqual([expect.closeTo(3, 12)]);
    for (const { channels } of rest) for (const x of channels[0]!) expect(Math.abs(x)).toBeLessThan(1e-12);
  });
});

it('numbers are sorted as by sort()', () => {
  const random = new RandomStream(1, 'sort');
  for (const n of [0, 1, 2, 5000]) {
    const values = Float32Array.from({ length: n }, (_, k) => (random.uniform() - 0.5) * 10 ** (k % 30));
    if (n > 2) values.set([0, -1e-45, 1e-45, 3e38, -3e38, 2, 2]);
    expect([...sortFloats(values.slice())]).toEqual([...values.slice().sort()]);
  }
});
