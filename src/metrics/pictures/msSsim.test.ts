import { describe, expect, it } from 'vitest';
import type { Batch } from '../metric.ts';
import { recorded } from '../recorded.testing.ts';
import { channelsOf, shareOf } from './channels.ts';
import { DiversityTally } from './diversity.ts';
import { msSsim, scalesOf } from './msSsim.ts';
import { pictures } from './pictures.testing.ts';

const at = (batch: Batch, i: number) => channelsOf(batch, i, (x) => x);

describe('MS-SSIM', () => {
  it.each(recorded.msSsim)('is that of piq, pytorch-msssim and torch: $sets, $scales scales', (of) => {
    const [a, b] = [pictures(...of.sets[0]), pictures(...of.sets[1])];
    expect(scalesOf(Math.min(a.shape[1]!, a.shape[2]!))).toHaveLength(of.scales);
    of.torch.forEach((want, i) => {
      const got = msSsim(at(a, i), at(b, i));
      expect(got / want).toBeCloseTo(1, 10);
      if (of.piq) expect(got / of.piq[i]!).toBeCloseTo(1, 10);
      // its window is of float32
      if (of.pytorchMsssim) expect(got / of.pytorchMsssim[i]!).toBeCloseTo(1, 6);
    });
  });

  it('takes the scales that the window fits into', () => {
    expect([11, 16, 22, 28, 32, 64, 128, 161, 1024].map((side) => scalesOf(side).length)).toEqual([
      1, 1, 2, 2, 2, 3, 4, 5, 5,
    ]);
    expect(scalesOf(1024)).toEqual([0.0448, 0.2856, 0.3001, 0.2363, 0.1333].map((x) => expect.closeTo(x / 1.0001, 12)));
    expect(scalesOf(64).reduce((x, y) => x + y)).toBeCloseTo(1, 12);
    expect(() => scalesOf(10)).toThrow(expect.objectContaining({ code: 'metrics/too-small' }));
  });

  it('of equal pictures is 1, of a picture and its negative 0', () => {
    const one = pictures('a', 1, 32, 32, 3, 0.75);
    expect(msSsim(at(one, 0), at(one, 0))).toBeCloseTo(1, 12);
    expect(msSsim(at(one, 0), at({ ...one, data: one.data.map((x) => 1 - x) }, 0))).toBe(0);
    const flat = { shape: [1, 16, 16, 1], data: new Float32Array(256).fill(0.3) };
    expect(msSsim(at(flat, 0), at(flat, 0))).toBe(1);
  });
});

describe('diversity', () => {
  const measured = (batches: readonly Batch[], options: { seed: number; pairs?: number } = { seed: 1 }) => {
    const tally = new DiversityTally([0, 1], options);
    for (const batch of batches) tally.add(batch);
    return tally.result();
  };

  it('is the mean of pairs, however pictures are cut into batches', () => {
    const all = pictures('a', 12, 16, 16, 1);
    const part = (from: number, to: number) => ({
      shape: [to - from, 16, 16, 1],
      data: all.data.subarray(from * 256, to * 256),
    });
    const whole = measured([all]);
    expect(whole.pairs).toBe(11);
    expect(measured([part(0, 1), part(1, 8), part(8, 12)])).toEqual(whole);
    const pairs = Array.from({ length: 12 }, (_, i) =>
      Array.from({ length: i }, (_, j) => msSsim(at(all, i), at(all, j))),
    ).flat();
    expect(Math.abs(whole.msSsim - pairs.reduce((x, y) => x + y) / pairs.length)).toBeLessThan(5 * whole.error);
    expect(measured([all], { seed: 1, pairs: 4 }).pairs).toBe(4);
  });

  it('is 1 of one picture again and again, without spread', () => {
    const { data } = pictures('a', 1, 16, 16, 3);
    const same = { shape: [300, 16, 16, 3], data: Float32Array.from({ length: 300 * 768 }, (_, k) => data[k % 768]!) };
    const got = measured([same]);
    expect(got).toMatchObject({ msSsim: expect.closeTo(1, 12), error: expect.closeTo(0, 12), pairs: 299 });
  });

  it('pairs every picture with earlier ones alike, though few are kept', () => {
    // black and white by turns: pairs of consecutive ones would never be equal
    const n = 2000;
    const turns = {
      shape: [n, 11, 11, 1],
      data: Float32Array.from({ length: n * 121 }, (_, k) => Math.floor(k / 121) % 2),
    };
    const got = measured([turns], { seed: 1, pairs: n });
    // equal ones give 1, the others c₁/(1 + c₁)
    expect(Math.abs(got.msSsim - 0.5)).toBeLessThan(4 * got.error);
    expect(got.error).toBeCloseTo(0.5 / Math.sqrt(n), 3);
  });

  it('refuses one picture, small ones, points, others than before, and NaN', () => {
    const refusal = (...batches: Batch[]) => {
      try {
        return measured(batches);
      } catch (e) {
        return (e as { code: string }).code;
      }
    };
    const gray = (n: number, side: number, value = 0.5) => ({
      shape: [n, side, side, 1],
      data: new Float32Array(n * side * side).fill(value),
    });
    expect(refusal()).toBe('metrics/too-few');
    expect(refusal(gray(1, 16))).toBe('metrics/too-few');
    expect(refusal(gray(2, 8))).toBe('metrics/too-small');
    expect(refusal({ shape: [4, 2], data: new Float32Array(8) })).toBe('metrics/pictures');
    expect(refusal(gray(2, 16), gray(2, 18))).toBe('metrics/pictures');
    expect(refusal(gray(2, 16, Number.NaN))).toBe('metrics/not-finite');
    expect(measured([gray(2, 16)])).toMatchObject({ pairs: 1, error: 0, msSsim: 1 });
  });

  it('clips what lies beyond the range', () => {
    expect([-3, -1, 0, 1, 2].map(shareOf([-1, 1]))).toEqual([0, 0, 0.5, 1, 1]);
  });
});
