import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DuelError } from '../../errors.ts';
import { openDataset } from '../open.ts';
import { temporaryFolder } from '../pictures/folders.testing.ts';
import { parseNpyHead } from './npy.ts';

/** An `.npy` file, byte by byte as NumPy writes it. */
function npy(
  descr: string,
  shape: readonly number[],
  values: Uint8Array,
  { fortran = false, version = 1 } = {},
): Buffer {
  const order = fortran ? 'True' : 'False';
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const begin = version === 1 ? 10 : 12;
  const text = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${tuple}), }`;
  const head = Buffer.alloc(Math.ceil((begin + text.length + 1) / 64) * 64, ' ');
  head.write('\x93NUMPY', 0, 'latin1');
  head[6] = version;
  head[7] = 0;
  if (version === 1) head.writeUInt16LE(head.length - begin, 8);
  else head.writeUInt32LE(head.length - begin, 8);
  head.write(text, begin);
  head[head.length - 1] = 10;
  return Buffer.concat([head, values]);
}

const bytesOf = (values: Float32Array | Float64Array) => new Uint8Array(values.buffer);
const open = (file: Uint8Array, options: { resolution?: number; cacheFolder?: string } = {}) =>
  openDataset(
    {
      source: join(temporaryFolder({ 'a.npy': file }), 'a.npy'),
      ...(options.resolution ? { resolution: options.resolution } : {}),
    },
    options.cacheFolder ? { cacheFolder: options.cacheFolder } : {},
  );

test.each([
  ['<f4', new Float32Array([0, 1.5, 2, 3, -4, 5])],
  ['<f8', new Float64Array([0, 1.5, 2, 3, -4, 5])],
])('reads %s points by position', async (descr, values) => {
  const dataset = await open(npy(descr, [3, 2], bytesOf(values)));
  expect([dataset.count, dataset.shape, dataset.kind, dataset.classes]).toEqual([3, [2], 'float32', []]);
  const out = new Float32Array(8);
  const labels = new Int32Array(4);
  await dataset.read([2, 0, 1, 1], out, { labels });
  expect([...out]).toEqual([-4, 5, 0, 1.5, 2, 3, 2, 3]);
  expect([...labels]).toEqual([-1, -1, -1, -1]);
  await dataset.close();
});

test('reads bytes as images, and resizes them', async () => {
  const file = npy('|u1', [2, 4, 4], new Uint8Array(32).fill(255, 16), { version: 2 });
  const dataset = await open(file);
  expect([dataset.shape, dataset.kind]).toEqual([[4, 4, 1], 'uint8']);
  const out = new Float32Array(32);
  await dataset.read([1, 0], out, { range: [0, 1] });
  expect([out[0], out[16]]).toEqual([1, 0]);
  await dataset.close();
  const larger = await open(file, { resolution: 8, cacheFolder: temporaryFolder() });
  expect(larger.shape).toEqual([8, 8, 1]);
  await larger.read([1], new Float32Array(64));
  await larger.close();
});

test.each([
  ['data/bad-npy', Buffer.from('something else')],
  ['data/truncated-npy', npy('<f4', [2, 2], new Uint8Array(15))],
  ['data/truncated-npy', npy('<f4', [2, 2], new Uint8Array(17))],
  ['data/truncated-npy', npy('<f4', [2, 2], new Uint8Array(16)).subarray(0, 30)],
  ['data/npy-type', npy('>f4', [2, 2], new Uint8Array(16))],
  ['data/npy-type', npy('<c8', [2, 2], new Uint8Array(32))],
  ['data/npy-order', npy('<f4', [2, 2], new Uint8Array(16), { fortran: true })],
  ['data/npy-shape', npy('<f4', [4], new Uint8Array(16))],
  ['data/channels', npy('|u1', [1, 3, 8, 8], new Uint8Array(192))],
  ['data/empty', npy('<f4', [0, 2], new Uint8Array(0))],
])('%s', async (code, file) => {
  await expect(open(file)).rejects.toMatchObject({ kind: 'data', code });
});

test('finds NaN and infinities, and says where', async () => {
  const where = expect.stringContaining('example 1, value 1');
  for (const bad of [Number.NaN, Infinity]) {
    const values = new Float32Array([0, 1, 2, bad, 4, 5]);
    await expect(open(npy('<f4', [3, 2], bytesOf(values)))).rejects.toMatchObject({ code: 'data/not-finite', where });
  }
  const large = new Float64Array([0, 1, 2, 1e300]);
  await expect(open(npy('<f8', [2, 2], bytesOf(large)))).rejects.toMatchObject({ code: 'data/not-finite', where });
});

test('a float image is not resized', async () => {
  const file = npy('<f4', [1, 4, 4, 1], new Uint8Array(64));
  await expect(open(file, { resolution: 8 })).rejects.toMatchObject({ code: 'data/cannot-resize' });
});

test('random heads give a head or a DuelError', () => {
  const good = npy('<f4', [2, 2], new Uint8Array(16));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255))), fc.nat(200), (changes, length) => {
      const file = Uint8Array.from(good);
      for (const [at, byte] of changes) file[at] = byte;
      try {
        parseNpyHead(file.subarray(0, length), 'x');
      } catch (error) {
        expect(error).toBeInstanceOf(DuelError);
      }
    }),
  );
});
