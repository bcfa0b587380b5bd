import { expect, test } from 'vitest';
import { assertResolution, heightAndWidth, type Resolution, resolutionText } from './resolution.ts';

test('one number is height and width', () => {
  expect(heightAndWidth(64)).toEqual([64, 64]);
  expect(heightAndWidth([48, 64])).toEqual([48, 64]);
  expect([resolutionText(64), resolutionText([64, 64]), resolutionText([48, 64])]).toEqual(['64', '64', '48x64']);
});

test.each<Resolution>([0, 4097, 1.5, [48, 0], [48.5, 64], [5000, 64], Number.NaN])('%j is no size', (resolution) => {
  expect(() => assertResolution(resolution)).toThrow(expect.objectContaining({ code: 'data/resolution' }));
});
