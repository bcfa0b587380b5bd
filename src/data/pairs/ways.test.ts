import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../random/stream.ts';
import { exampleSize } from '../dataset.ts';
import type { PictureShape } from '../pictures/taps.ts';
import type { ValueRange } from '../scaling.ts';
import { inputMaker } from './makers/registry.ts';
import type { MadePairs } from './registry.ts';
import { madeForms, parsePairs } from './short.ts';

interface Picture {
  shape: PictureShape;
  picture: number[];
}

const fixture = JSON.parse(readFileSync(join(import.meta.dirname, '../../../test/fixtures/pairs.json'), 'utf8')) as {
  small: Picture;
  large: Picture;
} & Record<string, number[]> & { edges: string };

/** The input that a way makes of a picture. */
function made(way: string, { shape, picture }: Picture, range: ValueRange = [-1, 1], step = 0) {
  const maker = inputMaker(parsePairs(way) as MadePairs, shape);
  const input = new Float32Array(exampleSize(maker.shape)).fill(Number.NaN);
  maker.make(Float32Array.from(picture), input, { range, random: new RandomStream(5, way, step) });
  return { shape: maker.shape, input };
}

const largest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, k) => Math.max(most, Math.abs(value - b[k]!)), a.length === b.length ? 0 : 1e9);

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, v) => sum + v, 0) / values.length;

describe('inputs are those of', () => {
  test.each([
    ['OpenCV', 'grey', [12, 16, 1]],
    ['Pillow', 'down:2', [6, 8, 3]],
    ['Pillow', 'down:4', [3, 4, 3]],
    ['SciPy', 'blur:0.8', [12, 16, 3]],
    ['SciPy', 'blur:2', [12, 16, 3]],
  ])('%s: %s', (_, way, shape) => {
    const got = made(way, fixture.small);
    expect(got.shape).toEqual(shape);
    expect(largest(got.input, fixture[way]!)).toBeLessThan(2e-6);
  });

  test('scikit-image: edges', () => {
    const { shape, input } = made('edges', fixture.large);
    expect(shape).toEqual([36, 48, 1]);
    const rows = (text: string) => text.match(/.{48}/g);
    expect(rows([...input].map((value) => (value === -1 ? '#' : '.')).join(''))).toEqual(rows(fixture.edges));
    expect(new Set(input)).toEqual(new Set([-1, 1]));
  });
});

test.each(madeForms)('%s follows the range', (way) => {
  const { shape, picture } = fixture.small;
  const bytes = made(way, { shape, picture: picture.map((value) => (value + 1) * 127.5) }, [0, 255]).input;
  const expected = made(way, fixture.small).input.map((value) => (value + 1) * 127.5);
  expect(largest(bytes, expected)).toBeLessThan(1e-3);
});

test('noise has the deviation that it is given, and ends where the range does', () => {
  const shape = [64, 64, 3] as const;
  const flat = (value: number) => ({ shape, picture: new Array<number>(64 * 64 * 3).fill(value) });
  const { input } = made('noise:0.1', flat(0.2));
  const centre = mean(input);
  const deviation = Math.sqrt(mean(input.map((value) => (value - centre) ** 2)));
  expect(Math.abs(centre - 0.2)).toBeLessThan(0.004);
  expect(Math.abs(deviation - 0.1)).toBeLessThan(0.003);
  const { input: white } = made('noise:0.1', flat(1));
  expect([Math.max(...white), white.filter((value) => value === 1).length / white.length]).toEqual([
    1,
    expect.closeTo(0.5, 1),
  ]);
  expect(Math.min(...white)).toBeGreaterThan(0.4);
});

test('a mask covers its share, anywhere, and tells where', () => {
  const [height, width] = [24, 32];
  const picture = Array.from({ length: height * width * 3 }, (_, k) => ((k * 7) % 11) / 16 + 0.125);
  const covered = new Float64Array(height * width);
  const rounds = 300;
  for (let round = 0; round < rounds; round++) {
    const { shape, input } = made('mask:0.25', { shape: [height, width, 3], picture }, [-1, 1], round);
    expect(shape).toEqual([height, width, 4]);
    let [area, top, left, bottom, right, wrong] = [0, height, width, 0, 0, 0];
    for (let k = 0; k < height * width; k++) {
      const isCovered = input[4 * k + 3] === 1;
      if (!isCovered && input[4 * k + 3] !== -1) wrong++;
      for (let c = 0; c < 3; c++) if (input[4 * k + c] !== (isCovered ? 0 : picture[3 * k + c])) wrong++;
      if (!isCovered) continue;
      covered[k]!++;
      area++;
      const [y, x] = [Math.floor(k / width), k % width];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y + 1)];
      [left, right] = [Math.min(left, x), Math.max(right, x + 1)];
    }
    expect([wrong, area]).toEqual([0, (bottom - top) * (right - left)]);
    // half a column more or less
    expect(Math.abs(area - 0.25 * height * width)).toBeLessThanOrEqual(0.5 * (bottom - top));
  }
  const all = covered.reduce((sum, n) => sum + n, 0);
  const share = (isOf: (k: number) => boolean) => covered.reduce((sum, n, k) => sum + (isOf(k) ? n : 0), 0) / all;
  expect(all / rounds / (height * width)).toBeCloseTo(0.25, 2);
  expect(Math.abs(share((k) => k % width < width / 2) - 0.5)).toBeLessThan(0.05);
  expect(Math.abs(share((k) => k < (height * width) / 2) - 0.5)).toBeLessThan(0.05);
  expect(Math.min(...covered)).toBeGreaterThan(0);
});

test('a mask takes a share near 0 or near 1', () => {
  const share = (way: string) => {
    const { input } = made(way, fixture.small);
    return input.filter((value, k) => k % 4 === 3 && value === 1).length / 192;
  };
  expect([share('mask:0.001'), share('mask:0.999')]).toEqual([1 / 192, 1]);
});

test('random numbers alone tell inputs of one picture apart', () => {
  for (const way of ['mask:0.25', 'noise:0.1']) {
    expect(made(way, fixture.small, [-1, 1], 1).input).toEqual(made(way, fixture.small, [-1, 1], 1).input);
    expect(made(way, fixture.small, [-1, 1], 1).input).not.toEqual(made(way, fixture.small, [-1, 1], 2).input);
  }
});

test.each([
  [
    'down:5',
    [64, 64, 3],
    /64×64 cannot be divided by 5/,
    /--pairs down:4, or .*--resolution 65, or cut them, --crop 65/,
  ],
  ['down:4', [9, 15, 3], /9×15/, /--pairs down:3, or .*--resolution 8x16/],
  ['down:2', [5, 7, 3], /5×7/, /^bring them to --resolution 6x8, or cut them, --crop 6x8$/],
  ['grey', [8, 8, 1], /no colours to learn/, /coloured pictures/],
  ['grey', [8, 8, 4], /4 channels/, /coloured pictures/],
  ['edges', [8, 8, 5], /grey or RGB.*5 channels/, /grey or RGB/],
])('%s of %j is refused', (way, shape, message, fix) => {
  expect(() => inputMaker(parsePairs(way) as MadePairs, shape as unknown as PictureShape)).toThrow(
    expect.objectContaining({
      kind: 'data',
      where: `pairs ${way}`,
      message: expect.stringMatching(message),
      fix: expect.stringMatching(fix),
    }),
  );
});
