import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { checkData } from './check.ts';
import { temporaryFolder } from './pictures/folders.testing.ts';
import { makeZip } from './pictures/zip.testing.ts';

const square = sharp({ create: { width: 8, height: 8, channels: 3, background: '#123' } });

async function files() {
  const good = await square.clone().png().toBuffer();
  return {
    'train/a/1.png': good,
    'train/a/2.jpg': (await square.clone().jpeg().toBuffer()).subarray(0, 200),
    'train/b/3.png': await square.clone().resize(4, 6).ensureAlpha(0.5).png().toBuffer(),
    'train/b/4.webp': Buffer.from('text'),
    'test/b/5.png': await square.clone().toColourspace('b-w').png().toBuffer(),
    'train/notes.txt': Buffer.from('x'),
  };
}

const expected = {
  files: 5,
  good: 3,
  bad: [
    { file: 'train/a/2.jpg', code: 'data/bad-picture', problem: expect.any(String) },
    { file: 'train/b/4.webp', code: 'data/not-a-picture', problem: expect.any(String) },
  ],
  passedOver: 1,
  classes: ['a', 'b'],
  splits: { train: 4, test: 1 },
  sizes: { '8x8': 2, '4x6': 1 },
  channels: { RGB: 1, 'RGB with alpha': 1, grey: 1 },
};

test('lists every bad file of a folder', async () => {
  expect(await checkData(temporaryFolder(await files()))).toMatchObject({ kind: 'folder', ...expected });
});

test('lists every bad file of a zip', async () => {
  const entries = Object.entries(await files()).map(([path, bytes]) => ({ path, bytes, deflate: true }));
  const folder = temporaryFolder({ 'a.zip': makeZip(entries) });
  const steps: number[] = [];
  const report = await checkData(join(folder, 'a.zip'), { onProgress: ({ done }) => steps.push(done) });
  expect(report).toMatchObject({ kind: 'zip', ...expected });
  expect(steps).toEqual([1, 2, 3, 4, 5]);
});

test('says what is wrong with the whole', async () => {
  const empty = await checkData(temporaryFolder({ README: 'x' }));
  expect([empty.files, empty.bad[0]?.code, empty.passedOver]).toEqual([0, 'data/empty', 1]);
  const good = await square.clone().png().toBuffer();
  const mixed = await checkData(temporaryFolder({ 'a.png': good, 'b/c.png': good, 'd/e.png': good }));
  expect([mixed.good, mixed.bad.map(({ code }) => code)]).toEqual([3, ['data/mixed-layout']]);
  const folder = temporaryFolder({ 'a.csv': '1,2\n3,x\n', 'b.zip': 'no zip' });
  expect((await checkData(join(folder, 'a.csv'))).bad).toEqual([
    { file: `${join(folder, 'a.csv')}, line 2, column 2`, code: 'data/csv-number', problem: "'x' is not a number" },
  ]);
  expect((await checkData(join(folder, 'b.zip'))).bad[0]?.code).toBe('data/bad-zip');
});
