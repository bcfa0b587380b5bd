import { expect, it } from 'vitest';
import { byKind } from './kinds.mjs';

it('convolutions are counted by kind, one in several', () => {
  const geometry = { batch: 1, side: 16, kernel: [3, 3], channels: [64, 32], strides: [1, 1], groups: 1 };
  const results = [
    { geometry, count: 1, ms: 1, peerMs: 2, ratio: 2 },
    { geometry: { ...geometry, kernel: [7, 7], channels: [3, 32], side: 134 }, count: 4, ms: 2, peerMs: 1, ratio: 0.5 },
  ];
  const found = byKind(results);
  expect(found.map(({ kind, count }) => [kind, count])).toEqual([
    ['fewer than 16 channels on a side', 1],
    ['3×3, 32 to 64 channels', 1],
    ['7×7', 1],
    ['batch 1, 128×128 and more', 1],
    ['all', 2],
  ]);
  expect(found.at(-1)).toEqual({ kind: 'all', count: 2, ahead: 1, behind: 1, mean: 1, inSteps: 6 / 9 });
});
