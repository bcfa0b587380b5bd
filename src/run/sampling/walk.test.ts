import { describe, expect, it } from 'vitest';
import { codeSheet, codeValues, walkBetween } from './walk.ts';

const f = (...values: number[]) => Float32Array.from(values);
const close = (a: Float32Array, b: Float32Array) => {
  for (const [i, v] of a.entries()) expect(v).toBeCloseTo(b[i]!, 6);
};

describe('a sheet over a continuous code', () => {
  const codes = { discrete: [2], continuous: 2 };
  const rows = { shape: [2, 1], data: f(5, 6), told: f(1, 0, 0.1, 0.2, 0, 1, 0.3, 0.4) };

  it('has a row for each seed, in which that code alone changes', () => {
    const sheet = codeSheet(rows, codes, 1, [-1, 0, 1]);
    expect(sheet.shape).toEqual([6, 1]);
    close(sheet.data, f(5, 5, 5, 6, 6, 6));
    const row = (...seed: number[]) => [-1, 0, 1].flatMap((value) => [...seed, value]);
    close(sheet.told!, f(...row(1, 0, 0.1), ...row(0, 1, 0.3)));
    close(codeSheet(rows, codes, 0, [0.5]).told!, f(1, 0, 0.5, 0.2, 0, 1, 0.5, 0.4));
  });

  it('goes from -1 to 1, or there and back', () => {
    expect(codeValues(5, { closed: false })).toEqual([-1, -0.5, 0, 0.5, 1]);
    close(f(...codeValues(4, { closed: true })), f(-1, 0, 1, 0));
  });
});

it('is refused where no file can show it, before anything is made', async () => {
  const latents = () => {
    throw new Error('made');
  };
  const generator = { sampleShape: [8, 8, 1], latents } as never;
  const seeds = Array.from({ length: 1_000_000 }, (_, i) => i);
  const walk = (wish: object) => walkBetween(generator, { stops: seeds, frames: 60, format: 'gif', ...wish });
  await expect(walk({})).rejects.toThrow('a walk of 1,000,000 samples does not fit one file');
  await expect(walk({ code: 0 })).rejects.toThrow('1,000,000 rows of 60 pictures are too many for one file');
  const large = { sampleShape: [30_000, 30_000, 3], latents } as never;
  await expect(walkBetween(large, { stops: [0, 1], frames: 2000, format: 'gif' })).rejects.toMatchObject({
    ...{ code: 'device/memory', fix: 'take fewer --frames' },
    message: expect.stringMatching(/^this walk needs at least 27 TB of memory, .* for 2,000 pictures of 30000×30000$/),
  });
});
