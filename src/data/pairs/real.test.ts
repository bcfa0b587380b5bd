import { join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { type Dataset, exampleSize } from '../dataset.ts';
import { openDataset } from '../open.ts';
import { temporaryFolder } from '../pictures/folders.testing.ts';
import { makeZip } from '../pictures/zip.testing.ts';
import type { DataRequest } from '../request.ts';
import { folderPairs } from './folders.ts';
import { parsePairs } from './short.ts';

/** A picture of one grey, or one colour, in a format. */
const flat = (grey: number, { width = 4, height = 4, green = grey, format = 'png' as 'png' | 'tiff' } = {}) =>
  sharp({ create: { width, height, channels: 3, background: { r: grey, g: green, b: grey } } })
    .toColourspace(green === grey ? 'b-w' : 'srgb')
    .toFormat(format)
    .toBuffer();

async function open(request: DataRequest): Promise<Dataset> {
  const dataset = await openDataset(request, { cacheFolder: temporaryFolder() });
  onTestFinished(() => dataset.close());
  return dataset;
}

/** The first value of both parts of each pair. */
async function pairsIn(dataset: Dataset) {
  const of = async (part: string) => {
    const size = exampleSize(dataset.parts![part]!.shape);
    const out = new Float32Array(dataset.count * size);
    await dataset.read([...Array(dataset.count).keys()], out, { part, range: [0, 255] });
    return Array.from({ length: dataset.count }, (_, k) => out[k * size]!);
  };
  const [inputs, targets] = [await of('input'), await of('target')];
  return inputs.map((input, k) => [input, targets[k]]);
}

const folders = { type: 'folders', input: 'A', target: 'B' } as const;

test('two folders are pairs by the names of their pictures', async () => {
  const files = {
    'A/1.png': await flat(1),
    'A/2.tif': await flat(2, { format: 'tiff' }),
    'A/9.png': await flat(9),
    'B/1.png': await flat(101, { green: 0 }),
    'B/2.png': await flat(102),
    'B/3.png': await flat(103),
    'B/4.png': await flat(104),
  };
  const expected = [
    [1, 101],
    [2, 102],
  ];
  const source = temporaryFolder(files);
  const dataset = await open({ source, pairs: folders });
  expect(await pairsIn(dataset)).toEqual(expected);
  expect(dataset).toMatchObject({
    count: 2,
    shape: [4, 4, 3],
    classes: [],
    parts: { input: { shape: [4, 4, 1] }, target: { shape: [4, 4, 3] } },
    notes: {
      found: ['4 pictures; no classes', 'pairs: the inputs are in A, the targets of the same names in B'],
      warnings: [
        `1 of 3 pictures has no partner in ${source}/B and is left out, such as ${source}/A/9.png`,
        `2 of 4 pictures have no partner in ${source}/A and are left out, such as ${source}/B/3.png`,
      ],
    },
  });
  const entries = Object.entries(files).map(([path, bytes]) => ({ path: `pets/${path}`, bytes }));
  const zip = join(temporaryFolder({ 'pets.zip': makeZip(entries) }), 'pets.zip');
  const zipped = await open({ source: zip, pairs: folders });
  expect([await pairsIn(zipped), zipped.fingerprint]).toEqual([expected, dataset.fingerprint]);
  const back = await open({ source: zip, pairs: { type: 'folders', input: 'B', target: 'A' } });
  expect(await pairsIn(back)).toEqual(expected.map(([a, b]) => [b, a]));
  expect(back.fingerprint).not.toBe(dataset.fingerprint);
});

test.each([
  ['outside', (split: string, part: string, name: string) => `${split}/${part}/${name}`],
  ['inside', (split: string, part: string, name: string) => `${part}/${split}/${name}`],
  ['in one name', (split: string, part: string, name: string) => `${split}${part}/${name}`],
])('splits lie %s of the folders', async (_, path) => {
  const files = {
    [path('train', 'A', '1.png')]: await flat(1),
    [path('train', 'B', '1.png')]: await flat(101),
    [path('val', 'A', '2.png')]: await flat(2),
    [path('val', 'B', '2.png')]: await flat(102),
    [path('test', 'A', '1.png')]: await flat(3),
    [path('test', 'B', '1.png')]: await flat(103),
  };
  const source = temporaryFolder(files);
  expect(await pairsIn(await open({ source, pairs: folders }))).toEqual([[1, 101]]);
  expect(await pairsIn(await open({ source, pairs: folders, split: 'test' }))).toEqual([[3, 103]]);
});

test('the targets have the classes', async () => {
  const source = temporaryFolder({
    'A/cat/1.png': await flat(1),
    'A/dog/1.png': await flat(2),
    'B/cat/1.png': await flat(101),
    'B/dog/1.png': await flat(102),
    'B/ant/1.png': await flat(103),
  });
  const dataset = await open({ source, pairs: folders });
  for (const part of ['input', 'target']) {
    const labels = new Int32Array(2);
    await dataset.read([0, 1], new Float32Array(2 * 16), { part, labels });
    expect([dataset.classes, [...labels]]).toEqual([
      ['ant', 'cat', 'dog'],
      [1, 2],
    ]);
  }
});

test('folders lie anywhere, and are named from where they are', async () => {
  const source = temporaryFolder({ 'A/1.png': await flat(1), 'B/1.png': await flat(101) });
  const [a, b] = [join(source, 'A'), join(source, 'B')];
  expect(folderPairs(source, 'A', 'B')).toEqual({ source, pairs: folders });
  expect(folderPairs(undefined, a, b)).toEqual({ source: b, pairs: { type: 'folders', input: a, target: b } });
  expect(folderPairs(source, a, 'B')).toEqual({ source, pairs: { type: 'folders', input: a, target: 'B' } });
  const dataset = await open({ source: b, pairs: { type: 'folders', input: a, target: b } });
  expect(await pairsIn(dataset)).toEqual([[1, 101]]);
  await expect(open({ source, pairs: { ...folders, input: 'a' } })).rejects.toMatchObject({
    code: 'data/no-folder',
    where: source,
    fix: 'did you mean A? there are A, B',
  });
});

test('says why there are no pairs', async () => {
  const source = temporaryFolder({
    'A/1.png': await flat(1),
    'A/x.png': await flat(1),
    'A/x.tif': await flat(1, { format: 'tiff' }),
    'B/2.png': await flat(101),
    'C/x.png': await flat(101),
    'd.npy': 'x',
  });
  const cacheFolder = temporaryFolder();
  const opened = (input: string, target: string, from = source) =>
    openDataset({ source: from, pairs: { type: 'folders', input, target } }, { cacheFolder });
  await expect(opened('C', 'B')).rejects.toMatchObject({
    kind: 'data',
    code: 'data/no-pairs',
    message: `no picture in ${source}/C has the name of one in ${source}/B: 1 there, such as x.png; 1 there, such as 2.png`,
  });
  await expect(opened('A', 'C')).rejects.toMatchObject({
    code: 'data/ambiguous-pair',
    message: 'two pictures of one name: x.png and x.tif',
    where: join(source, 'A'),
  });
  await expect(opened('A', 'Elsewhere')).rejects.toMatchObject({ code: 'data/no-folder', fix: 'there are A, B, C' });
  await expect(openDataset({ source: 'ring', pairs: parsePairs('side-by-side') })).rejects.toMatchObject({
    code: 'data/no-halves',
    where: 'pairs side-by-side',
  });
});

/** A picture whose left half is of one grey, and whose right half is of another, with a column between them. */
async function halves(left: number, right: number, { width = 9, height = 4 } = {}) {
  const wide = Math.floor(width / 2);
  const pixels = Uint8Array.from({ length: width * height }, (_, k) => {
    const x = k % width;
    return x < wide ? left : x >= width - wide ? right : 255;
  });
  return sharp(pixels, { raw: { width, height, channels: 1 } }).toColourspace('b-w');
}

test('side by side, each half is a picture of its own', async () => {
  const source = temporaryFolder({
    'train/1.png': await (await halves(1, 101)).png().toBuffer(),
    'train/2.png': await (await halves(2, 102)).png().toBuffer(),
    'test/3.png': await (await halves(3, 103)).png().toBuffer(),
  });
  const left = await open({ source, pairs: parsePairs('side-by-side') });
  expect([left.shape, await pairsIn(left)]).toEqual([
    [4, 4, 1],
    [
      [1, 101],
      [2, 102],
    ],
  ]);
  const right = await open({ source, split: 'test', pairs: parsePairs('side-by-side:right') });
  expect(await pairsIn(right)).toEqual([[103, 3]]);
  expect(left.notes!.warnings).toEqual([]);
  const alone = await open({ source: temporaryFolder({ '1.png': await flat(1) }), pairs: parsePairs('side-by-side') });
  expect(alone.notes!.warnings).toEqual([expect.stringContaining('no wider than high, 4×4')]);
  expect(left.notes!.found.at(-1)).toBe('pairs: the left half of each picture is the input, the right half the target');
});

test('halves are cut before anything is resized, whatever the proportions, and as the picture is seen', async () => {
  const turned = await (await halves(40, 200, { width: 40, height: 60 }))
    .rotate(90)
    .withMetadata({ orientation: 8 })
    .jpeg({ quality: 100 })
    .toBuffer();
  const source = temporaryFolder({ 'a.jpg': turned });
  for (const fit of ['crop', 'stretch'] as const) {
    const dataset = await open({ source, resolution: 8, fit, channels: 1, pairs: parsePairs('side-by-side') });
    for (const [part, grey] of [
      ['input', 40],
      ['target', 200],
    ] as const) {
      const out = new Float32Array(64);
      await dataset.read([0], out, { part, range: [0, 255] });
      expect(Math.max(...out.map((value) => Math.abs(value - grey)))).toBeLessThan(4);
    }
  }
});
