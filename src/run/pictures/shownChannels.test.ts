import { expect, test } from 'vitest';
import { shownChannels } from './shownChannels.ts';

const pictures = (channels: number) => ({
  data: Float32Array.from({ length: 2 * channels }, (_, i) => i / 10),
  count: 1,
  height: 1,
  width: 2,
  channels,
  range: [-1, 1] as const,
});
const shown = (channels: number) => [...shownChannels(pictures(channels)).data].map((v) => Math.round(10 * v));

test('shows three channels of any number', () => {
  for (const channels of [1, 3]) expect(shownChannels(pictures(channels))).toEqual(pictures(channels));
  expect(shown(2)).toEqual([0, 1, -10, 2, 3, -10]);
  expect(shown(4)).toEqual([0, 1, 2, 4, 5, 6]);
  expect(shown(5)).toEqual([0, 1, 2, 5, 6, 7]);
  expect(shownChannels(pictures(5)).channels).toBe(3);
});
