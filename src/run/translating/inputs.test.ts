import { describe, expect, it } from 'vitest';
import { inputsFor } from './inputs.ts';

const range = [-1, 1] as const;
const data = { source: 'photos', range, pairs: { type: 'mask', share: 0.25 } } as const;
const from = { player: 'generator', name: 'restore', from: { part: 'input' }, to: { part: 'target' } };
const rgba = { height: 1, width: 2, channels: 4, pixels: Uint8Array.of(255, 0, 51, 255, 9, 9, 9, 0) };
const rounded = (values: Float32Array) => [...values].map((v) => Math.round(v * 1000) / 1000);

describe('pictures as inputs', () => {
  it('of a run that fills holes are grey where they are transparent, with a channel that says where', () => {
    const { channels, of } = inputsFor({ data, directory: 'run' }, from, { takes: 4, makes: 3 }, false);
    const input = of(rgba, 0);
    expect([channels, input.channels]).toEqual([4, 4]);
    expect(rounded(input.data)).toEqual([1, -1, -0.6, -1, 0, 0, 0, 1]);
  });

  it('of one on grey pictures have their luma', () => {
    const input = inputsFor({ data, directory: 'run' }, from, { takes: 2, makes: 1 }, false).of(rgba, 0);
    expect(rounded(input.data)).toEqual([Math.round((0.299 * 2 + 0.114 * 0.4 - 1) * 1000) / 1000, -1, 0, 1]);
  });

  it('of other runs are their bytes in the range', () => {
    const grey1 = { takes: 1, makes: 1 };
    const plain = { data: { source: 'photos', range }, directory: 'run' };
    const grey = { height: 1, width: 3, channels: 1, pixels: Uint8Array.of(0, 51, 255) };
    expect(rounded(inputsFor(plain, from, grey1, false).of(grey, 0).data)).toEqual([-1, -0.6, 1]);
    expect(() => inputsFor(plain, from, grey1, true)).toThrow(/not made/);
  });
});
