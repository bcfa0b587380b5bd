import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { Dataset } from '../dataset.ts';
import { openDataset } from '../open.ts';
import { digits } from './digits.ts';

const published = resolve(process.env.DUEL_DATA ?? '../shared/data');

async function take(dataset: Dataset, indices: readonly number[]) {
  const pixels = dataset.shape.reduce((a, b) => a * b);
  const out = new Float32Array(indices.length * pixels);
  const labels = new Int32Array(indices.length);
  await dataset.read(indices, out, { range: [0, 1], labels });
  return { out, labels, pixels };
}

const upTo = (n: number) => Array.from({ length: n }, (_, k) => k);

test('a digit depends on seed, split and index alone', async () => {
  const all = await take(digits({ seed: 3 }), upTo(20));
  const one = await take(digits({ seed: 3 }), [13]);
  expect(one.out).toEqual(all.out.subarray(13 * 784, 14 * 784));
  expect(one.labels[0]).toBe(all.labels[13]);
  expect((await take(digits({ seed: 4 }), [13])).out).not.toEqual(one.out);
  expect((await take(digits({ seed: 3, split: 'test' }), [13])).out).not.toEqual(one.out);
});

test('digits are white on black, inside the page, of all classes, no two alike', async () => {
  const n = 1000;
  const { out, labels } = await take(digits(), upTo(n));
  const drawings = new Set<string>();
  for (let k = 0; k < n; k++) {
    const page = out.subarray(k * 784, (k + 1) * 784);
    const ink = page.reduce((a, b) => a + b) / 784;
    expect(ink).toBeGreaterThan(0.015);
    expect(ink).toBeLessThan(0.4);
    expect(Math.max(...page)).toBe(1);
    expect(page[0]! + page[27]! + page[783]!).toBe(0);
    drawings.add(page.join());
  }
  expect(drawings.size).toBe(n);
  expect(new Set(labels).size).toBe(10);
});

test('draws at other sizes and in three channels', async () => {
  const small = await take(digits(), [0]);
  const large = await take(digits({ resolution: 64, channels: 3 }), [0]);
  expect(large.pixels).toBe(64 * 64 * 3);
  const mean = (values: Float32Array) => values.reduce((a, b) => a + b) / values.length;
  expect(mean(large.out)).toBeCloseTo(mean(small.out), 1);
  for (let k = 0; k < large.out.length; k += 3) expect(large.out[k]).toBe(large.out[k + 2]);
});

test.skipIf(!existsSync(join(published, 'mnist')))(
  'drawn digits teach a nearest neighbour to read real ones (skipped without DUEL_DATA)',
  async () => {
    const drawn = await take(digits({ seed: 1 }), upTo(2000));
    const mnist = await openDataset({ source: 'mnist', split: 'test' }, { dataFolder: published });
    const real = await take(mnist, upTo(200));
    let right = 0;
    for (let k = 0; k < 200; k++) {
      const label = drawn.labels[nearest(drawn.out, real.out.subarray(k * 784, (k + 1) * 784))];
      if (label === real.labels[k]) right++;
    }
    expect(right / 200).toBeGreaterThan(0.72);
  },
);

function nearest(pages: Float32Array, page: Float32Array): number {
  let best = Infinity;
  let found = -1;
  for (let k = 0; k < pages.length / 784; k++) {
    let distance = 0;
    for (let p = 0; p < 784 && distance < best; p++) distance += (pages[k * 784 + p]! - page[p]!) ** 2;
    if (distance < best) [best, found] = [distance, k];
  }
  return found;
}
