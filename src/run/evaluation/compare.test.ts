import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { npy } from '../../data/arrays/npy.testing.ts';
import { ring } from '../../data/embedded.ts';
import { compare } from './compare.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-compare-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Points of the ring, moved. */
async function points(name: string, from: number, n: number, [x, y]: readonly [number, number]): Promise<string> {
  const data = new Float32Array(2 * n);
  await ring().read(
    Array.from({ length: n }, (_, i) => from + i),
    data,
  );
  const path = join(folder, name);
  writeFileSync(path, npy('<f4', [n, 2], new Uint8Array(data.map((v, i) => v + (i % 2 === 0 ? x : y)).buffer)));
  return path;
}

it('samples of anything are held beside real ones', async () => {
  const real = await points('real.npy', 0, 1200, [0, 0]);
  const like = await compare(await points('like.npy', 5000, 1000, [0, 0]), real, { require: ['w1<0.2', 'mmd<0.01'] });
  expect(Object.keys(like.metrics)).toEqual(['wasserstein', 'mmd']);
  expect([like.met, like.notes]).toEqual([true, []]);
  expect(like.measured.wasserstein).toMatchObject({ n: 1000, reals: { n: 1200, of: 'real.npy' } });
  // a shift moves every point as far, in units of the real ones' scale, 1.02 of which are 1 here
  const moved = await compare(await points('moved.npy', 5000, 1000, [3, 4]), real, { metrics: ['wasserstein'] });
  const { w1, w2 } = moved.metrics.wasserstein as Record<string, number>;
  expect(w2! / w1!).toBeCloseTo(1, 2);
  expect(w2).toBeGreaterThan(4);
  const both = await compare(real, real, { metrics: ['wasserstein', 'mmd'], n: 1200 });
  // drawn in another order, but the same
  expect(both.metrics.wasserstein!.w1).toBeCloseTo(0, 5);
}, 60_000);

it('says what does not fit', async () => {
  const real = await points('real.npy', 0, 50, [0, 0]);
  const wide = join(folder, 'wide.npy');
  writeFileSync(wide, npy('<f4', [50, 3], new Uint8Array(600)));
  await expect(compare(wide, real)).rejects.toMatchObject({ code: 'eval/shapes' });
  await expect(compare(real, real, { n: 60 })).rejects.toMatchObject({ code: 'eval/too-few' });
  await expect(compare('nowhere', real)).rejects.toMatchObject({ code: 'data/not-found' });
});
