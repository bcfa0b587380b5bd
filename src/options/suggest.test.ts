import { expect, it } from 'vitest';
import { distance, suggest } from './suggest.ts';

it.each([
  ['', '', 0],
  ['abc', 'abc', 0],
  ['abc', '', 3],
  ['kitten', 'sitting', 3],
  ['trian', 'train', 1],
])('%s to %s takes %i edits', (a, b, expected) => {
  expect(distance(a, b)).toBe(expected);
  expect(distance(b, a)).toBe(expected);
});

const names = ['train', 'sample', 'walk', 'runs', 'presets', 'snapshot-every'];

it.each([
  ['trian', 'train'],
  ['run', 'runs'],
  ['Sample', 'sample'],
  ['snapshot-evry', 'snapshot-every'],
  ['snap', 'snapshot-every'],
  ['xyz', undefined],
  ['w', undefined],
])('%s was meant as %s', (word, expected) => {
  expect(suggest(word, names)).toBe(expected);
});
