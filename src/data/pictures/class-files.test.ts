import { join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { checkData } from '../check.ts';
import { openDataset } from '../open.ts';
import { givenClasses } from './class-files.ts';
import { temporaryFolder } from './folders.testing.ts';
import { makeZip } from './zip.testing.ts';

const paths = ['00000/a.png', '00000/b.png', '00001/c.png'];

/** The class of each picture by what one file says of them, with the warnings, or the error's message. */
function read(name: string, content: string | Uint8Array, of = paths) {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  try {
    const { given, warnings } = givenClasses(of, [{ path: name, bytes }], 'DATA');
    return [given && of.map((path) => given.classes.get(path)), ...warnings];
  } catch (error) {
    expect(error).toMatchObject({ kind: 'data', code: 'data/bad-labels', where: expect.stringContaining(name) });
    return (error as Error).message;
  }
}
const json = (labels: unknown) => read('dataset.json', JSON.stringify({ labels }));

test("StyleGAN's dataset.json", () => {
  const pairs = (...labels: unknown[]) => labels.map((label, k) => [paths[k], label]);
  expect(json(pairs(3, 0, 3))).toEqual([['3', '0', '3']]);
  expect(json(pairs('cat', 'dog', 'cat'))).toEqual([['cat', 'dog', 'cat']]);
  expect(json(pairs([0, 1, 0], [1, 0, 0], [0, 0, 1]))).toEqual([['1', '0', '2']]);
  expect(json(null)).toEqual([[undefined, undefined, undefined]]);
  expect(json(pairs(1, 2))).toEqual([['1', '2', undefined]]);
  expect(json([...pairs(1, 1, 1), ['00002/d.png', 1]])).toEqual([
    ['1', '1', '1'],
    'dataset.json names 1 file that is no picture here, such as 00002/d.png',
  ]);
  expect(json([['00002/d.png', 1]])).toMatch(/names none of the pictures.*00002\/d.png/);
  expect(json([...pairs(1, 1, 1), [paths[0], 2]])).toMatch(/a.png is of class '1' and of class '2'/);
  expect(json(pairs([0.5, 0.5], 1, 1))).toMatch(/vector of 2 numbers/);
  expect(json(pairs(-1, 1, 1))).toMatch(/label of 00000\/a.png is -1/);
  expect(json(pairs(1.5, 1, 1))).toMatch(/is 1.5/);
  expect(json([['00000/a.png']])).toMatch(/not \[file, class\]/);
  expect(json({ a: 1 })).toMatch(/no list/);
  expect(read('dataset.json', '{')).toMatch(/no JSON/);
  expect(read('dataset.json', '{"title": "mine"}')).toEqual([undefined, expect.stringContaining('no "labels"')]);
});

test('tables of a file name and a class', () => {
  const want = [['cat', 'dog', 'cat']];
  expect(read('metadata.csv', 'file_name,label\n00000/a.png,cat\n00000/b.png,dog\n00001/c.png,cat\n')).toEqual(want);
  expect(read('labels.csv', '\ufeffid;Class\r\na;cat\r\nb;dog\r\nc;cat\r\n')).toEqual(want);
  expect(read('Labels.csv', '"a.png"\t"cat"\n\n"b.png"\t"dog"\n"c.png"\t"cat"')).toEqual(want);
  expect(read('labels.csv', Buffer.from('\ufefffile,label\na.png,cat\nb.png,dog\nc.png,cat\n', 'utf16le'))).toEqual(
    want,
  );
  expect(read('metadata.csv', 'image,text,class\na,"a, ""b""\nc",x\nb,d,y\nc,,x\n')).toEqual([['x', 'y', 'x']]);
  expect(read('metadata.csv', 'file_name,text\n00000/a.png,a red cat\n')).toEqual([
    undefined,
    'metadata.csv is not read for classes: it has no column of classes (such as label); its columns are file_name, text',
  ]);
  expect(read('labels.csv', 'breed,label\nx,y\n')).toEqual([undefined, expect.stringContaining('column of pictures')]);
  expect(read('labels.csv', '')).toEqual([undefined, expect.stringContaining('empty')]);
});

test('each split may have its own file; others are not read', () => {
  const of = ['train/a.png', 'train/b.png', 'test/a.png'];
  const file = (path: string, text: string) => ({ path, bytes: Buffer.from(text) });
  const files = [file('train/metadata.csv', 'file,label\na,x\nb,y\n'), file('test/metadata.csv', 'file,label\na,z\n')];
  expect([...givenClasses(of, files, 'DATA').given!.classes.values()].sort()).toEqual(['x', 'y', 'z']);
  const deep = givenClasses(['cat/a.png', 'dog/b.png'], [file('cat/labels.csv', 'a,b')], 'DATA');
  expect(deep).toEqual({ given: undefined, warnings: [expect.stringContaining('neither beside all pictures')] });
  const both = [file('labels.csv', 'file,label\ntrain/b,y\n'), file('dataset.json', '{"labels": null}')];
  expect(givenClasses(of, both, 'DATA')).toMatchObject({
    given: { any: false, from: ['dataset.json'] },
    warnings: ['labels.csv is not read for classes: dataset.json is'],
  });
});

const dot = (shade: number) =>
  sharp({ create: { width: 4, height: 4, channels: 3, background: { r: shade, g: 0, b: 0 } } })
    .png()
    .toBuffer();

test('a folder and a zip are labelled by it, and not by their sub-folders', async () => {
  const files: Record<string, Uint8Array | string> = {
    'mine/00000/a.png': await dot(1),
    'mine/00000/b.png': await dot(2),
    'mine/00001/c.png': await dot(3),
    'mine/dataset.json': JSON.stringify({
      labels: [
        ['00000/a.png', 10],
        ['00000/b.png', 2],
        ['00001/c.png', 10],
      ],
    }),
  };
  const zip = makeZip(
    Object.entries(files).map(([path, bytes]) => ({ path, bytes: Buffer.from(bytes), deflate: true })),
  );
  const folder = temporaryFolder(files);
  for (const source of [folder, join(temporaryFolder({ 'a.zip': zip }), 'a.zip')]) {
    const dataset = await openDataset({ source }, { cacheFolder: temporaryFolder() });
    onTestFinished(() => dataset.close());
    const labels = new Int32Array(3);
    await dataset.read([0, 1, 2], new Float32Array(3 * 48), { labels });
    expect([[...labels], dataset.classes]).toEqual([
      [1, 0, 1],
      ['2', '10'],
    ]);
    expect(dataset.notes?.found).toEqual(['3 pictures; 2 classes, after mine/dataset.json: 2, 10']);
    expect(await checkData(source)).toMatchObject({
      bad: [],
      classes: ['2', '10'],
      classSizes: [1, 2],
      classesFrom: ['mine/dataset.json'],
    });
  }
});

test('a picture without a label is named; labels of null are no classes, and neither are sub-folders', async () => {
  const pictures = { 'x/a.png': await dot(1), 'y/b.png': await dot(2) };
  const source = temporaryFolder({ ...pictures, 'labels.csv': 'file,label\nx/a.png,cat\n' });
  await expect(openDataset({ source }, { cacheFolder: temporaryFolder() })).rejects.toMatchObject({
    code: 'data/no-label',
    message: 'a picture has no class in labels.csv: y/b.png',
  });
  expect((await checkData(source)).bad).toMatchObject([{ code: 'data/no-label' }]);
  const none = temporaryFolder({ ...pictures, 'dataset.json': '{"labels": null}' });
  const dataset = await openDataset({ source: none }, { cacheFolder: temporaryFolder() });
  onTestFinished(() => dataset.close());
  expect([dataset.classes, dataset.notes?.found]).toEqual([[], ['2 pictures; no classes, after dataset.json']]);
});

test('runs of the first reading do not see these files', async () => {
  const source = temporaryFolder({
    'class10/a.png': await dot(1),
    'class2/b.png': await dot(2),
    'dataset.json': '{"labels": [["class10/a.png", 0], ["class2/b.png", 0]]}',
  });
  const dataset = await openDataset({ source, reading: 1 }, { cacheFolder: temporaryFolder() });
  onTestFinished(() => dataset.close());
  expect(dataset.classes).toEqual(['class10', 'class2']);
});
