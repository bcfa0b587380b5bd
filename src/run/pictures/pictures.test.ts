import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { imageGrid, singleImage } from './pictures.ts';
import { gridRaster } from './raster.ts';

const unit = [-1, 1] as const;

async function pixels(png: Uint8Array) {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  return { data: [...data], width: info.width, height: info.height, channels: info.channels };
}

describe('grids', () => {
  const images = { data: Float32Array.of(-1, 1, 0, 9, -9, Number.NaN), count: 3, height: 1, width: 2, channels: 1 };

  test('place the images, clip values, and leave the rest white', async () => {
    const png = await imageGrid({ ...images, range: unit, columns: 2, padding: 1, scale: 1 });
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', space: 'b-w', channels: 1, depth: 'uchar' });
    const _ = 255;
    expect(gridRaster({ ...images, range: unit, columns: 2, padding: 1, scale: 1 })).toEqual({
      width: 7,
      height: 5,
      channels: 1,
      // biome-ignore format: a picture
      data: Uint8Array.of(
        _, _, _, _, _, _, _,
        _, 0, 255, _, 128, 255, _,
        _, _, _, _, _, _, _,
        _, 0, 0, _, _, _, _,
        _, _, _, _, _, _, _,
      ),
    });
  });

  test('enlarge with sharp edges', () => {
    const raster = gridRaster({
      ...images,
      count: 1,
      data: Float32Array.of(0, 1),
      range: [0, 1],
      padding: 0,
      scale: 2,
    });
    expect(raster).toMatchObject({ width: 4, height: 2, data: Uint8Array.of(0, 0, 255, 255, 0, 0, 255, 255) });
  });

  test('have a pleasant size by default', () => {
    const size = (count: number, edge: number) => {
      const data = new Float32Array(count * edge * edge);
      const { width, height } = gridRaster({ data, count, height: edge, width: edge, channels: 1, range: unit });
      return [width, height];
    };
    expect(size(64, 28)).toEqual([8 * (84 + 2) + 2, 8 * (84 + 2) + 2]);
    expect(size(10, 32)).toEqual([4 * (96 + 2) + 2, 3 * (96 + 2) + 2]);
    expect(size(1, 128)).toEqual([132, 132]);
  });

  test('keep colours, and give equal bytes for equal input', async () => {
    const data = Float32Array.of(1, -1, -1, -1, 1, 0);
    const options = { data, count: 2, height: 1, width: 1, channels: 3, range: unit, padding: 0, scale: 1 };
    const png = await imageGrid(options);
    expect(await pixels(png)).toEqual({ width: 2, height: 1, channels: 3, data: [255, 0, 0, 0, 255, 128] });
    expect(Buffer.compare(png, await imageGrid(options))).toBe(0);
  });

  test('refuse what is no image', () => {
    const refused = (changes: object) => () => gridRaster({ ...images, range: unit, ...changes });
    expect(refused({ count: 4 })).toThrow('6 values are no images of shape [4, 1, 2, 1]');
    expect(refused({ count: 0, data: new Float32Array() })).toThrow('no images');
    expect(refused({ channels: 2 })).toThrow('1, 3 or 4 channels');
    expect(refused({ range: [1, 1] })).toThrow('no range');
  });
});

test('single images have no frame', async () => {
  const images = {
    data: Float32Array.of(0, 0, 1, 0.2),
    count: 2,
    height: 1,
    width: 2,
    channels: 1,
    range: [0, 1],
  } as const;
  const { data, width, height } = await pixels(await singleImage(images, 1));
  expect([width, height]).toEqual([2, 1]);
  expect(data.filter((_, i) => i % (data.length / 2) === 0)).toEqual([255, 51]);
});
