import { chmodSync, existsSync, symlinkSync, writeFileSync } from 'node:fs';
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

test('throws what goes wrong in telling how far it came, at once or later', async () => {
  const folder = temporaryFolder(await files());
  for (const onProgress of [
    async () => {
      throw new Error('told later');
    },
    () => {
      throw new Error('told at once');
    },
  ])
    await expect(checkData(folder, { onProgress })).rejects.toThrow(/^told/);
});

test('says what is wrong with the whole', async () => {
  const empty = await checkData(temporaryFolder({ README: 'x' }));
  expect([empty.files, empty.bad[0]?.code, empty.passedOver]).toEqual([0, 'data/empty', 1]);
  const good = await square.clone().png().toBuffer();
  const mixed = await checkData(temporaryFolder({ 'a.png': good, 'b/c.png': good, 'd/e.png': good }));
  expect([mixed.good, mixed.bad.map(({ code }) => code)]).toEqual([3, ['data/mixed-layout']]);
  const folder = temporaryFolder({ 'a.csv': '1,2\n3,x\n', 'b.zip': 'no zip' });
  expect((await checkData(join(folder, 'a.csv'))).bad).toEqual([
    {
      file: `${join(folder, 'a.csv')}, line 2, column 2`,
      code: 'data/csv-number',
      problem: "'x' is not a number",
      fix: 'mend or remove that line, or take the columns of numbers alone: --columns x',
    },
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

const pictures = async (paths: readonly string[], width = 8) => {
  const bytes = await square.clone().resize(width, 8, { fit: 'fill' }).png().toBuffer();
  return temporaryFolder(Object.fromEntries(paths.map((path) => [path, bytes])));
};

test('counts pairs, names what has no partner, and blames files by their folder', async () => {
  const folder = await pictures(['A/1.png', 'A/2.png', 'B/1.png', 'B/9.png']);
  writeFileSync(join(folder, 'A/4.png'), 'text');
  const pairs = { type: 'folders', input: 'A', target: 'B' } as const;
  const report = await checkData(folder, {}, { pairs });
  expect(report).toMatchObject({
    files: 5,
    good: 4,
    bad: [{ file: 'A/4.png', code: 'data/not-a-picture' }],
    classes: [],
    pairs: { train: 1 },
    warnings: [
      `2 of 3 pictures have no partner in ${folder}/B and are left out, such as ${folder}/A/2.png`,
      `1 of 2 pictures has no partner in ${folder}/A and is left out, such as ${folder}/B/9.png`,
    ],
  });
  const splits = await pictures(['train/A/1.png', 'train/B/1.png', 'test/A/2.png', 'test/B/2.png']);
  expect((await checkData(splits, {}, { pairs })).pairs).toEqual({ train: 1, test: 1 });
  await expect(checkData(folder, {}, { pairs: { ...pairs, input: 'a' } })).rejects.toMatchObject({
    code: 'data/no-folder',
    fix: 'did you mean A? there are A, B',
  });
  const alone = await pictures(['A/1.png', 'B/2.png']);
  expect((await checkData(alone, {}, { pairs })).bad).toMatchObject([{ code: 'data/no-pairs' }]);
});

test('checks domains, and the halves of pictures', async () => {
  const folder = await pictures(['trainA/1.png', 'trainB/2.png', 'trainB/3.png']);
  const domains = { a: join(folder, 'A'), b: join(folder, 'B') };
  expect(await checkData(folder, {}, { domains })).toMatchObject({ files: 3, good: 3, bad: [], classes: [] });
  const halves = await checkData(await pictures(['1.png']), {}, { pairs: { type: 'sideBySide', input: 'left' } });
  expect([halves.found, halves.warnings]).toEqual([
    ['pairs: the left half of each picture is the input, the right half the target'],
    ['some pictures are no wider than high, 8×8: are they input and target side by side?'],
  ]);
});

test('says what looks like pairs or domains', async () => {
  const found = async (paths: readonly string[], width?: number) =>
    (await checkData(await pictures(paths, width))).found;
  expect(await found(['x/1.png', 'y/1.png', 'y/2.png'])).toEqual([
    '1 names are in both x/ and y/; if they are pairs: --input x --target y',
    'if they are two domains: --domain-a x --domain-b y',
  ]);
  expect(await found(['trainA/1.png', 'trainB/2.png'])).toEqual(['if they are two domains: --domain-a A --domain-b B']);
  expect(await found(['cat/1.png', 'dog/2.png'])).toEqual([]);
  expect(await found(['1.png', '2.png'], 16)).toEqual([expect.stringContaining('--pairs side-by-side')]);
});

const data = process.env.DUEL_DATA;
test.skipIf(!data || !existsSync(join(data, 'mnist')))(
  'checks a named data set against what was published',
  async () => {
    const report = await checkData('mnist', { dataFolder: data! });
    expect(report).toMatchObject({
      kind: 'idx',
      files: 4,
      good: 4,
      badCount: 0,
      splits: { train: 60_000, test: 10_000 },
    });
    // the counts of each digit that are known of MNIST
    expect(report.classSizes).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
  },
);

test('names the files of a named data set that are missing or others', async () => {
  const folder = temporaryFolder({
    'fashion-mnist/train-images-idx3-ubyte.gz': Buffer.from('something else'),
    'FashionMNIST/raw/t10k-labels-idx1-ubyte': Buffer.from('unpacked, of which there is no checksum'),
  });
  const report = await checkData('fashion-mnist', { dataFolder: folder, cacheFolder: folder });
  expect(report).toMatchObject({ files: 4, good: 1, badCount: 3 });
  expect(report.bad[0]).toEqual({
    file: join(folder, 'fashion-mnist/train-images-idx3-ubyte.gz'),
    code: 'data/checksum',
    problem: expect.stringMatching(/^another file than was published: 14 bytes, expected [\d,]+$/),
    fix: expect.stringContaining('duel data fetch fashion-mnist'),
  });
  expect(report.bad[1]).toMatchObject({ code: 'data/missing', fix: 'duel data fetch fashion-mnist' });
});

test('says what to do for a named data set that is not here, and that a drawn one has no files', async () => {
  const folder = temporaryFolder({ 'x.txt': Buffer.from('x') });
  const nowhere = { dataFolder: folder, cacheFolder: folder };
  await expect(checkData('mnist', nowhere)).rejects.toMatchObject({
    code: 'data/missing',
    fix: 'duel data fetch mnist',
  });
  await expect(checkData('celeba', nowhere)).rejects.toMatchObject({
    code: 'data/missing',
    fix: expect.stringContaining('agree to the terms'),
  });
  expect(await checkData('digits')).toMatchObject({ kind: 'drawn', files: 0, badCount: 0 });
});
