import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { RandomStream } from '../../random/stream.ts';
import { type Dataset, exampleSize } from '../dataset.ts';
import { openDataset } from '../open.ts';
import { temporaryFolder } from '../pictures/folders.testing.ts';
import type { DataRequest } from '../request.ts';
import { madeForms, parsePairs } from './short.ts';

async function open(request: Partial<DataRequest> = {}): Promise<Dataset> {
  const files: Record<string, Uint8Array> = {};
  for (let k = 0; k < 3; k++) {
    const pixels = Uint8Array.from({ length: 12 * 8 * 3 }, (_, j) => ((j * (k + 3) * 37) % 251) + k);
    files[`${k}.png`] = await sharp(pixels, { raw: { width: 12, height: 8, channels: 3 } })
      .png()
      .toBuffer();
  }
  const dataset = await openDataset({ source: temporaryFolder(files), ...request }, { cacheFolder: temporaryFolder() });
  onTestFinished(() => dataset.close());
  return dataset;
}

async function read(dataset: Dataset, indices: number[], options: Parameters<Dataset['read']>[2] = {}) {
  const { shape } = dataset.parts![options.part ?? 'target']!;
  const out = new Float32Array(indices.length * exampleSize(shape)).fill(Number.NaN);
  await dataset.read(indices, out, options);
  return indices.map((_, k) => [...out.subarray(k * exampleSize(shape), (k + 1) * exampleSize(shape))]);
}

test('pairs have parts, an identity of their own, and say what they are', async () => {
  const [plain, dataset] = [await open(), await open({ pairs: parsePairs('down:4') })];
  expect(dataset).toMatchObject({
    count: 3,
    shape: [8, 12, 3],
    kind: 'uint8',
    parts: { input: { shape: [2, 3, 3], kind: 'uint8' }, target: { shape: [8, 12, 3], kind: 'uint8' } },
    fingerprint: `pairs-v1-down:4-${plain.fingerprint}`,
    notes: {
      found: [
        '3 pictures; no classes',
        'pairs: the target is each picture, the input each picture at 1/4 of its height and width (2×3, 3 channels)',
      ],
    },
  });
});

test('the target is the picture, with or without its name', async () => {
  const out = new Float32Array(288);
  const labels = new Int32Array(1);
  await (await open()).read([1], out, { range: [0, 1], labels });
  const dataset = await open({ pairs: parsePairs('grey') });
  expect((await read(dataset, [1], { range: [0, 1], part: 'target' }))[0]).toEqual([...out]);
  expect((await read(dataset, [1], { range: [0, 1] }))[0]).toEqual([...out]);
});

test.each(madeForms)('%s: an input follows from its index, or from what is drawn', async (way) => {
  const dataset = await open({ pairs: parsePairs(way) });
  const [a, b, c] = await read(dataset, [2, 0, 2], { part: 'input' });
  expect(a!.every(Number.isFinite)).toBe(true);
  expect([a, b]).toEqual([c, (await read(dataset, [0], { part: 'input' }))[0]]);
  const drawn = async (step: number) => {
    const draws = (k: number) => new RandomStream(1, `draws/real/${k}`, step);
    return read(dataset, [2, 2], { part: 'input', draws });
  };
  const [first, second] = await drawn(0);
  const [third] = await drawn(1);
  expect(await drawn(0)).toEqual([first, second]);
  const isRandom = way.startsWith('mask') || way.startsWith('noise');
  const different = new Set([a, first, second, third].map((input) => JSON.stringify(input)));
  expect(different.size).toBe(isRandom ? 4 : 1);
});

test('says of data without such inputs that they have none', async () => {
  await expect(openDataset({ source: 'ring', pairs: parsePairs('grey') })).rejects.toMatchObject({
    code: 'data/pairs-of-pictures',
    where: 'pairs grey',
  });
  await expect(open({ pairs: parsePairs('down:8') })).rejects.toMatchObject({ code: 'data/pairs-size' });
  const dataset = await open({ pairs: parsePairs('grey') });
  await expect(dataset.read([0], new Float32Array(95), { part: 'input' })).rejects.toMatchObject({ kind: 'internal' });
});
