import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { RandomStream } from '../random/stream.ts';
import type { Dataset } from './dataset.ts';
import { findDomains, openDataset } from './open.ts';
import { parsePairs } from './pairs/short.ts';
import { temporaryFolder } from './pictures/folders.testing.ts';
import type { DataRequest } from './request.ts';

const flat = (grey: number, { side = 4, green = grey } = {}) =>
  sharp({ create: { width: side, height: side, channels: 3, background: { r: grey, g: green, b: grey } } })
    .toColourspace(green === grey ? 'b-w' : 'srgb')
    .png()
    .toBuffer();

const folder = async () =>
  temporaryFolder({
    'trainA/1.png': await flat(1),
    'trainA/2.png': await flat(2),
    'testA/3.png': await flat(3),
    'trainB/1.png': await flat(101, { green: 0 }),
    'testB/9.png': await flat(109, { green: 0 }),
    'large/1.png': await flat(201, { side: 6 }),
  });

async function open(request: DataRequest): Promise<Dataset> {
  const dataset = await openDataset(request, { cacheFolder: temporaryFolder() });
  onTestFinished(() => dataset.close());
  return dataset;
}

async function firsts(dataset: Dataset): Promise<number[]> {
  const size = dataset.shape.reduce((a, b) => a * b, 1);
  const out = new Float32Array(dataset.count * size);
  await dataset.read([...Array(dataset.count).keys()], out, { range: [0, 255] });
  return Array.from({ length: dataset.count }, (_, k) => out[k * size]!);
}

test("CycleGAN's own folders are two domains, in one form", async () => {
  const source = await folder();
  const request = { source: `${source}/A`, domains: { a: `${source}/A`, b: `${source}/B` } };
  const dataset = await open(request);
  const { a, b } = dataset.domains!;
  expect([dataset.count, dataset.shape, a!.shape, b!.shape]).toEqual([2, [4, 4, 3], [4, 4, 3], [4, 4, 3]]);
  expect([await firsts(a!), await firsts(b!), await firsts(dataset)]).toEqual([[1, 2], [101], [1, 2]]);
  expect(dataset.fingerprint).toBe(`domains-v1-a-${a!.fingerprint}-b-${b!.fingerprint}`);
  expect(dataset.notes!.found[0]).toMatch(/^domain a, .*\/A: splits: test\/ as test \(1\), train\/ as train \(2\)/);
  const tested = await open({ ...request, split: 'test' });
  expect([await firsts(tested.domains!.a!), await firsts(tested.domains!.b!)]).toEqual([[3], [109]]);
  // the other way round: the first is shorter, and an epoch goes over the longer
  const back = await open({ source: `${source}/B`, domains: { a: `${source}/B`, b: `${source}/A` } });
  expect([back.count, await firsts(back)]).toEqual([2, [101, 101]]);
});

test('grey stays grey where both are', async () => {
  const source = await folder();
  const dataset = await open({ source, domains: { a: `${source}/A`, b: `${source}/trainA` } });
  expect([dataset.shape, dataset.domains!.b!.shape]).toEqual([
    [4, 4, 1],
    [4, 4, 1],
  ]);
});

test('domains are cut, mirrored and held out each for itself', async () => {
  const source = await folder();
  const dataset = await open({
    source,
    domains: { a: `${source}/A`, b: `${source}/B` },
    resolution: 6,
    crop: 4,
    flip: true,
  });
  const out = new Float32Array(48);
  await dataset.domains!.b!.read([0], out, { draws: (k) => new RandomStream(0, `draws/b/${k}`) });
  expect([dataset.shape, dataset.domains!.b!.shape]).toEqual([
    [4, 4, 3],
    [4, 4, 3],
  ]);
});

test('refuses domains of different shapes, and pairs of domains', async () => {
  const source = await folder();
  const domains = { a: `${source}/A`, b: `${source}/large` };
  await expect(open({ source, domains })).rejects.toMatchObject({
    kind: 'data',
    code: 'data/domains-differ',
    message: 'the domains have examples of different shapes: a [4, 4, 1], b [6, 6, 1]',
    fix: 'bring both to one size with --resolution',
  });
  expect((await open({ source, domains, resolution: 4 })).shape).toEqual([4, 4, 1]);
  await expect(open({ source, domains, pairs: parsePairs('grey') })).rejects.toMatchObject({
    code: 'data/pairs-of-domains',
  });
});

test('two folders of one are its domains', async () => {
  const black = await flat(0);
  const two = temporaryFolder({ 'emoji/noto/1.png': black, 'emoji/twemoji/1.png': black });
  expect(await findDomains(two)).toEqual(['noto', 'twemoji']);
  const own = temporaryFolder({ 'trainB/1.png': black, 'trainA/1.png': black, 'testA/2.png': black });
  expect(await findDomains(own)).toEqual(['A', 'B']);
  await expect(findDomains(await folder())).rejects.toMatchObject({
    kind: 'usage',
    code: 'data/domains',
    message: 'two domains are two folders, and here are pictures in A, B, large',
  });
  await expect(findDomains(temporaryFolder({ '1.png': black }))).rejects.toMatchObject({
    message: 'two domains are two folders, and here are pictures in no folder',
  });
  expect(await findDomains('mnist')).toBeUndefined();
});
