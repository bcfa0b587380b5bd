import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LikenessTally } from './likeness.ts';

interface Case {
  readonly shape: [number, number, number];
  readonly made: number[];
  readonly target: number[];
  readonly l1: number;
  readonly psnr: number;
  readonly ssim: number;
}
const cases: Case[] = JSON.parse(readFileSync('test/fixtures/likeness.json', 'utf8'));
/** Bytes as they are trained on. */
const scaled = (shape: readonly number[], bytes: readonly number[]) => ({
  shape: [1, ...shape],
  data: Float32Array.from(bytes, (byte) => byte / 127.5 - 1),
});

describe('likeness', () => {
  it.each(cases)('of pictures $shape is what scikit-image gives', ({ shape, made, target, ...wanted }) => {
    const tally = new LikenessTally([-1, 1]);
    tally.add(scaled(shape, made), scaled(shape, target));
    const { l1, psnr, ssim } = tally.result();
    expect(l1).toBeCloseTo(wanted.l1, 6);
    expect(psnr).toBeCloseTo(wanted.psnr, 4);
    expect(ssim).toBeCloseTo(wanted.ssim, 6);
  });

  it('is the mean over pictures, clips what lies beyond the range, and has a bound for equal ones', () => {
    const { shape, target } = cases[0]!;
    const tally = new LikenessTally([-1, 1]);
    const white = target.map(() => 255);
    tally.add(scaled(shape, target), scaled(shape, target));
    tally.add({ shape: [1, ...shape], data: new Float32Array(target.length).fill(3) }, scaled(shape, white));
    expect(tally.result()).toEqual({ l1: 0, psnr: 100, ssim: 1 });
    expect(new LikenessTally([0, 1]).result().l1).toBeNaN();
  });

  it('has no structural similarity for pictures smaller than its window', () => {
    const tally = new LikenessTally([0, 1]);
    const small = { shape: [1, 4, 4, 1], data: new Float32Array(16) };
    tally.add(small, small);
    expect(tally.result().ssim).toBeNaN();
  });
});
