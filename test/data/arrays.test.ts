import { join } from 'node:path';
import { expect } from 'vitest';
import { npy } from '../../src/data/arrays/npy.testing.ts';
import { temporaryFolder } from '../../src/data/pictures/folders.testing.ts';
import type { DataRequest } from '../../src/data/request.ts';
import { look, testRows } from './rows.ts';

const bytesOf = (values: ArrayBufferView) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
const file = (descr: string, shape: readonly number[], values: ArrayBufferView) =>
  join(temporaryFolder({ 'a.npy': npy(descr, shape, bytesOf(values)) }), 'a.npy');
const lookAt = (descr: string, shape: readonly number[], values: ArrayBufferView, request: Partial<DataRequest> = {}) =>
  look(file(descr, shape, values), request);
const floats = (shape: readonly number[], value: (i: number) => number) =>
  Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => value(i));
const ranged = (low: number, high: number) => ({ scaling: { type: 'range', low, high } }) as const;

testRows('Arrays', {
  '`[n, d]`': async () => {
    const columns = Float32Array.of(20, 1000, 30, 3000, 40, 5000);
    const { shape, scaling, all } = await lookAt('<f4', [3, 2], columns);
    expect([shape, scaling]).toEqual([[2], { type: 'standard', mean: [30, 3000], deviation: expect.anything() }]);
    expect(all.slice(2, 4)).toEqual([0, 0]);
    expect((await lookAt('|u1', [2, 2], Uint8Array.of(0, 255, 51, 0))).all).toEqual([0, 255, 51, 0]);
    expect((await lookAt('<f4', [3, 2], columns, ranged(0, 5000))).all[5]).toBeCloseTo(255, 3);
  },
  '`[n, h, w]` of bytes': async () => {
    const bytes = Uint8Array.from({ length: 24 }, (_, i) => i);
    expect(await lookAt('|u1', [2, 3, 4], bytes)).toMatchObject({ shape: [3, 4, 1], layout: 'nhwc' });
    const truths = Uint8Array.of(0, 1, 1, 0);
    expect(await lookAt('|b1', [1, 2, 2], truths)).toMatchObject({ shape: [2, 2, 1], all: [0, 255, 255, 0] });
    expect((await lookAt('|u1', [2, 3, 4], bytes, { layout: 'ntc' })).shape).toEqual([3, 4]);
  },
  '`[n, a, b]` of other numbers': async () => {
    const values = floats([2, 3, 4], (i) => i / 10);
    const { shape, layout, found } = await lookAt('<f4', [2, 3, 4], values);
    expect([shape, layout, found]).toEqual([
      [3, 4],
      'ntc',
      expect.stringContaining('series of 3 steps with 4 channels'),
    ]);
    expect((await lookAt('<f4', [2, 3, 4], values, { layout: 'nhwc' })).shape).toEqual([3, 4, 1]);
    const turned = await lookAt('<f4', [2, 3, 4], values, { layout: 'nct' });
    expect([turned.shape, turned.all[1]! > turned.all[0]!]).toEqual([[4, 3], true]);
  },
  '`[n, h, w, c]`': async () => {
    const values = floats([1, 6, 5, 7], (i) => i);
    expect(await lookAt('<f4', [1, 6, 5, 7], values)).toMatchObject({
      shape: [6, 5, 7],
      found: expect.stringContaining('7 channels'),
    });
    expect((await lookAt('<f4', [1, 6, 5, 7], values, { layout: 'nchw' })).shape).toEqual([5, 7, 6]);
  },
  '`[n, c, h, w]` with `c` up to 4': async () => {
    const path = file(
      '<f4',
      [2, 3, 8, 8],
      floats([2, 3, 8, 8], (i) => i),
    );
    await expect(look(path)).rejects.toMatchObject({ kind: 'data', fix: expect.stringContaining('--layout nchw') });
    expect((await look(path, { layout: 'nchw' })).shape).toEqual([8, 8, 3]);
    expect((await look(path, { layout: 'nhwc' })).shape).toEqual([3, 8, 8]);
  },
  'values in 0 … 1, −1 … 1, or 0 … 255': async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const shape = [1, 16, 16, 1];
    const plain = (await lookAt('|u1', shape, bytes)).all;
    for (const [low, high, scaled] of [
      [0, 1, (v: number) => v / 255],
      [-1, 1, (v: number) => v / 127.5 - 1],
      [0, 255, (v: number) => v],
    ] as const) {
      const { all, scaling } = await lookAt('<f4', shape, Float32Array.from(bytes, scaled));
      expect(scaling).toMatchObject({ type: 'range', low, high });
      expect(all).toEqual(plain);
    }
    const half = Float32Array.from(bytes, (v) => v / 255);
    expect((await lookAt('<f4', shape, half, ranged(0, 2))).all[255]).toBeCloseTo(127.5, 2);
  },
  'whole numbers from 0 to more than 255': async () => {
    for (const [most, high] of [
      [900, 1023],
      [4000, 4095],
      [9000, 16_383],
      [40_000, 65_535],
    ] as const) {
      const values = Uint16Array.of(0, 1, 2, most);
      expect((await lookAt('<u2', [1, 2, 2, 1], values)).scaling).toMatchObject({ type: 'range', low: 0, high });
    }
    const said = await lookAt('<u2', [1, 2, 2, 1], Uint16Array.of(0, 1, 2, 900), ranged(0, 900));
    expect(said.all[3]).toBeCloseTo(255, 3);
  },
  'other values': async () => {
    const values = Float32Array.of(-40, 0, 20, 40);
    const { scaling, all } = await lookAt('<f4', [1, 2, 2, 1], values);
    expect([scaling, all]).toEqual([{ type: 'range', low: -40, high: 40 }, [0, 127.5, 191.25, 255]]);
    expect((await lookAt('<f4', [1, 2, 2, 1], values, ranged(-1, 1))).all[3]).toBeCloseTo(127.5 * 41, 2);
  },
  'NaN, infinities': async () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY])
      await expect(lookAt('<f4', [2, 2], Float32Array.of(0, 1, bad, 3))).rejects.toMatchObject({
        kind: 'data',
        code: 'data/not-finite',
        message: expect.stringMatching(/NaN|inf/i),
        where: expect.stringMatching(/a\.npy, .*1/),
      });
  },
});
