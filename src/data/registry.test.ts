import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { type Dataset, exampleSize } from './dataset.ts';
import { openDataset } from './open.ts';
import { temporaryFolder } from './pictures/folders.testing.ts';
import { makeZip } from './pictures/zip.testing.ts';
import { datasets } from './registry.ts';

const published = resolve(process.env.DUEL_DATA ?? '../shared/data');
const here = (name: string, needs: string) => needs === 'nothing' || existsSync(join(published, name));

test.each(datasets)('$name is as its entry says (skipped where its files are absent)', async (entry) => {
  expect(JSON.parse(JSON.stringify(entry))).toMatchObject({ name: entry.name, title: entry.title, needs: entry.needs });
  if (!here(entry.name, entry.needs)) return;
  const context = { dataFolder: published, cacheFolder: temporaryFolder() };
  // Photographs take a second per thousand to decode: their smaller split must do.
  for (const split of entry.bring ? (['test'] as const) : (['train', 'test'] as const)) {
    const dataset = await openDataset({ source: entry.name, split }, context);
    const { name, count, shape, classes } = dataset;
    expect({ name, count, shape, classes }).toEqual({
      name: entry.name,
      count: entry.counts[split],
      shape: entry.shape,
      classes: entry.classes,
    });
    const labels = new Int32Array(2);
    const out = new Float32Array(2 * exampleSize(shape)).fill(Number.NaN);
    await dataset.read([count - 1, 0], out, { labels });
    expect(out.every(Number.isFinite)).toBe(true);
    expect(labels.every((label) => label >= 0 && label < classes.length)).toBe(true);
    if (entry.span) await expectSpan(dataset, entry.span);
    await dataset.close();
  }
});

/** Nearly all coordinates lie in the span, and some near its ends. */
async function expectSpan(dataset: Dataset, [least, greatest]: readonly [number, number]): Promise<void> {
  const n = 20_000;
  const values = new Float32Array(2 * n);
  await dataset.read([...Array(n).keys()], values);
  values.sort();
  const [low, high] = [values[20]!, values.at(-20)!];
  const near = 0.03 * (greatest - least);
  expect([low > least, high < greatest, low < least + near, high > greatest - near]).toEqual([true, true, true, true]);
}

test("CelebA's own archive opens stretched to 64 by 64", async () => {
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  const face = await sharp({ create: { width: 178, height: 218, channels: 3, background: '#000', noise } })
    .jpeg()
    .toBuffer();
  const entries = ['000001', '000002', '000003'].map((name) => ({ path: `img_align_celeba/${name}.jpg`, bytes: face }));
  const dataFolder = temporaryFolder({ 'celeba/img_align_celeba.zip': makeZip(entries) });
  const context = { dataFolder, cacheFolder: temporaryFolder() };
  const dataset = await openDataset({ source: 'celeba' }, context);
  expect([dataset.count, dataset.shape, dataset.classes]).toEqual([3, [64, 64, 3], []]);
  const larger = await openDataset({ source: 'celeba', resolution: 128, fit: 'crop' }, context);
  expect(larger.shape).toEqual([128, 128, 3]);
  await dataset.close();
  await larger.close();
  await expect(openDataset({ source: 'celeba' }, { dataFolder: temporaryFolder() })).rejects.toMatchObject({
    code: 'data/missing',
    fix: expect.stringContaining('mmlab.ie.cuhk.edu.hk'),
  });
});

test('MNIST at another size goes by way of the cache', { timeout: 20_000 }, async () => {
  const labels = Buffer.from([0, 0, 8, 1, 0, 0, 0, 2, 3, 4]);
  const head = Buffer.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28]);
  const dataFolder = temporaryFolder({
    'mnist/train-images-idx3-ubyte': Buffer.concat([head, Buffer.alloc(784), Buffer.alloc(784, 255)]),
    'mnist/train-labels-idx1-ubyte': labels,
  });
  const context = { dataFolder, cacheFolder: temporaryFolder() };
  const dataset = await openDataset({ source: 'mnist', resolution: 32, channels: 3 }, context);
  const out = new Float32Array(2 * 3072);
  const got = new Int32Array(2);
  await dataset.read([0, 1], out, { labels: got });
  expect([dataset.shape, [...got], out[0], out[3072]]).toEqual([[32, 32, 3], [3, 4], -1, 1]);
  await dataset.close();
});
