import { existsSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { openDataset } from '../open.ts';
import type { DataRequest } from '../request.ts';
import { temporaryFolder } from './folders.testing.ts';

/** A picture 40 wide and 20 high: left half red, right half blue. */
function redAndBlue(): Sharp {
  const pixels = new Uint8Array(40 * 20 * 3);
  for (let p = 0; p < 800; p++) pixels[3 * p + (p % 40 < 20 ? 0 : 2)] = 255;
  return sharp(pixels, { raw: { width: 40, height: 20, channels: 3 } });
}

const bmps = JSON.parse(readFileSync(join(import.meta.dirname, '../../../test/fixtures/bmp.json'), 'utf8')) as Record<
  string,
  { file: string; pixels: number[] }
>;
const png = (options = {}) => redAndBlue().png(options).toBuffer();

async function openFiles(files: Record<string, Uint8Array | string>, request: Partial<DataRequest> = {}) {
  const cacheFolder = temporaryFolder();
  const source = temporaryFolder(files);
  const open = async () => {
    const dataset = await openDataset({ source, ...request }, { cacheFolder });
    onTestFinished(() => dataset.close());
    return dataset;
  };
  return { source, cacheFolder, open, dataset: await open() };
}

/** The pixel at x, y of the only picture, as bytes. */
async function pixelsOf(files: Record<string, Uint8Array>, request: Partial<DataRequest> = {}) {
  const { dataset } = await openFiles(files, request);
  const [h, w, c] = dataset.shape as [number, number, number];
  const out = new Float32Array(h * w * c);
  await dataset.read([0], out, { range: [0, 255] });
  return {
    shape: dataset.shape,
    at: (x: number, y: number) => [...out.subarray((y * w + x) * c, (y * w + x) * c + c)],
  };
}

const red = [255, 0, 0];
const blue = [0, 0, 255];

test('crops, pads and stretches to a square', async () => {
  const files = { 'a.png': await png() };
  const crop = await pixelsOf(files, { resolution: 20 });
  expect([crop.shape, crop.at(0, 10), crop.at(19, 10)]).toEqual([[20, 20, 3], red, blue]);
  const pad = await pixelsOf(files, { resolution: 40, fit: 'pad' });
  expect([pad.at(20, 2), pad.at(2, 20), pad.at(37, 20)]).toEqual([[0, 0, 0], red, blue]);
  const stretch = await pixelsOf(files, { resolution: 40, fit: 'stretch' });
  expect([stretch.at(2, 2), stretch.at(37, 37)]).toEqual([red, blue]);
});

test('keeps the size of pictures that are all of one', async () => {
  expect((await pixelsOf({ 'a.png': await png() })).shape).toEqual([20, 40, 3]);
});

test.each<[string, (picture: Sharp) => Sharp, string]>([
  ['lossless WebP', (p) => p.webp({ lossless: true }), 'webp'],
  ['JPEG', (p) => p.jpeg({ quality: 100, chromaSubsampling: '4:4:4' }), 'jpg'],
  ['palette PNG', (p) => p.png({ palette: true, colours: 4 }), 'png'],
  ['16-bit PNG', (p) => p.toColourspace('rgb16').png(), 'png'],
  ['PNG under the name of a JPEG', (p) => p.png(), 'JPEG'],
])('decodes %s', async (_, encode, ending) => {
  const { shape, at } = await pixelsOf({ [`a.${ending}`]: await encode(redAndBlue()).toBuffer() });
  expect(shape).toEqual([20, 40, 3]);
  for (const [pixel, colour] of [
    [at(5, 10), red],
    [at(35, 10), blue],
  ] as const)
    for (const [k, value] of pixel.entries()) expect(Math.abs(value - colour[k]!)).toBeLessThan(6);
});

test('turns as EXIF says, converts CMYK, puts transparent pictures on white', async () => {
  const turned = await pixelsOf({ 'a.jpg': await redAndBlue().withMetadata({ orientation: 6 }).jpeg().toBuffer() });
  expect(turned.shape).toEqual([40, 20, 3]);
  expect(turned.at(10, 2)[0]).toBeGreaterThan(240);
  expect(turned.at(10, 37)[2]).toBeGreaterThan(240);
  const cmyk = await pixelsOf({ 'a.jpg': await redAndBlue().toColourspace('cmyk').jpeg().toBuffer() });
  expect(cmyk.shape).toEqual([20, 40, 3]);
  expect(cmyk.at(5, 10)[0]! - cmyk.at(5, 10)[2]!).toBeGreaterThan(100);
  const clear = await pixelsOf({ 'a.png': await redAndBlue().ensureAlpha(0).png().toBuffer() });
  expect([clear.shape, clear.at(5, 5)]).toEqual([
    [20, 40, 3],
    [255, 255, 255],
  ]);
});

test('grey stays grey unless a picture has colour or three channels are asked for', async () => {
  const grey = await redAndBlue().toColourspace('b-w').png().toBuffer();
  const deep = await redAndBlue().toColourspace('grey16').png().toBuffer();
  expect((await pixelsOf({ 'a.png': grey, 'b.png': deep })).shape).toEqual([20, 40, 1]);
  expect((await pixelsOf({ 'a.png': grey, 'b.png': await png() })).shape).toEqual([20, 40, 3]);
  const three = await pixelsOf({ 'a.png': grey }, { channels: 3 });
  const [r, g, b] = three.at(5, 5);
  expect([three.shape, r, g]).toEqual([[20, 40, 3], b, b]);
  expect((await pixelsOf({ 'a.png': await png() }, { channels: 1 })).shape).toEqual([20, 40, 1]);
});

test('reads labels by class, passes other files over, and decodes only once', async () => {
  const files = {
    'train/red/1.png': await png(),
    'train/blue/2.png': await png(),
    'test/blue/3.png': await png(),
    'train/LICENSE': 'text',
    'train/red/.DS_Store': 'text',
    '__MACOSX/train/red/._1.png': 'text',
  };
  const { dataset, open, cacheFolder, source } = await openFiles(files);
  expect([dataset.count, dataset.classes]).toEqual([2, ['blue', 'red']]);
  const labels = new Int32Array(2);
  await dataset.read([0, 1], new Float32Array(2 * 2400), { labels });
  expect([...labels]).toEqual([0, 1]);
  const decoded = () => readdirSync(join(cacheFolder, 'decoded')).sort();
  const before = decoded();
  expect(before.map((name) => name.slice(32))).toEqual(['.json', '.u8']);
  const again = await open();
  expect([decoded(), again.fingerprint]).toEqual([before, dataset.fingerprint]);
  // A damaged cache is made anew, and so is one whose pictures were touched.
  writeFileSync(join(cacheFolder, 'decoded', before[1]!), 'cut');
  expect((await open()).fingerprint).toBe(dataset.fingerprint);
  utimesSync(join(source, 'train/red/1.png'), 1, 1);
  expect((await open()).fingerprint).toBe(dataset.fingerprint);
  expect(decoded().length).toBe(4);
});

test('a bad picture is an error that names it, and nothing is left', async () => {
  const jpeg = await redAndBlue().jpeg().toBuffer();
  const good = await png();
  const bad: [string, Uint8Array, string][] = [
    ['cut.jpg', jpeg.subarray(0, jpeg.length / 2), 'data/bad-picture'],
    ['cut.png', good.subarray(0, good.length / 2), 'data/bad-picture'],
    ['text.png', Buffer.from('no picture at all'), 'data/not-a-picture'],
    ['empty.webp', new Uint8Array(0), 'data/not-a-picture'],
    ['svg.png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), 'data/unread-format'],
  ];
  const cacheFolder = temporaryFolder();
  for (const [name, bytes, code] of bad) {
    const source = temporaryFolder({ 'a.png': good, [name]: bytes });
    await expect(openDataset({ source, resolution: 8 }, { cacheFolder }), name).rejects.toMatchObject({
      kind: 'data',
      code,
      where: join(source, name),
      fix: expect.stringMatching(name === 'svg.png' ? /convert it to PNG/ : `duel data check '${source}'`),
    });
  }
  expect(readdirSync(join(cacheFolder, 'decoded'))).toEqual([]);
});

test('refuses an empty folder, mixed sizes without a resolution, a declared giant', async () => {
  await expect(openFiles({ README: 'text' })).rejects.toMatchObject({ code: 'data/empty' });
  const small = await redAndBlue().resize(10, 10).png().toBuffer();
  const files = { 'a.png': await png(), 'b.png': small };
  await expect(openFiles(files)).rejects.toMatchObject({
    code: 'data/mixed-sizes',
    message: expect.stringContaining('2 pictures from 10×10 to 40×20'),
  });
  const { dataset } = await openFiles(files, { resolution: 16 });
  expect(dataset.shape).toEqual([16, 16, 3]);
  const giant = Buffer.from(await png());
  giant.writeUInt32BE(100_000, 16);
  giant.writeUInt32BE(100_000, 20);
  await expect(openFiles({ 'a.png': giant }, { resolution: 8 })).rejects.toMatchObject({ kind: 'data' });
});

test('stops when told to, and leaves nothing', async () => {
  const source = temporaryFolder({ 'a.png': await png() });
  const cacheFolder = temporaryFolder();
  const signal = AbortSignal.abort(new Error('stop'));
  await expect(openDataset({ source }, { cacheFolder, signal })).rejects.toThrow('stop');
  expect(existsSync(join(cacheFolder, 'decoded')) ? readdirSync(join(cacheFolder, 'decoded')) : []).toEqual([]);
});

test('reads what begins like a picture, whatever it is called, and the first frame of an animation', async () => {
  const bmp = Buffer.from(bmps['24 bits']!.file, 'base64');
  const plain = (await redAndBlue().raw().toBuffer()) as Uint8Array;
  const frames = sharp(Buffer.concat([plain, new Uint8Array(plain.length)]), {
    raw: { width: 40, height: 40, channels: 3, pageHeight: 20 },
  });
  const pictures: [string, Uint8Array, number][] = [
    ['a.tif', await redAndBlue().tiff({ compression: 'lzw' }).toBuffer(), 0],
    ['a.gif', await frames.gif({ effort: 1 }).toBuffer(), 0],
    ['a.avif', await redAndBlue().avif({ lossless: true }).toBuffer(), 6],
    ['a.jfif', await redAndBlue().jpeg({ quality: 100 }).toBuffer(), 40],
    ['image?id=3', await png(), 0],
    ['a.txt', await png(), 0],
  ];
  for (const [name, bytes, off] of pictures) {
    const { shape, at } = await pixelsOf({ [name]: bytes });
    expect(shape, name).toEqual([20, 40, 3]);
    for (const [k, value] of at(5, 10).entries()) expect(Math.abs(value - red[k]!), name).toBeLessThanOrEqual(off);
    for (const [k, value] of at(35, 10).entries()) expect(Math.abs(value - blue[k]!), name).toBeLessThanOrEqual(off);
  }
  const { shape, at } = await pixelsOf({ 'a.BMP': bmp });
  expect([shape, at(1, 0)]).toEqual([[3, 5, 3], bmps['24 bits']!.pixels.slice(3, 6)]);
});

test('a TIFF of floats is refused: nothing says what they look like', async () => {
  // [[0, 0.5], [1, 0.25]] as Pillow writes it
  const floats = Buffer.from(
    'SUkqAAgAAAAKAAABBAABAAAAAgAAAAEBBAABAAAAAgAAAAIBAwABAAAAIAAAAAMBAwABAAAAAQAAAAYBAwABAAAAAQAAABEBBAABAAAAhgAAABYBBAABAAAAAgAAABcBBAABAAAAEAAAABwBAwABAAAAAQAAAFMBAwABAAAAAwAAAAAAAAAAAAAAAAAAPwAAgD8AAIA+',
    'base64',
  );
  await expect(openFiles({ 'a.tif': floats })).rejects.toMatchObject({
    code: 'data/picture-values',
    fix: expect.stringContaining('.npy'),
  });
});

test('says what is left out: pictures in formats that are not read, and other files', async () => {
  const heic = Buffer.from('\0\0\0\x1cftypheic\0\0\0\0mif1heicmiaf', 'latin1');
  const files = {
    'a.png': await png(),
    'b.heic': heic,
    'c.psd': Buffer.from('8BPS\0\x01', 'latin1'),
    'd.dng': await redAndBlue().tiff().toBuffer(),
    'README.md': 'BMs are words',
    'Thumbs.db': 'x',
    '.DS_Store': 'x',
    '._a.png': 'x',
    '__MACOSX/x': 'x',
  };
  const { dataset, source } = await openFiles(files);
  expect([dataset.count, dataset.notes]).toEqual([
    1,
    {
      found: [`1 of 5 files; 4 passed over: see duel data check '${source}'`, '1 picture; no classes'],
      warnings: [expect.stringContaining('not read are left out: HEIC (1), Photoshop (1), camera raw (DNG) (1)')],
    },
  ]);
  await expect(openFiles({ 'a.heic': heic, x: 'x' })).rejects.toMatchObject({
    code: 'data/unread-format',
    fix: expect.stringContaining('magick'),
  });
  // An iPhone's pictures are sometimes only called JPEG.
  await expect(openFiles({ 'a.jpg': heic })).rejects.toMatchObject({
    code: 'data/unread-format',
    message: expect.stringContaining('HEIC'),
  });
});

test('a link that leads nowhere is named, where it is called a picture', async () => {
  const source = temporaryFolder({ 'a.png': await png() });
  symlinkSync('gone.txt', join(source, 'notes.txt'));
  const dataset = await openDataset({ source }, { cacheFolder: temporaryFolder() });
  expect([dataset.count, dataset.notes?.found[0]]).toEqual([1, expect.stringContaining('1 of 2 files')]);
  await dataset.close();
  symlinkSync('gone.png', join(source, 'b.png'));
  await expect(openDataset({ source }, { cacheFolder: temporaryFolder() })).rejects.toMatchObject({
    code: 'data/dangling-link',
    where: join(source, 'b.png'),
    message: expect.stringContaining('gone.png'),
  });
});
