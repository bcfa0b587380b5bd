import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { checkData } from '../check.ts';
import { openDataset } from '../open.ts';
import type { Reading } from '../reading.ts';
import type { DataRequest } from '../request.ts';
import { openSized } from './any-size.ts';
import { temporaryFolder } from './folders.testing.ts';
import { whiteFor } from './sixteen-bits.ts';

/** A picture of 16 bits, 4 wide and 2 high, with these values in all colours. */
const deep = (values: readonly number[], channels: 1 | 3 | 4) => {
  const pixels = Uint16Array.from({ length: 8 * channels }, (_, i) => values[Math.floor(i / channels)]!);
  return sharp(pixels, { raw: { width: 4, height: 2, channels } }).toColourspace(channels === 1 ? 'grey16' : 'rgb16');
};
const dark = [0, 1, 16, 100, 255, 256, 300, 400];
const light = [0, 4, 500, 1000, 2000, 3000, 3500, 3812];

async function bytesOf(source: string, request: Partial<DataRequest> = {}) {
  const dataset = await openDataset({ source, ...request }, { cacheFolder: temporaryFolder() });
  const size = dataset.shape.reduce((a, b) => a * b, 1);
  const values = new Float32Array(dataset.count * size);
  await dataset.read([...Array(dataset.count).keys()], values, { range: [0, 255] });
  await dataset.close();
  return { values: [...values].map(Math.round), notes: dataset.notes?.found ?? [], shape: dataset.shape };
}
const scaled = (values: readonly number[], white: number) => values.map((v) => Math.round((255 * v) / white));

test.each([
  [0, 255],
  [255, 255],
  [256, 511],
  [1000, 1023],
  [3812, 4095],
  [4095, 4095],
  [4096, 8191],
  [16_383, 16_383],
  [40_000, 65_535],
])('of a greatest value of %d, %d is white', (greatest, white) => expect(whiteFor(greatest)).toBe(white));

test('the greatest value of all pictures of 16 bits decides what is white, also of a split that is not opened', async () => {
  const source = temporaryFolder({
    'train/a.png': await deep(dark, 1).png().toBuffer(),
    'train/b.tiff': await deep(dark, 1).tiff({ compression: 'none' }).toBuffer(),
    'test/c.png': await deep(light, 1).png().toBuffer(),
  });
  const { values, notes, shape } = await bytesOf(source);
  expect(shape).toEqual([2, 4, 1]);
  expect(values).toEqual([...scaled(dark, 4095), ...scaled(dark, 4095)]);
  const note = 'pictures of 16 bits: values 0 … 3,812; 4,095 is taken for white, and 8 bits of each value are kept';
  expect(notes).toContain(note);
  expect((await checkData(source)).found).toContain(note);
  // a run that began with earlier rules goes on with what it had: black
  expect((await bytesOf(source, { reading: 3 })).values.every((v) => v <= 2)).toBe(true);
});

test('colours, transparency on white, and pictures of 8 bits among them', async () => {
  const plain = Uint8Array.from({ length: 24 }, (_, i) => 10 * i);
  const source = temporaryFolder({
    'a.png': await deep(light, 3).png().toBuffer(),
    'b.png': await sharp(plain, { raw: { width: 4, height: 2, channels: 3 } })
      .png()
      .toBuffer(),
    'c.png': await deep([0, 0, 0, 0, 4095, 4095, 4095, 4095], 4).png().toBuffer(),
  });
  const { values } = await bytesOf(source);
  const triple = (list: readonly number[]) => list.flatMap((v) => [v, v, v]);
  expect(values.slice(0, 24)).toEqual(triple(scaled(light, 4095)));
  expect(values.slice(24, 48)).toEqual([...plain]);
  expect(values.slice(48)).toEqual(triple([255, 255, 255, 255, 255, 255, 255, 255]));
});

test('what uses all 16 bits is what it was', async () => {
  const source = temporaryFolder({
    'a.png': await deep(
      light.map((v) => 17 * v),
      1,
    )
      .png()
      .toBuffer(),
  });
  expect((await bytesOf(source)).values).toEqual((await bytesOf(source, { reading: 3 })).values);
});

test('what is to be translated is read alike: the greatest value of all of it decides, and it is said', async () => {
  const folder = temporaryFolder({
    'a.png': await deep(dark, 1).png().toBuffer(),
    'b.png': await deep(light, 1).png().toBuffer(),
  });
  const read = async (path: string, reading?: Reading) => {
    const pictures = await openSized(path, { reading });
    const { pixels } = await pictures.read(0, 1);
    const found = await pictures.found();
    await pictures.close();
    return { pixels: [...pixels], found };
  };
  const note = (greatest: string, white: string) =>
    `pictures of 16 bits: values 0 … ${greatest}; ${white} is taken for white, and 8 bits of each value are kept`;
  expect(await read(folder)).toEqual({ pixels: scaled(dark, 4095), found: [note('3,812', '4,095')] });
  expect(await read(join(folder, 'a.png'))).toEqual({ pixels: scaled(dark, 511), found: [note('400', '511')] });
  // a run that began with earlier rules translates by them
  expect((await read(folder, 3)).found).toEqual([]);
});
