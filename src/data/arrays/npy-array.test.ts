import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeNpy, encodeNpy } from './npy-array.ts';

/** Written by numpy.save: arange(6) as (2, 3) in two types and orders, and [1, -2]. */
const header = (entries: string) => `${`\x93NUMPY\x01\x00v\x00{${entries}, }`.padEnd(127)}\n`;
const float32 = header("'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)").concat(
  '\0\0\0\0\0\0\x80?\0\0\0@\0\0@@\0\0\x80@\0\0\xa0@',
);
const fortran64 = header("'descr': '<f8', 'fortran_order': True, 'shape': (2, 3)").concat(
  '\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x08@\0\0\0\0\0\0\xf0?\0\0\0\0\0\0\x10@\0\0\0\0\0\0\0@\0\0\0\0\0\0\x14@',
);
const bigEndian = header("'descr': '>i2', 'fortran_order': False, 'shape': (2,)").concat('\0\x01\xff\xfe');
const latin1 = (text: string) => Buffer.from(text, 'latin1');

test('writes what numpy.save writes', () => {
  expect(Buffer.from(encodeNpy(Float32Array.of(0, 1, 2, 3, 4, 5), [2, 3]))).toEqual(latin1(float32));
});

test('reads float32, float64 in Fortran order, and big-endian integers', () => {
  const data = Float32Array.of(0, 1, 2, 3, 4, 5);
  expect(decodeNpy(latin1(float32), 'a')).toEqual({ shape: [2, 3], data });
  expect(decodeNpy(latin1(fortran64), 'a')).toEqual({ shape: [2, 3], data });
  expect(decodeNpy(latin1(bigEndian), 'a')).toEqual({ shape: [2], data: Float32Array.of(1, -2) });
});

test('what is written is read', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(4), { maxLength: 4 }), fc.nat(), (shape, seed) => {
      const length = shape.reduce((product, size) => product * size, 1);
      const data = Float32Array.from({ length }, (_, i) => Math.sin(seed + i));
      expect(decodeNpy(encodeNpy(data, shape), 'a')).toEqual({ shape, data });
    }),
  );
});

describe('refuses', () => {
  const cases: [string, string, string][] = [
    ['another format', '\x89PNG\r\n\x1a\n     ', 'data/bad-npy'],
    ['an empty file', '', 'data/truncated-npy'],
    ['a cut header', float32.slice(0, 60), 'data/truncated-npy'],
    ['a cut array', float32.slice(0, -1), 'data/truncated-npy'],
    ['bytes behind the array', `${float32}x`, 'data/truncated-npy'],
    ['complex numbers', float32.replace('<f4', '<c8'), 'data/npy-type'],
    ['structured arrays', float32.replace("'<f4'", '[("a")]').replace("'descr'", "'descR'"), 'data/npy-type'],
  ];
  test.each(cases)('%s', (_, text, code) => {
    expect(() => decodeNpy(latin1(text), 'z.npy')).toThrow(
      expect.objectContaining({ kind: 'data', code, where: 'z.npy' }),
    );
  });

  test('a shape that its values do not have', () => {
    expect(() => encodeNpy(new Float32Array(3), [2])).toThrow('[2]');
  });
});
