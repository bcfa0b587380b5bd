import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { decodeNpy } from '../../src/data/arrays/npy-array.ts';
import { Folder } from './duel.ts';

const folder = new Folder();
afterAll(() => folder.remove());
const size = async (file: string) => {
  const { width, height } = await sharp(folder.file(file)).metadata();
  return [width, height];
};

it('trains, samples and walks in pictures that are not square', async () => {
  const steps = ['--steps', '2', '--batch', '4', '--threads', '1'];
  const { code, stderr } = await folder.duel('train', 'quickstart', '--resolution', '20x32', ...steps);
  expect(code, stderr).toBe(0);
  const config = JSON.parse(readFileSync(folder.file('runs/001-quickstart/config.json'), 'utf8'));
  expect(config.data.resolution).toEqual([20, 32]);
  const page = [8 * (3 * 32 + 2) + 2, 8 * (3 * 20 + 2) + 2];
  expect(await size('runs/001-quickstart/reals.png')).toEqual(page);
  expect(await size('runs/001-quickstart/samples/000000002.png')).toEqual(page);
  await folder.here('sample', 'last', '-n', '3', '--out', 'some.npy');
  expect(decodeNpy(readFileSync(folder.file('some.npy')), 'some.npy').shape).toEqual([3, 20, 32, 1]);
  await folder.here('walk', 'last', '--frames', '3', '--out', 'way.png');
  expect(await size('way.png')).toEqual([3 * (3 * 32 + 2) + 2, 3 * 20 + 4]);
});

it('goes on with a size in one number, as with two', async () => {
  const of = async (text: string) =>
    (
      await folder.json<{ config: { data: object } }>(
        'train',
        'dcgan',
        '--data',
        'digits',
        '--resolution',
        text,
        '--dry-run',
      )
    ).config.data;
  expect(await of('32x32')).toEqual(await of('32'));
});

it.each([
  ['dcgan', '50x70', /cannot make pictures of 50×70×1.*--resolution 48x72, the nearest/s],
  ['quickstart', '30', /cannot make pictures of 30×30×1.*--resolution 32, the nearest/s],
  ['dcgan', '48x', /--resolution takes a number of pixels, or height and width such as 48x64/],
  ['dcgan', '0x4', /--resolution takes a number of pixels/],
  ['dcgan', '5000', /whole numbers from 1 to 4096/],
])('refuses a size of %s that it cannot make: %s', async (preset, resolution, message) => {
  const { code, stderr } = await folder.here(
    'train',
    preset,
    '--data',
    'digits',
    '--resolution',
    resolution,
    '--dry-run',
  );
  expect(stderr).toMatch(message);
  expect(code).toBeGreaterThan(1);
});
