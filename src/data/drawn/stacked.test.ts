import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDataset } from '../open.ts';
import { temporaryFolder } from '../pictures/folders.testing.ts';
import { inMemory } from '../storage/in-memory.ts';
import { stacked } from './stacked.ts';

/** Ten images of 2 by 2 whose four pixels tell which one it is: image d of class d. */
const ten = () =>
  inMemory({
    name: 'ten',
    shape: [2, 2, 1],
    stored: Uint8Array.from({ length: 40 }, (_, i) => 10 * Math.floor(i / 4) + (i % 4)),
    labels: Array.from({ length: 10 }, (_, i) => i),
    classes: [...'0123456789'],
    fingerprint: 'ten',
  });

const bytes = { range: [0, 255] } as const;

describe('three images stacked', () => {
  const indices = Array.from({ length: 3000 }, (_, i) => i);

  test('the channels are images of the classes that the label names', async () => {
    const dataset = stacked('s', ten(), { count: 100, stream: 1 });
    const out = new Float32Array(3000 * 12);
    const labels = new Int32Array(3000);
    await dataset.read(indices, out, { ...bytes, labels });
    expect([dataset.shape, dataset.classes.length, dataset.classes[407]]).toEqual([[2, 2, 3], 1000, '407']);
    const expected = indices.flatMap((i) => {
      const digits = [...String(labels[i]!).padStart(3, '0')].map(Number);
      return [0, 1, 2, 3].flatMap((pixel) => digits.map((digit) => 10 * digit + pixel));
    });
    expect([...out]).toEqual(expected);
    // independent and even: about 3 of each class, 300 of each digit in each channel
    expect(new Set(labels).size).toBeGreaterThan(930);
    for (const place of [100, 10, 1])
      for (let digit = 0; digit < 10; digit++) {
        const share = labels.filter((label) => Math.floor(label / place) % 10 === digit).length;
        expect(Math.abs(share - 300)).toBeLessThan(5 * Math.sqrt(3000 * 0.09));
      }
  });

  test('an example depends on seed, stream and index alone', async () => {
    const read = async (options: { seed?: number; stream: number }, which: number[]) => {
      const out = new Float32Array(which.length * 12);
      await stacked('s', ten(), { count: 100, ...options }).read(which, out, bytes);
      return [...out];
    };
    const some = await read({ stream: 1, seed: 7 }, [5, 2 ** 40, 5]);
    expect(some.slice(24)).toEqual(some.slice(0, 12));
    expect(await read({ stream: 1, seed: 7 }, [2 ** 40])).toEqual(some.slice(12, 24));
    const many = indices.slice(0, 20);
    expect(await read({ stream: 2, seed: 7 }, many)).not.toEqual(await read({ stream: 1, seed: 7 }, many));
    expect(await read({ stream: 1, seed: 8 }, many)).not.toEqual(await read({ stream: 1, seed: 7 }, many));
  });

  test('a larger resolution is a border', async () => {
    const [plain, padded] = [undefined, 5].map((resolution) =>
      stacked('s', ten(), { count: 100, stream: 1, ...(resolution && { resolution }) }),
    );
    expect(padded!.shape).toEqual([5, 5, 3]);
    const inner = new Float32Array(12);
    const out = new Float32Array(75).fill(Number.NaN);
    await plain!.read([9], inner);
    await padded!.read([9], out);
    const at = (x: number, y: number) => [...out.subarray((y * 5 + x) * 3, (y * 5 + x) * 3 + 3)];
    expect([at(1, 1), at(2, 1), at(1, 2), at(2, 2)].flat()).toEqual([...inner]);
    expect(out.filter((v) => v === -1)).toHaveLength(75 - 12);
    expect(() => stacked('s', ten(), { count: 100, stream: 1, resolution: 1 })).toThrow(/padded and never scaled/);
  });
});

const dataFolder = resolve(process.env.DUEL_DATA || '../shared/data');
const here = existsSync(join(dataFolder, 'mnist'));

test.skipIf(!here)('stacked-mnist holds digits of MNIST at any resolution (skipped without MNIST)', async () => {
  const context = { dataFolder, cacheFolder: temporaryFolder() };
  const dataset = await openDataset({ source: 'stacked-mnist', resolution: 32 }, context);
  const mnist = await openDataset({ source: 'mnist' }, context);
  expect(dataset.shape).toEqual([32, 32, 3]);
  const out = new Float32Array(32 * 32 * 3);
  const labels = new Int32Array(1);
  await dataset.read([12], out, { ...bytes, labels });
  const all = new Float32Array(60_000 * 784);
  const digits = new Int32Array(60_000);
  const indices = Array.from({ length: 60_000 }, (_, i) => i);
  await mnist.read(indices, all, { ...bytes, labels: digits });
  const found = [0, 1, 2].map((c) => {
    const crop = Array.from({ length: 784 }, (_, p) => out[((2 + Math.floor(p / 28)) * 32 + 2 + (p % 28)) * 3 + c]!);
    const index = indices.find((i) => crop.every((v, p) => v === all[i * 784 + p]!));
    return digits[index!];
  });
  expect(found.join('')).toBe(dataset.classes[labels[0]!]);
  await dataset.close();
  await mnist.close();
  const scaled = openDataset({ source: 'stacked-mnist', resolution: 64, fit: 'stretch' }, context);
  await expect(scaled).rejects.toMatchObject({ code: 'data/cannot-resize' });
});
