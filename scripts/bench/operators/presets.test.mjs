import { expect, it } from 'vitest';
import { presets } from '../../../dist/presets/registry.js';
import { pictures } from './pictures.mjs';
import { stepsOf } from './presets.mjs';

it('every preset that has convolutions is looked at', () => {
  const looked = new Set(Object.keys(pictures).map((name) => name.replace(/-256$/, '')));
  // perceptrons, and those on points
  const others = presets.map(({ name }) => name).filter((name) => !looked.has(name));
  expect(others.every((name) => /-mlp$|^(ring|grid)/.test(name))).toBe(true);
});

it('a preset that grows has a step for each of its stages', () => {
  expect(stepsOf('lsgan')).toHaveLength(1);
  // 4×4 to 64×64, each but the first fading in before
  expect(stepsOf('progressive')).toHaveLength(9);
});
