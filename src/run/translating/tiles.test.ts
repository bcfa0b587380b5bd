import { describe, expect, it } from 'vitest';
import { conv2d, conv2dTranspose, dense, flatten, network, reshape, tanh, upsample } from '../../nn/index.ts';
import { networkAt, sizeRule } from './sizes.ts';
import { cutOut, Mosaic, tileStarts } from './tiles.ts';

const picture = (height: number, width: number, values: readonly number[]) => ({
  height,
  width,
  channels: values.length / (height * width),
  data: Float32Array.from(values),
});

describe('cutting out', () => {
  it('gives a part, and mirrors what lies beyond', () => {
    const whole = picture(2, 3, [1, 2, 3, 4, 5, 6]);
    expect([...cutOut(whole, 0, 1, [2, 2]).data]).toEqual([2, 3, 5, 6]);
    expect([...cutOut(whole, 0, 0, [1, 6]).data]).toEqual([1, 2, 3, 2, 1, 2]);
    expect([...cutOut(whole, -1, -1, [2, 3]).data]).toEqual([5, 4, 5, 2, 1, 2]);
    expect([...cutOut(picture(1, 1, [7]), 0, 0, [2, 2]).data]).toEqual([7, 7, 7, 7]);
  });
});

describe('tiles', () => {
  it('cover a line with the overlap that is asked for, evenly', () => {
    expect(tileStarts(5, 8, 2)).toEqual([0]);
    expect(tileStarts(8, 8, 2)).toEqual([0]);
    expect(tileStarts(14, 8, 2)).toEqual([0, 6]);
    for (const length of [9, 15, 40, 101]) {
      const starts = tileStarts(length, 8, 3);
      expect(starts[0]).toBe(0);
      expect(starts.at(-1)).toBe(length - 8);
      starts.slice(1).forEach((start, i) => {
        expect(start - starts[i]!).toBeLessThanOrEqual(5);
      });
    }
  });

  it('of a picture give it back, and fade where they differ', () => {
    const whole = picture(
      11,
      13,
      Array.from({ length: 11 * 13 * 2 }, (_, i) => Math.sin(i)),
    );
    const mosaic = new Mosaic(11, 13, 2);
    for (const top of tileStarts(11, 6, 2))
      for (const left of tileStarts(13, 6, 2)) mosaic.add(cutOut(whole, top, left, [6, 6]), top, left, 2);
    mosaic.finish().data.forEach((v, i) => {
      expect(v).toBeCloseTo(whole.data[i]!, 6);
    });
    const line = new Mosaic(1, 6, 1);
    line.add(picture(1, 4, [0, 0, 0, 0]), 0, 0, 2);
    line.add(picture(1, 4, [9, 9, 9, 9]), 0, 2, 2);
    expect([...line.finish().data].map(Math.round)).toEqual([0, 0, 3, 6, 9, 9]);
  });
});

describe('the sizes that a network takes', () => {
  it('are found by building it: any, multiples, or one alone', () => {
    const same = { padding: 'same' } as const;
    expect(sizeRule(network([16, 16, 3], [conv2d(4, 3, same), conv2d(3, 3, same)]))).toMatchObject({
      isFree: true,
      multiple: 1,
      scale: 1,
    });
    const hourglass = network(
      [16, 16, 3],
      [conv2d(4, 3, { ...same, strides: 2 }), conv2dTranspose(3, 3, { ...same, strides: 2 })],
    );
    expect(sizeRule(hourglass)).toMatchObject({ isFree: true, multiple: 2 });
    const enlarging = network([8, 8, 1], [upsample(4), conv2d(1, 3, same), tanh()]);
    expect(sizeRule(enlarging)).toMatchObject({ isFree: true, multiple: 1, scale: 4, trained: [8, 8] });
    expect(networkAt(enlarging, [5, 7])!.inputs).toEqual({ input: [5, 7, 1] });
    const bound = network([4, 4, 1], [flatten(), dense(16), reshape([4, 4, 1])]);
    expect(sizeRule(bound)).toMatchObject({ isFree: false, scale: 1, trained: [4, 4] });
  });
});
