import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { RandomStream } from '../random/stream.ts';
import { cropped } from './cropped.ts';
import { type Dataset, exampleSize, type ReadOptions } from './dataset.ts';
import { openDataset } from './open.ts';
import { parsePairs } from './pairs/short.ts';
import { temporaryFolder } from './pictures/folders.testing.ts';
import type { DataRequest } from './request.ts';
import { inMemory } from './storage/in-memory.ts';

/** Pictures 6 by 9 whose pixels say where they are: 10 y + x + 100 k. */
const numbered = (count: number, [height, width] = [6, 9]): Dataset =>
  inMemory({
    name: 'numbered',
    shape: [height!, width!, 1],
    stored: Uint8Array.from({ length: count * height! * width! }, (_, i) => {
      const [k, p] = [Math.floor(i / (height! * width!)), i % (height! * width!)];
      return 100 * k + 10 * Math.floor(p / width!) + (p % width!);
    }),
    fingerprint: `numbered${height}x${width}`,
  });

const draws = (step: number) => (k: number) => new RandomStream(3, `draws/real/${k}`, step);

async function read(dataset: Dataset, indices: number[], options: ReadOptions = {}): Promise<number[][]> {
  const shape = options.part === undefined ? dataset.shape : dataset.parts![options.part]!.shape;
  const size = exampleSize(shape);
  const out = new Float32Array(indices.length * size);
  await dataset.read(indices, out, { range: [0, 255], ...options });
  return indices.map((_, k) => [...out.subarray(k * size, (k + 1) * size)]);
}

test('without draws the middle is cut out', async () => {
  const dataset = cropped(numbered(2), { crop: [3, 4], flip: true });
  expect([dataset.shape, dataset.fingerprint]).toEqual([[3, 4, 1], 'crop-v1-3x4-flip-numbered6x9']);
  const middle = [12, 13, 14, 15, 22, 23, 24, 25, 32, 33, 34, 35];
  expect(await read(dataset, [1, 0])).toEqual([middle.map((value) => value + 100), middle]);
});

test('with draws every window comes as often, mirrored half of the time', async () => {
  const dataset = cropped(numbered(1), { crop: [3, 4], flip: true });
  const seen = new Map<string, number>();
  const rounds = 4800;
  const indices = new Array<number>(rounds).fill(0);
  for (const window of await read(dataset, indices, { draws: draws(0) })) {
    const isFlipped = window[0]! > window[1]!;
    const [top, left] = [Math.floor(window[0]! / 10), (isFlipped ? window[3]! : window[0]!) % 10];
    const expected = [0, 1, 2].flatMap((y) => {
      const row = [0, 1, 2, 3].map((x) => 10 * (top + y) + left + x);
      return isFlipped ? row.reverse() : row;
    });
    expect(window).toEqual(expected);
    const place = `${top} ${left} ${isFlipped}`;
    seen.set(place, (seen.get(place) ?? 0) + 1);
  }
  // 4 places down, 6 across, mirrored or not; 100 of each are expected.
  expect(seen.size).toBe(48);
  for (const n of seen.values()) expect(Math.abs(n - 100)).toBeLessThan(45);
});

test('crop or flip alone', async () => {
  const flipped = cropped(numbered(1), { flip: true });
  expect(flipped.shape).toEqual([6, 9, 1]);
  const firsts = (await read(flipped, new Array<number>(20).fill(0), { draws: draws(1) })).map((picture) => picture[0]);
  expect(new Set(firsts)).toEqual(new Set([0, 8]));
  const windows = await read(cropped(numbered(1), { crop: 2 }), new Array<number>(50).fill(0), { draws: draws(1) });
  expect(windows.every(([a, b]) => a! < b!)).toBe(true);
  const plain = numbered(1);
  expect(cropped(plain, {})).toBe(plain);
});

async function open(request: Partial<DataRequest>): Promise<Dataset> {
  const pixels = (width: number, height: number, add: number) =>
    sharp(
      Uint8Array.from({ length: width * height }, (_, p) => add + 10 * Math.floor(p / width) + (p % width)),
      { raw: { width, height, channels: 1 } },
    )
      .toColourspace('b-w')
      .png()
      .toBuffer();
  const files = {
    'large/1.png': await pixels(8, 12, 100),
    'same/1.png': await pixels(8, 12, 0),
    'small/1.png': await pixels(4, 6, 0),
    'other/1.png': await pixels(4, 7, 0),
  };
  const context = { cacheFolder: temporaryFolder() };
  const dataset = await openDataset({ source: temporaryFolder(files), ...request }, context);
  onTestFinished(() => dataset.close());
  return dataset;
}

test('both parts of a pair are cut and mirrored alike', async () => {
  const pairs = { type: 'folders', input: 'same', target: 'large' } as const;
  const dataset = await open({ pairs, crop: 4, flip: true });
  expect(dataset.parts).toMatchObject({ input: { shape: [4, 4, 1] }, target: { shape: [4, 4, 1] } });
  for (let step = 0; step < 10; step++) {
    const options = { draws: draws(step) };
    const inputs = await read(dataset, [0, 0], { ...options, part: 'input' });
    const targets = await read(dataset, [0, 0], { ...options, part: 'target' });
    expect(targets).toEqual(inputs.map((input) => input.map((value) => value + 100)));
    expect(await read(dataset, [0, 0], options)).toEqual(targets);
  }
});

test('a part of half the size is cut where the other is', async () => {
  const pairs = { type: 'folders', input: 'small', target: 'large' } as const;
  const dataset = await open({ pairs, crop: [8, 4], flip: true });
  expect(dataset.parts).toMatchObject({ input: { shape: [4, 2, 1] }, target: { shape: [8, 4, 1] } });
  for (let step = 0; step < 10; step++) {
    const [input] = await read(dataset, [0], { draws: draws(step), part: 'input' });
    const [target] = await read(dataset, [0], { draws: draws(step), part: 'target' });
    const isFlipped = input![0]! > input![1]!;
    const left = isFlipped ? 3 : 0;
    const place = (value: number) => [Math.floor(value / 10), value % 10];
    expect(place(target![left]! - 100)).toEqual(place(Math.min(input![0]!, input![1]!)).map((n) => 2 * n));
  }
  const odd = open({ pairs, crop: [8, 3] });
  await expect(odd).rejects.toMatchObject({ code: 'data/crop-size', fix: '--crop 8x4' });
  const uneven = open({ pairs: { ...pairs, input: 'other' }, crop: 4 });
  await expect(uneven).rejects.toMatchObject({ code: 'data/crop-parts', fix: expect.stringContaining('--resolution') });
});

test('inputs are made of what was cut out', async () => {
  const source = temporaryFolder({
    '1.png': await sharp({
      create: {
        width: 16,
        height: 16,
        channels: 3,
        background: '#000',
        noise: { type: 'gaussian', mean: 128, sigma: 40 },
      },
    })
      .png()
      .toBuffer(),
  });
  const context = { cacheFolder: temporaryFolder() };
  const dataset = await openDataset({ source, crop: 8, flip: true, pairs: parsePairs('mask:0.25') }, context);
  onTestFinished(() => dataset.close());
  expect(dataset.parts).toMatchObject({ input: { shape: [8, 8, 4] }, target: { shape: [8, 8, 3] } });
  for (let step = 0; step < 5; step++) {
    const [input] = await read(dataset, [0], { draws: draws(step), part: 'input' });
    const [target] = await read(dataset, [0], { draws: draws(step), part: 'target' });
    for (let p = 0; p < 64; p++)
      if (input![4 * p + 3] === 0) expect(input!.slice(4 * p, 4 * p + 3)).toEqual(target!.slice(3 * p, 3 * p + 3));
  }
  await expect(open({ source, crop: 6, pairs: parsePairs('down:4') })).rejects.toMatchObject({
    code: 'data/pairs-size',
    fix: expect.stringContaining('--crop 8'),
  });
});

test('refuses what cannot be cut', async () => {
  expect(() => cropped(numbered(1), { crop: 7 })).toThrow(
    expect.objectContaining({
      kind: 'data',
      code: 'data/crop-size',
      message: '7 cannot be cut out of pictures of 6×9',
      fix: expect.stringContaining('--crop of 6x9 at most'),
    }),
  );
  expect(() => cropped(numbered(1), { crop: 0 })).toThrow(expect.objectContaining({ code: 'data/resolution' }));
  await expect(openDataset({ source: 'ring', flip: true })).rejects.toMatchObject({
    code: 'data/crop-pictures',
    message: 'ring has no pictures that could be mirrored',
  });
});
