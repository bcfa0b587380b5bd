import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DuelError } from '../../errors.ts';
import { openDataset } from '../open.ts';
import { temporaryFolder } from '../pictures/folders.testing.ts';
import { parseIdx } from './idx.ts';

function idx(dims: readonly number[], values: ArrayLike<number>, type = 8): Buffer {
  const head = Buffer.alloc(4 + 4 * dims.length);
  head[2] = type;
  head[3] = dims.length;
  for (const [k, n] of dims.entries()) head.writeUInt32BE(n, 4 + 4 * k);
  return Buffer.concat([head, Uint8Array.from(values)]);
}

const images = idx([3, 2, 2], [0, 1, 2, 3, 4, 5, 6, 7, 255, 9, 10, 11]);
const labels = idx([3], [2, 0, 1]);

test('reads what was written', () => {
  expect(parseIdx(images, 'x').dims).toEqual([3, 2, 2]);
  expect([...parseIdx(labels, 'x').bytes]).toEqual([2, 0, 1]);
});

test.each([
  ['data/truncated-idx', images.subarray(0, 15)],
  ['data/truncated-idx', images.subarray(0, 9)],
  ['data/truncated-idx', new Uint8Array(0)],
  ['data/idx-length', Buffer.concat([images, labels])],
  ['data/bad-idx', Buffer.from('not an IDX file')],
  ['data/idx-type', idx([1], [0, 0, 0, 0], 0x0d)],
  ['data/too-large', idx([2 ** 32 - 1, 2 ** 32 - 1], [])],
])('%s', (code, file) => {
  expect(() => parseIdx(file, 'FILE')).toThrow(expect.objectContaining({ kind: 'data', code, where: 'FILE' }));
});

test('random bytes give an array or a DuelError', () => {
  const head = fc.constantFrom([], [0, 0, 8, 1], [0, 0, 8, 3], [0, 0, 9, 1]);
  fc.assert(
    fc.property(head, fc.uint8Array({ maxLength: 60 }), (begin, rest) => {
      try {
        const { dims, bytes } = parseIdx(Uint8Array.of(...begin, ...rest), 'x');
        expect(bytes.length).toBe(dims.reduce((a, b) => a * b));
      } catch (error) {
        expect(error).toBeInstanceOf(DuelError);
      }
    }),
  );
});

test('opens a folder, plain or gzipped, to the same content', async () => {
  const plain = temporaryFolder({ 'train-images-idx3-ubyte': images, 'train-labels-idx1-ubyte': labels });
  const packed = temporaryFolder({
    'my.train-images.idx3-ubyte.gz': gzipSync(images),
    'my.train-labels.idx1-ubyte.gz': gzipSync(labels),
  });
  const one = await openDataset({ source: plain });
  const other = await openDataset({ source: packed });
  expect(other.fingerprint).toBe(one.fingerprint);
  expect([one.count, one.shape, one.classes]).toEqual([3, [2, 2, 1], ['0', '1', '2']]);
  const out = new Float32Array(8);
  const got = new Int32Array(2);
  await other.read([2, 0], out, { labels: got });
  expect([...got]).toEqual([1, 2]);
  expect([out[0], out[4]]).toEqual([1, -1]);
});

test('says what is wrong with a pair or a damaged file', async () => {
  const open = (files: Record<string, Uint8Array>, name = '', split: 'train' | 'test' = 'train') =>
    openDataset({ source: join(temporaryFolder(files), name), split });
  const first = 'train-images-idx3-ubyte';
  const second = 'train-labels-idx1-ubyte';
  await expect(open({ [first]: images, [second]: idx([2], [0, 1]) })).rejects.toMatchObject({
    code: 'data/label-count',
  });
  await expect(open({ [first]: images }, '', 'test')).rejects.toMatchObject({ code: 'data/no-split' });
  await expect(open({ [first]: images, 'b-train-images-idx3-ubyte': images })).rejects.toMatchObject({
    code: 'data/ambiguous',
  });
  await expect(open({ [first]: images.subarray(0, 20) }, first)).rejects.toMatchObject({ code: 'data/truncated-idx' });
  await expect(open({ [second]: labels }, second)).rejects.toMatchObject({ code: 'data/idx-shape' });
  const cut = gzipSync(images).subarray(0, 25);
  await expect(open({ [`${first}.gz`]: cut })).rejects.toMatchObject({ code: 'data/bad-gzip' });
  const bomb = gzipSync(Buffer.concat([images, Buffer.alloc(10_000_000)]));
  await expect(open({ [`${first}.gz`]: bomb })).rejects.toMatchObject({ code: 'data/idx-length' });
  const many = idx([1, 2, 2, 5], new Uint8Array(20));
  await expect(open({ 'train-images-idx4-ubyte': many })).rejects.toMatchObject({ code: 'data/channels' });
});
