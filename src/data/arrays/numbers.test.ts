import { expect, test } from 'vitest';
import { decodeNumbers, storeOf } from './numbers.ts';

/** What `numpy.array([0, 1, 2.5, -3, 65504, 6e-8, 1/3], 'f2').tobytes()` gives, and what the array holds. */
const half = {
  bytes: [0x00, 0x00, 0x00, 0x3c, 0x00, 0x41, 0x00, 0xc2, 0xff, 0x7b, 0x01, 0x00, 0x55, 0x35],
  values: [0, 1, 2.5, -3, 65504, 2 ** -24, 0.333251953125],
};

const cases: [descr: string, bytes: number[], values: number[]][] = [
  ['<f2', half.bytes, half.values],
  ['>f2', [0x7c, 0x00, 0xfc, 0x00, 0xc2, 0x00], [Infinity, -Infinity, -3]],
  ['|b1', [0, 1, 255], [0, 1, 1]],
  ['|i1', [255, 127], [-1, 127]],
  ['>u2', [1, 2, 255, 255], [258, 65535]],
  ['<i2', [254, 255], [-2]],
  ['>i4', [255, 255, 255, 254], [-2]],
  ['<u4', [255, 255, 255, 255], [2 ** 32 - 1]],
  ['<i8', [254, 255, 255, 255, 255, 255, 255, 255], [-2]],
  ['>u8', [0, 0, 0, 1, 0, 0, 0, 0], [2 ** 32]],
  ['=f4', [0, 0, 128, 63], [1]],
  ['>f8', [0x3f, 0xf8, 0, 0, 0, 0, 0, 0], [1.5]],
];

test.each(cases)('%s', (descr, bytes, values) => {
  const out = new Float64Array(values.length + 1).fill(7);
  decodeNumbers(Uint8Array.from(bytes), storeOf(descr)!, values.length, out, 1);
  expect([...out]).toEqual([7, ...values]);
});

test.each(['<c8', '|S4', '<U3', '<M8[ns]', '|O', '<f3', ''])('%s is no type of real numbers', (descr) => {
  expect(storeOf(descr)).toBeUndefined();
});
