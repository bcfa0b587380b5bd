import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DuelError } from '../../errors.ts';
import { exampleSize } from '../dataset.ts';
import { allNotes } from '../notes.ts';
import { openDataset } from '../open.ts';
import { temporaryFolder } from '../pictures/folders.testing.ts';
import type { DataContext, DataRequest } from '../request.ts';
import { npy } from './npy.testing.ts';
import { parseNpyHead } from './npy.ts';

const bytesOf = (values: Float32Array | Float64Array) => new Uint8Array(values.buffer);
const open = (file: Uint8Array, options: Partial<DataRequest> = {}, context: DataContext = {}) =>
  openDataset({ source: join(temporaryFolder({ 'a.npy': file }), 'a.npy'), ...options }, context);

/** All examples of an array, one after the other. */
async function all(file: Uint8Array, options: Partial<DataRequest> = {}, range?: readonly [number, number]) {
  const dataset = await open(file, options);
  const out = new Float32Array(dataset.count * exampleSize(dataset.shape));
  await dataset.read(
    Array.from({ length: dataset.count }, (_, i) => i),
    out,
    range ? { range } : {},
  );
  await dataset.close();
  return { ...dataset, out: [...out] };
}

test.each([
  ['<f4', new Float32Array([0, 1.5, 2, 3, -4, 5])],
  ['<f8', new Float64Array([0, 1.5, 2, 3, -4, 5])],
])('reads %s points by position, and those of earlier runs as they are', async (descr, values) => {
  const file = npy(descr, [3, 2], bytesOf(values));
  const dataset = await open(file, { reading: 2 });
  expect([dataset.count, dataset.shape, dataset.kind, dataset.classes]).toEqual([3, [2], 'float32', []]);
  const out = new Float32Array(8);
  const labels = new Int32Array(4);
  await dataset.read([2, 0, 1, 1], out, { labels });
  expect([...out]).toEqual([-4, 5, 0, 1.5, 2, 3, 2, 3]);
  expect([...labels]).toEqual([-1, -1, -1, -1]);
  await dataset.close();
  expect((await all(file)).fingerprint).toBe(dataset.fingerprint);
});

/** Six values in every type, as NumPy's bytes. */
const whole = [0, 1, 2, 100, 200, 255];
const filled = (bytes: number, write: (view: DataView, at: number, value: number) => void) => {
  const view = new DataView(new ArrayBuffer(whole.length * bytes));
  for (const [k, value] of whole.entries()) write(view, k * bytes, value);
  return new Uint8Array(view.buffer);
};
const halves = Uint16Array.of(0, 0x3c00, 0x4000, 0x5640, 0x5a40, 0x5bf8);
const types: [string, Uint8Array][] = [
  ['|u1', Uint8Array.from(whole)],
  ['<u2', filled(2, (view, at, v) => view.setUint16(at, v, true))],
  ['>u2', filled(2, (view, at, v) => view.setUint16(at, v))],
  ['<i2', filled(2, (view, at, v) => view.setInt16(at, v, true))],
  ['>i4', filled(4, (view, at, v) => view.setInt32(at, v))],
  ['<i8', filled(8, (view, at, v) => view.setBigInt64(at, BigInt(v), true))],
  ['>u8', filled(8, (view, at, v) => view.setBigUint64(at, BigInt(v)))],
  ['<f2', new Uint8Array(halves.buffer)],
  ['<f4', filled(4, (view, at, v) => view.setFloat32(at, v, true))],
  ['>f8', filled(8, (view, at, v) => view.setFloat64(at, v))],
];

describe('equal values are equal pictures', () => {
  const bytes = { layout: 'nhwc' } as const;

  test.each(types)('%s', async (descr, values) => {
    const expected = await all(npy('|u1', [1, 2, 3], Uint8Array.from(whole)), bytes);
    const { out, scaling, values: facts } = await all(npy(descr, [1, 2, 3], values), bytes);
    expect(out).toEqual(expected.out);
    expect(scaling).toEqual({ type: 'range', low: 0, high: 255 });
    expect(facts).toMatchObject({ least: 0, greatest: 255 });
  });

  test.each([
    ['[0, 1]', whole.map((v) => v / 255)],
    ['[-1, 1]', whole.map((v) => v / 127.5 - 1)],
  ])('bytes brought to %s', async (_, values) => {
    const expected = await all(npy('|u1', [1, 2, 3], Uint8Array.from(whole)), bytes);
    const { out, scaling } = await all(npy('<f4', [1, 2, 3], bytesOf(Float32Array.from(values))), bytes);
    expect(scaling).toMatchObject({ type: 'range', high: 1, levels: 256 });
    expect(out).toEqual(expected.out);
  });
});

describe('the range of the values decides what they are taken for', () => {
  const scalingOf = async (descr: string, values: Uint8Array) => (await all(npy(descr, [1, 2, 2, 1], values))).scaling;

  test.each([
    ['a unit', [0, 0.2, 0.7, 1], { low: 0, high: 1 }],
    ['a part of a unit', [0.1, 0.2, 0.3, 0.4], { low: 0, high: 1 }],
    ['-1 to 1', [-0.9, 0.1, 0.5, 0.33], { low: -1, high: 1 }],
    ['-40 to 40', [-40, 0.5, 1, 40], { low: -40, high: 40 }],
    ['0 to 255', [0, 20, 100.5, 201], { low: 0, high: 255 }],
    ['0 to 16', [0, 16, 8, 3], { low: 0, high: 16 }],
    ['one value', [7, 7, 7, 7], { low: 6, high: 8 }],
    ['large ones', [1e9, 1e9 + 0.5, 1e9 + 1, 1e9 + 2], { low: 1e9, high: 1e9 + 2 }],
  ])('%s', async (_, values, scaling) => {
    expect(await scalingOf('<f8', bytesOf(Float64Array.from(values)))).toEqual({ type: 'range', ...scaling });
  });

  test.each([
    ['12 bits', [0, 4000, 70, 3], 4095],
    ['16 bits', [0, 60_000, 70, 3], 65_535],
  ])('%s', async (_, values, high) => {
    const scaling = await scalingOf('<u2', new Uint8Array(Uint16Array.from(values).buffer));
    expect(scaling).toEqual({ type: 'range', low: 0, high });
  });

  test('truth values, and bytes that are 0 and 1', async () => {
    for (const descr of ['|b1', '|u1']) {
      const { out, scaling } = await all(npy(descr, [1, 2, 2], Uint8Array.of(0, 1, 1, 0)));
      expect(scaling).toEqual({ type: 'range', low: 0, high: 1 });
      expect(out).toEqual([-1, 1, 1, -1]);
    }
  });

  test('is said, and can be said otherwise', async () => {
    const file = npy('<f4', [1, 2, 2, 1], bytesOf(Float32Array.of(0, 1, 2, 4)));
    const scaling = { type: 'range', low: 0, high: 8 } as const;
    expect((await all(file, { scaling }, [0, 1])).out).toEqual([0, 0.125, 0.25, 0.5]);
    expect(allNotes(await all(file), [-1, 1]).found).toEqual([
      'float32 [1, 2, 2, 1] taken for pictures of 2×2, grey',
      'values 0 … 4, 98 % of them in 0 … 4; 0 … 4 brought to [-1, 1]',
    ]);
  });

  test('warns where a few far values leave little of it to the others', async () => {
    const values = Float32Array.from({ length: 400 }, (_, i) => (i === 0 ? 1e6 : i % 7));
    const { warnings } = allNotes(await all(npy('<f4', [100, 2, 2, 1], bytesOf(values))));
    expect(warnings).toEqual([expect.stringContaining('--range 0,6')]);
  });
});

describe('axes', () => {
  const values = bytesOf(Float32Array.from({ length: 48 }, (_, i) => i));

  test.each([
    [[2, 24], undefined, [24], undefined],
    [[2, 12, 2], undefined, [12, 2], 'ntc'],
    [[2, 2, 12], 'nct', [12, 2], 'nct'],
    [[2, 4, 6], 'nhwc', [4, 6, 1], 'nhwc'],
    [[2, 4, 6], 'nchw', [4, 6, 1], 'nhwc'],
    [[2, 2, 2, 6], undefined, [2, 2, 6], 'nhwc'],
    [[1, 2, 4, 6], 'nchw', [4, 6, 2], 'nchw'],
  ] as const)('%j as %s', async (dims, layout, shape, taken) => {
    const dataset = await open(npy('<f4', dims, values), layout ? { layout } : {});
    expect([dataset.shape, dataset.layout]).toEqual([shape, taken]);
    await dataset.close();
  });

  test('channels that come first are put last', async () => {
    const turned = bytesOf(Float32Array.from({ length: 48 }, (_, i) => (i % 2) * 24 + Math.floor(i / 2)));
    const first = await all(npy('<f4', [1, 2, 4, 6], values), { layout: 'nchw' });
    expect(first.out).toEqual((await all(npy('<f4', [1, 4, 6, 2], turned))).out);
    const series = await all(npy('<f4', [1, 2, 24], values), { layout: 'nct' });
    expect(series.out).toEqual(first.out);
  });

  test('an array in Fortran order is the same data', async () => {
    // [[0, 1, 2], [3, 4, 5]] down its columns
    const fortran = bytesOf(Float64Array.of(0, 3, 1, 4, 2, 5));
    const plain = bytesOf(Float64Array.of(0, 1, 2, 3, 4, 5));
    const { out } = await all(npy('<f8', [2, 3], fortran, { fortran: true }));
    expect(out).toEqual((await all(npy('<f8', [2, 3], plain))).out);
  });

  test('arrays of earlier runs are grey pictures', async () => {
    const { shape, scaling, out } = await all(npy('<f4', [2, 12, 2], values), { reading: 2 });
    expect([shape, scaling, out[3]]).toEqual([[12, 2, 1], undefined, 3]);
  });
});

test('reads bytes as images, and resizes them', async () => {
  const file = npy('|u1', [2, 4, 4], new Uint8Array(32).fill(255, 16), { version: 2 });
  const dataset = await open(file);
  expect([dataset.shape, dataset.kind]).toEqual([[4, 4, 1], 'uint8']);
  const out = new Float32Array(32);
  await dataset.read([1, 0], out, { range: [0, 1] });
  expect([out[0], out[16]]).toEqual([1, 0]);
  await dataset.close();
  const larger = await open(file, { resolution: [8, 6] }, { cacheFolder: temporaryFolder() });
  expect(larger.shape).toEqual([8, 6, 1]);
  await larger.read([1], new Float32Array(48));
  await larger.close();
});

test('channels of any number are resized with the pictures', async () => {
  const bands = Uint8Array.from({ length: 2 * 4 * 4 * 5 }, (_, i) => 40 * (i % 5));
  for (const channels of [undefined, 3] as const) {
    const dataset = await open(
      npy('|u1', [2, 4, 4, 5], bands),
      { resolution: 2, ...(channels && { channels }) },
      { cacheFolder: temporaryFolder() },
    );
    expect(dataset.shape).toEqual([2, 2, 5]);
    const out = new Float32Array(20);
    await dataset.read([1], out, { range: [0, 255] });
    expect([...out.subarray(5, 10)].map(Math.round)).toEqual([0, 40, 80, 120, 160]);
    await dataset.close();
  }
});

test.each([
  ['data/bad-npy', Buffer.from('something else')],
  ['data/truncated-npy', npy('<f4', [2, 2], new Uint8Array(15))],
  ['data/truncated-npy', npy('<f4', [2, 2], new Uint8Array(17))],
  ['data/truncated-npy', npy('<f4', [2, 2], new Uint8Array(16)).subarray(0, 30)],
  ['data/npy-type', npy('<c8', [2, 2], new Uint8Array(32))],
  ['data/npy-shape', npy('<f4', [4], new Uint8Array(16))],
  ['data/npy-shape', npy('<f4', [1, 1, 2, 2, 1], new Uint8Array(16))],
  ['data/channels-first', npy('|u1', [1, 3, 8, 8], new Uint8Array(192))],
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
  await expect(open(npy('<f8', [2, 2], bytesOf(large)), { reading: 2 })).rejects.toMatchObject({
    code: 'data/not-finite',
    where,
  });
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
