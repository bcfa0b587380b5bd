import { expect, it } from 'vitest';
import type { Dataset } from './dataset.ts';
import { digits as openDigits } from './drawn/digits.ts';
import { reduced } from './reduced.ts';

const counting = (shape: readonly number[]): Dataset => ({
  name: 'counting',
  count: 10,
  shape,
  classes: [],
  kind: 'float32',
  fingerprint: 'x',
  parts: { input: { shape: [2, 2, 1], kind: 'float32' }, target: { shape, kind: 'float32' } },
  read: async (indices, out, { part } = {}) => {
    const size = part === 'input' ? 4 : shape.reduce((a, b) => a * b, 1);
    for (let k = 0; k < indices.length; k++) for (let i = 0; i < size; i++) out[k * size + i] = 100 * indices[k]! + i;
  },
  close: async () => {},
});

it('gives the means of blocks, of each channel for itself', async () => {
  const data = reduced(counting([4, 6, 2]), [2, 3]);
  expect(data.shape).toEqual([2, 3, 2]);
  const out = new Float32Array(24);
  await data.read([1, 0], out);
  // the pixels 0, 1, 6 and 7 of channel 0 have the values 0, 2, 12 and 14
  expect([...out.subarray(12)]).toEqual([7, 8, 11, 12, 15, 16, 31, 32, 35, 36, 39, 40]);
  expect([...out.subarray(0, 12)]).toEqual([...out.subarray(12)].map((v) => v + 100));
});

it('makes other parts smaller in proportion', async () => {
  const data = reduced(counting([4, 4, 1]), 2);
  expect(data.parts).toMatchObject({ input: { shape: [1, 1, 1] }, target: { shape: [2, 2, 1] } });
  const out = new Float32Array(1);
  await data.read([3], out, { part: 'input' });
  expect([...out]).toEqual([301.5]);
});

it('keeps labels, and the mean of a picture', async () => {
  const digits = openDigits();
  const small = reduced(digits, 7);
  const [whole, labels, out, same] = [
    new Float32Array(784),
    new Int32Array(1),
    new Float32Array(49),
    new Int32Array(1),
  ];
  await digits.read([5], whole, { labels });
  await small.read([5], out, { labels: same });
  expect(same).toEqual(labels);
  const mean = (values: Float32Array) => values.reduce((a, b) => a + b, 0) / values.length;
  expect(mean(out)).toBeCloseTo(mean(whole), 6);
});

it.each([
  [[28, 28, 1], 5, 'pictures of 28 cannot be averaged down to 5'],
  [[48, 64, 3], 24, 'pictures of 48x64 cannot be averaged down to 24'],
  [[2], 1, 'examples [2] cannot be averaged down to 1'],
])('refuses %j to %j', (shape, size, message) => {
  expect(() => reduced(counting(shape), size)).toThrow(expect.objectContaining({ code: 'data/reduce', message }));
});
