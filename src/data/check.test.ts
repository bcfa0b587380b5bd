import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { checkData } from './check.ts';
import { openDataset } from './open.ts';
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

test('blames what is wrong, by its own name', async () => {
  const good = await square.clone().png().toBuffer();
  const folder = temporaryFolder({ 'a.png': good, 'b.HEIC': 'x', 'c.pgm': 'P5 4 4 255 ', 'sub/d.png': good });
  symlinkSync('gone', join(folder, 'link'));
  const report = await checkData(folder);
  expect(report).toMatchObject({ files: 5, good: 2, passedOver: 0 });
  expect(report.bad.map(({ file, code }) => [file, code])).toEqual([
    [folder, 'data/mixed-layout'],
    ['link', 'data/dangling-link'],
    ['b.HEIC', 'data/unread-format'],
    ['c.pgm', 'data/unread-format'],
  ]);
  expect(report.bad[3]!.problem).toMatch(/not read, PNM: convert it to PNG.*magick 'c.pgm' 'c.pgm.png'/);
});

test('each picture is blamed once', async () => {
  const report = await checkData(temporaryFolder({ 'a.heic': 'x' }));
  expect(report.bad.map(({ file }) => file)).toEqual(['a.heic']);
});

test.skipIf(process.getuid?.() !== 0)('what may not be read is named itself (skipped unless root)', async () => {
  const good = await square.clone().png().toBuffer();
  const folder = temporaryFolder({
    'a.png': good,
    'sub/b.png': good,
    'c.zip': makeZip([{ path: 'a.png', bytes: good }]),
  });
  chmodSync(folder, 0o755);
  chmodSync(join(folder, 'sub'), 0);
  chmodSync(join(folder, 'c.zip'), 0);
  await checkData(folder);
  const asNobody = async <T>(work: () => Promise<T>): Promise<T> => {
    process.seteuid!(65534);
    try {
      return await work();
    } finally {
      process.seteuid!(0);
    }
  };
  const report = await asNobody(() => checkData(folder));
  expect([report.good, report.bad]).toEqual([
    1,
    [{ file: 'sub', code: 'data/not-readable', problem: 'permission denied: the folder cannot be looked into' }],
  ]);
  const cacheFolder = temporaryFolder();
  chmodSync(cacheFolder, 0o777);
  const opened = asNobody(() => openDataset({ source: folder }, { cacheFolder }));
  await expect(opened).rejects.toMatchObject({
    code: 'data/not-readable',
    where: join(folder, 'sub'),
    fix: `chmod u+rx '${join(folder, 'sub')}'`,
  });
  const zip = await asNobody(() => checkData(join(folder, 'c.zip')));
  expect(zip.bad).toMatchObject([{ code: 'data/not-readable', problem: 'permission denied' }]);
});

test('an IDX file of empty pictures holds nothing to train on', async () => {
  const head = Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 28]);
  const folder = temporaryFolder({ 'train-images-idx3-ubyte': head });
  const report = await checkData(folder);
  expect([report.good, report.bad, report.sizes]).toMatchObject([0, [{ code: 'data/empty' }], {}]);
});
