import { readdirSync } from 'node:fs';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { openDataset } from '../../data/index.ts';
import { temporaryFolder } from '../../data/pictures/folders.testing.ts';
import { dcgan } from '../../presets/papers/dcgan.ts';
import { chooseResolution } from './chooseResolution.ts';

const jpeg = (width: number, height: number, orientation = 1) =>
  sharp({ create: { width, height, channels: 3, background: '#a63' } })
    .withMetadata({ orientation })
    .jpeg()
    .toBuffer();

const choose = (files: Record<string, Uint8Array>, fit?: 'pad') =>
  chooseResolution(dcgan, { source: temporaryFolder(files), range: [-1, 1], ...(fit && { fit }) }, {});

let photo: Buffer;
let portrait: Buffer;
beforeAll(async () => {
  [photo, portrait] = await Promise.all([jpeg(4000, 3000), jpeg(4000, 3000, 6)]);
});

test('photographs are taken at 64, and it is said what else could be', async () => {
  const { resolution, why } = (await choose({ 'a.jpg': photo, 'b.jpg': photo }))!;
  expect(resolution).toBe(64);
  expect(why).toBe(
    '2 pictures of 4000×3000, taken at 64×64, cut to the square in the middle; --resolution 128 shows more, in about ' +
      'four times the time, --resolution 48x64 keeps whole pictures',
  );
});

test('sizes are those of turned pictures', async () => {
  expect((await choose({ 'a.jpg': portrait }))!.why).toMatch(/^1 picture of 3000×4000, .*--resolution 64x48 keeps/);
});

test('pictures of many sizes are taken at a size that most have', async () => {
  const files = { 'a.jpg': await jpeg(60, 50), 'b.jpg': await jpeg(90, 50), 'c.jpg': photo };
  const { resolution, why } = (await choose(files, 'pad'))!;
  expect(resolution).toBe(48);
  expect(why).toBe('3 pictures from 60×50 to 4000×3000, taken at 48×48, with black bars');
});

test('pictures that the preset can make keep their size', async () => {
  expect(await choose({ 'a.jpg': await jpeg(96, 96), 'b.jpg': await jpeg(96, 96) })).toBeUndefined();
  expect((await choose({ 'a.jpg': await jpeg(100, 60) }))!.resolution).toBe(56);
});

test('data that are no pictures are left alone', async () => {
  expect(await choose({ 'a.txt': Buffer.from('x') })).toBeUndefined();
  const data = { source: 'ring', range: [-1, 1] as const };
  expect(await chooseResolution(dcgan, data, {})).toBeUndefined();
});

test.each([
  ['data/large-pictures', 4000],
  ['data/mixed-sizes', 40],
])('%s is said before anything is decoded', async (code, width) => {
  const cacheFolder = temporaryFolder();
  const source = temporaryFolder({ 'a.jpg': await jpeg(width, 3000), 'b.jpg': await jpeg(30, 30) });
  await expect(openDataset({ source }, { cacheFolder })).rejects.toMatchObject({ code });
  expect(readdirSync(cacheFolder, { recursive: true, withFileTypes: true }).filter((f) => f.isFile())).toEqual([]);
});

test('a large photograph is turned as its EXIF data say', async () => {
  const left = { create: { width: 2000, height: 3000, channels: 3, background: '#f00' } } as const;
  const file = await sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#00f' } })
    .composite([{ input: await sharp(left).png().toBuffer(), left: 0, top: 0 }])
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const dataset = await openDataset(
    { source: temporaryFolder({ 'a.jpg': file }), resolution: 64 },
    { cacheFolder: temporaryFolder() },
  );
  const out = new Float32Array(64 * 64 * 3);
  await dataset.read([0], out, { range: [0, 1] });
  await dataset.close();
  const at = (y: number, x: number) => [...out.subarray((y * 64 + x) * 3, (y * 64 + x) * 3 + 3)].map(Math.round);
  // a quarter to the right: what was left is above
  expect([at(8, 8), at(8, 56), at(56, 8), at(56, 56)]).toEqual([
    [1, 0, 0],
    [1, 0, 0],
    [0, 0, 1],
    [0, 0, 1],
  ]);
});
