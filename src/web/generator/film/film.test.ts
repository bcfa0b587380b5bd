import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodeGif } from './gif.ts';
import { joinWebp } from './webp.ts';

const [width, height] = [37, 23];
/** Pictures of so many colours that change from one to the next. */
const pictures = (count: number, value: (p: number, c: number, f: number) => number) =>
  Array.from({ length: count }, (_, f) =>
    Uint8ClampedArray.from({ length: 4 * width * height }, (_, k) => (k % 4 === 3 ? 255 : value(k >> 2, k % 4, f))),
  );
const decoded = async (bytes: Uint8Array) => {
  const { pages, delay, loop } = await sharp(bytes, { animated: true }).metadata();
  const { data } = await sharp(bytes, { animated: true }).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { pages, delay, loop, data };
};
const worst = (data: Uint8Array, frames: readonly Uint8ClampedArray[]) =>
  Math.max(
    ...frames.map((frame, f) =>
      frame.reduce((most, v, k) => Math.max(most, Math.abs(v - data[f * frame.length + k]!)), 0),
    ),
  );

describe('a film that libvips reads', () => {
  it.each([
    ['two colours', (p: number, _: number, f: number) => ((p + f) % 3 === 0 ? 255 : 0)],
    ['256 greys', (p: number, _: number, f: number) => (p * 7 + f * 31) % 256],
  ])('GIF of %s, pixel by pixel', async (_, value) => {
    const frames = pictures(5, value);
    const { pages, delay, loop, data } = await decoded(encodeGif(frames, width, height, 4));
    expect([pages, delay, loop]).toEqual([5, [40, 40, 40, 40, 40], 0]);
    expect(worst(data, frames)).toBe(0);
  });

  it('GIF of a picture that fills its code table many times', async () => {
    const side = 300;
    let seed = 1;
    const noisy = Uint8ClampedArray.from({ length: 4 * side * side }, (_, k) => {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff;
      return k % 4 === 3 ? 255 : ((seed >> 20) & 3) * 80;
    });
    const { data } = await sharp(encodeGif([noisy], side, side, 10))
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(Buffer.compare(data, Buffer.from(noisy))).toBe(0);
  });

  it('GIF of many colours, near to them', async () => {
    const frames = pictures(3, (p, c, f) => [(p % width) * 6, Math.floor(p / width) * 11, 40 * f + ((p * 3) % 20)][c]!);
    const { data } = await decoded(encodeGif(frames, width, height, 5));
    const mean =
      frames.reduce(
        (sum, frame, f) => sum + frame.reduce((s, v, k) => s + Math.abs(v - data[f * frame.length + k]!), 0),
        0,
      ) / data.length;
    expect(mean).toBeLessThan(6);
  });

  it('WebP, pixel by pixel', async () => {
    const frames = pictures(4, (p, c, f) => (p * (c + 1) + 50 * f) % 256);
    const stills = await Promise.all(
      frames.map((frame) =>
        sharp(frame, { raw: { width, height, channels: 4 } })
          .webp({ lossless: true })
          .toBuffer(),
      ),
    );
    const { pages, delay, loop, data } = await decoded(joinWebp(stills, width, height, 50));
    expect([pages, delay, loop]).toEqual([4, [50, 50, 50, 50], 0]);
    expect(worst(data, frames)).toBe(0);
  });
});
