import sharp from 'sharp';
import { expect, test } from 'vitest';
import { resampler } from './resample.ts';

/** A smooth picture, of which it is known what lies between the pixels. */
const wave = (x: number, y: number) => 128 + 100 * Math.sin(0.4 * x) * Math.cos(0.3 * y);
const waves = (height: number, width: number) =>
  Uint8Array.from({ length: height * width }, (_, p) => wave(p % width, Math.floor(p / width)));

test.each([32, 64, 100])('enlarging 28 × 28 to %i interpolates, pixels being areas', (size) => {
  const to = { height: size, width: size, channels: 1 } as const;
  const result = resampler({ height: 28, width: 28, channels: 1 }, to, 'crop')(waves(28, 28));
  const place = (k: number) => ((k + 0.5) * 28) / size - 0.5;
  const inner = [...result.entries()].filter(([p]) =>
    [p % size, Math.floor(p / size)].every((k) => place(k) > 3 && place(k) < 24),
  );
  for (const [p, value] of inner)
    expect(Math.abs(value - wave(place(p % size), place(Math.floor(p / size))))).toBeLessThan(4);
});

test('shrinking agrees with libvips', async () => {
  const bytes = waves(48, 48);
  const raw = { raw: { width: 48, height: 48, channels: 1 } } as const;
  const theirs = await sharp(bytes, raw).resize(16, 16, { kernel: 'lanczos3' }).toColourspace('b-w').raw().toBuffer();
  const to = { height: 16, width: 16, channels: 1 } as const;
  const ours = resampler({ height: 48, width: 48, channels: 1 }, to, 'crop')(bytes);
  expect(Math.max(...ours.map((value, k) => Math.abs(value - theirs[k]!)))).toBeLessThanOrEqual(3);
});

test('the same size gives the same bytes; even areas stay even', () => {
  const bytes = waves(12, 12);
  const size = { height: 12, width: 12, channels: 1 } as const;
  expect(resampler(size, size, 'crop')(bytes)).toEqual(bytes);
  const grey = resampler({ height: 5, width: 9, channels: 3 }, { height: 7, width: 7, channels: 1 }, 'stretch');
  expect(new Set(grey(new Uint8Array(135).fill(90)))).toEqual(new Set([90]));
});

test('crops from the middle and pads with black', () => {
  // Columns 0 0 9 9 9 9 0 0: the middle square is all nines.
  const bytes = Uint8Array.from({ length: 32 }, (_, p) => (p % 8 >= 2 && p % 8 < 6 ? 9 : 0));
  const from = { height: 4, width: 8, channels: 1 } as const;
  const crop = resampler(from, { height: 4, width: 4, channels: 1 }, 'crop')(bytes);
  expect([...crop]).toEqual(new Array(16).fill(9));
  const pad = resampler(from, { height: 8, width: 8, channels: 3 }, 'pad')(new Uint8Array(32).fill(200));
  expect([pad[0], pad[3 * (8 * 1 + 4)], pad[3 * (8 * 2 + 4)], pad[3 * (8 * 6 + 4)]]).toEqual([0, 0, 200, 0]);
});
