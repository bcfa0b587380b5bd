import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect } from 'vitest';
import { checkData } from '../../src/data/index.ts';
import { temporaryFolder } from '../../src/data/pictures/folders.testing.ts';
import { makeZip } from '../../src/data/pictures/zip.testing.ts';
import { look, testRows } from './rows.ts';

/** A grey picture of one shade, by which it is known again. */
const shade = (value: number) =>
  sharp({ create: { width: 4, height: 4, channels: 3, background: { r: value, g: value, b: value } } });
const png = (value: number) => shade(value).png().toBuffer();

/** A folder of pictures, each of the shade that is named. */
async function folder(
  shades: Readonly<Record<string, number>>,
  more: Readonly<Record<string, string | Uint8Array>> = {},
) {
  const pictures = await Promise.all(Object.entries(shades).map(async ([path, value]) => [path, await png(value)]));
  return temporaryFolder({ ...Object.fromEntries(pictures), ...more });
}

/** [[0, 0.5], [1, 0.25]] as Pillow writes it. */
const floatTiff =
  'SUkqAAgAAAAKAAABBAABAAAAAgAAAAEBBAABAAAAAgAAAAIBAwABAAAAIAAAAAMBAwABAAAAAQAAAAYBAwABAAAAAQAAABEBBAABAAAAhgAAABYBBAABAAAAAgAAABcBBAABAAAAEAAAABwBAwABAAAAAQAAAFMBAwABAAAAAwAAAAAAAAAAAAAAAAAAPwAAgD8AAIA+';

const deep = (values: readonly number[]) =>
  sharp(Uint16Array.from(values), { raw: { width: 2, height: 2, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toBuffer();

testRows('Folders and zips of pictures', {
  'folders called `train`': async () => {
    for (const [train, other] of [
      ['Train', 'TEST'],
      ['training', 'eval'],
      ['trn', 'testing'],
      ['train', 'val'],
      ['train', 'Valid'],
      ['train', 'dev'],
    ]) {
      const source = await folder({ [`${train}/a.png`]: 10, [`${other}/b.png`]: 20, 'more/c.png': 30 });
      expect((await look(source)).values).toEqual([10]);
      expect((await look(source, { split: 'test' })).values).toEqual([20]);
      expect((await look(join(source, train!))).values).toEqual([10]);
      expect((await look(source)).warnings).toContain('1 picture lies outside');
    }
  },
  'no test split': async () => {
    const validated = await folder({ 'train/a.png': 10, 'val/b.png': 20 });
    expect((await look(validated, { split: 'test' })).values).toEqual([20]);
    const names = Array.from({ length: 40 }, (_, k) => [`${k}`, k + 1] as const);
    const source = await folder(Object.fromEntries(names.map(([name, value]) => [`${name}.png`, value])));
    await expect(look(source, { split: 'test' })).rejects.toMatchObject({
      code: 'data/no-split',
      fix: expect.stringContaining('--hold-out 0.1'),
    });
    const held = await look(source, { split: 'test', holdOut: 0.1 });
    const rest = await look(source, { holdOut: 0.1 });
    expect([...held.values, ...rest.values].sort((a, b) => a - b)).toEqual(names.map(([, value]) => value));
    // by their names: those in another folder, with other endings and other neighbours
    const outs = held.values.map((value) => value - 1);
    const other = temporaryFolder(
      Object.fromEntries(
        await Promise.all(
          names.slice(0, 39).map(async ([name, v]) => [`${name}.webp`, await shade(v).webp().toBuffer()]),
        ),
      ),
    );
    const again = (await look(other, { split: 'test', holdOut: 0.1 })).values.length;
    expect(again).toBe(outs.filter((k) => k < 39).length);
  },
  'one such folder among others': async () => {
    const source = await folder({ 'train/a.png': 1, 'plane/b.png': 2, 'car/c.png': 3 });
    const { classes, warnings } = await look(source);
    expect(classes).toEqual(['car', 'plane', 'train']);
    expect(warnings).toContain("'train'");
    expect((await look(join(source, 'train'))).values).toEqual([1]);
  },
  'sub-folders, or sub-folders of splits': async () => {
    const source = await folder({ 'dog/a.png': 1, 'cat/b.png': 2, 'cat/deep/er/c.png': 3 });
    const { classes, labels, values } = await look(source);
    expect([classes, values.map((value, k) => [value, labels[k]])]).toEqual([
      ['cat', 'dog'],
      expect.arrayContaining([
        [1, 1],
        [2, 0],
        [3, 0],
      ]),
    ]);
    const split = await folder({ 'train/dog/a.png': 1, 'train/cat/b.png': 2, 'test/cat/c.png': 3 });
    expect((await look(split)).classes).toEqual(['cat', 'dog']);
    expect((await look(await folder({ 'a.png': 1, 'b.png': 2 }))).classes).toEqual([]);
  },
  '`dataset.json` as StyleGAN has it': async () => {
    const shades = { '00000/a.png': 1, '00000/b.png': 2, '00001/c.png': 3 };
    const said = (labels: unknown, of = shades) => folder(of, { 'dataset.json': JSON.stringify({ labels }) });
    const all = (...labels: unknown[]) => labels.map((label, k) => [Object.keys(shades)[k], label]);
    for (const [labels, classes] of [
      [all(10, 2, 10), ['2', '10']],
      [all('cat', 'dog', 'cat'), ['cat', 'dog']],
      [all([0, 1], [1, 0], [0, 1]), ['0', '1']],
      [null, []],
    ])
      expect((await look(await said(labels))).classes).toEqual(classes);
    expect((await look(await said([...all(1, 1, 1), ['gone.png', 1]]))).warnings).toContain('gone.png');
    await expect(look(await said(all(1, 1)))).rejects.toMatchObject({ code: 'data/no-label' });
    await expect(look(await said(all([0.5, 0.5], 1, 1)))).rejects.toMatchObject({ code: 'data/bad-labels' });
    expect((await look(await folder(shades))).classes).toEqual(['00000', '00001']);
  },
  '`metadata.csv` or `labels.csv` there': async () => {
    const shades = { 'x/a.png': 1, 'y/b.png': 2 };
    for (const [name, text] of [
      ['metadata.csv', 'file_name,label\nx/a.png,cat\ny/b.png,dog\n'],
      ['labels.csv', 'id;category\na;cat\nb;dog\n'],
    ])
      expect((await look(await folder(shades, { [name!]: text! }))).classes).toEqual(['cat', 'dog']);
    const unread = await look(await folder(shades, { 'labels.csv': 'file,weather\na,rain\n' }));
    expect([unread.classes, unread.warnings]).toEqual([['x', 'y'], expect.stringContaining('no column of classes')]);
    await expect(look(await folder(shades, { 'labels.csv': 'file,label\na,cat\n' }))).rejects.toMatchObject({
      code: 'data/no-label',
    });
  },
  'one folder around everything': async () => {
    const source = await folder({ 'pets/train/cat/a.png': 1, 'pets/train/dog/b.png': 2, 'pets/test/cat/c.png': 3 });
    expect(await look(source)).toMatchObject({ classes: ['cat', 'dog'], values: [1, 2] });
    expect((await look(await folder({ 'all/a.png': 1, 'all/b.png': 2 }))).classes).toEqual([]);
  },
  'a path that goes on inside a zip': async () => {
    const pets = { 'pets/train/cats/a.png': 1, 'pets/train/dogs/b.png': 2, 'pets/test/cats/c.png': 3 };
    const entries = await Promise.all(Object.entries(pets).map(async ([path, v]) => ({ path, bytes: await png(v) })));
    const zipped = join(temporaryFolder({ 'pets.zip': makeZip(entries) }), 'pets.zip');
    const cycle = await folder({ 'traincats/a.png': 1, 'traindogs/b.png': 2, 'testcats/c.png': 3 });
    for (const place of [join(zipped, 'cats'), join(await folder(pets), 'pets/cats'), join(cycle, 'cats')]) {
      expect((await look(place)).values).toEqual([1]);
      expect((await look(place, { split: 'test' })).values).toEqual([3]);
    }
  },
  'names of classes': async () => {
    const source = await folder({ 'class10/a.png': 1, 'class2/b.png': 2, 'Class1/c.png': 3 });
    expect((await look(source)).classes.map((name) => name.toLowerCase())).toEqual(['class1', 'class2', 'class10']);
  },
  'a PNG, JPEG': async () => {
    const formats = ['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const;
    const files = await Promise.all(
      formats.map(
        async (format) =>
          [`${format}.${format === 'jpeg' ? 'jfif' : format}`, await shade(90).toFormat(format).toBuffer()] as const,
      ),
    );
    const unnamed = [['by-its-bytes.dat.png', await shade(90).jpeg().toBuffer()] as const];
    const { values } = await look(temporaryFolder(Object.fromEntries([...files, ...unnamed])));
    expect(values).toHaveLength(7);
    for (const value of values) expect(Math.abs(value - 90)).toBeLessThan(4);
    const frames = await sharp([await png(10), await png(200)], { join: { animated: true } })
      .webp({ lossless: true })
      .toBuffer();
    expect((await look(temporaryFolder({ 'a.webp': frames }))).values).toEqual([10]);
  },
  'a picture in another format': async () => {
    const source = await folder({ 'a.png': 1 }, { 'b.heic': 'x', 'c.nef': 'x', 'd.psd': 'x' });
    const { values, warnings } = await look(source);
    expect(values).toEqual([1]);
    expect(warnings).toMatch(/3 .*not read|left out/);
    const { bad } = await checkData(source);
    expect(bad.map(({ file, code }) => `${file.split('/').at(-1)} ${code}`)).toEqual([
      'b.heic data/unread-format',
      'c.nef data/unread-format',
      'd.psd data/unread-format',
    ]);
    expect(bad[0]!.problem).toMatch(/convert/);
  },
  'pictures of 16 bits': async () => {
    const source = temporaryFolder({
      'train/a.png': await deep([1000, 0, 0, 0]),
      'test/b.png': await deep([3900, 0, 0, 0]),
    });
    const { values, found } = await look(source);
    expect(values).toEqual([Math.round((255 * 1000) / 4095)]);
    expect(found).toContain('values 0 … 3,900; 4,095 is taken for white, and 8 bits of each value are kept');
  },
  'a TIFF of floats': async () => {
    const source = temporaryFolder({ 'a.tif': Buffer.from(floatTiff, 'base64') });
    await expect(look(source)).rejects.toMatchObject({
      code: 'data/picture-values',
      fix: expect.stringContaining('.npy'),
    });
  },
  'other files': async () => {
    const source = await folder({ 'a.png': 1 }, { 'notes.txt': 'x', 'b.md': 'y' });
    const { passedOver, passedOverEndings, badCount } = await checkData(source);
    expect([passedOver, passedOverEndings, badCount]).toEqual([2, { txt: 1, md: 1 }, 0]);
    expect((await look(source)).found).toContain('2');
  },
  'hidden files': async () => {
    const source = await folder(
      { 'a.png': 1 },
      { '.DS_Store': 'x', '._a.png': 'x', 'Thumbs.db': 'x', '__MACOSX/a.png': 'x', '.hidden.png': 'x' },
    );
    expect(await checkData(source)).toMatchObject({ files: 1, passedOver: 0, badCount: 0 });
  },
  'a link that leads nowhere': async () => {
    if (process.platform === 'win32') return;
    const source = await folder({ 'cat/a.png': 1, 'dog/b.png': 2 });
    symlinkSync('/nowhere', join(source, 'cat', 'c.png'));
    await expect(look(source)).rejects.toMatchObject({ kind: 'data', where: expect.stringContaining('c.png') });
    if (process.getuid?.() === 0) return;
    const closed = await folder({ 'cat/a.png': 1, 'dog/b.png': 2 });
    chmodSync(join(closed, 'dog'), 0);
    await expect(look(closed)).rejects.toMatchObject({ kind: 'data', where: expect.stringContaining('dog') });
    chmodSync(join(closed, 'dog'), 0o755);
  },
  "a class with a tenth of another's": async () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, k) => [`cat/${k}.png`, 1]));
    expect((await look(await folder({ ...many, 'dog/a.png': 2, 'dog/b.png': 3 }))).warnings).toContain(
      "'dog' has 2 pictures, 'cat' has 20 pictures",
    );
  },
  'pictures that have the pixels of another': async () => {
    const source = await folder({
      'train/a.png': 1,
      'train/b.png': 2,
      'train/c.png': 2,
      'test/d.png': 1,
      'test/e.png': 3,
    });
    expect((await look(source)).values).toEqual([1, 2, 2]);
    const { twins, twinCount, warnings } = await checkData(source);
    expect([twinCount, twins.length]).toEqual([2, 2]);
    expect(warnings.join('\n')).toMatch(/a picture is in two splits, such as/);
  },
});
