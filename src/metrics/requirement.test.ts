import { expect, it } from 'vitest';
import { checkRequirements, parseRequirement, valuesByName } from './requirement.ts';

it.each([
  ['modes>=8', 8, true],
  ['modes >= 8', 7.999, false],
  ['fid<=20', 20, true],
  ['fid<20', 20, false],
  ['x>-1e-3', 0, true],
  ['x>0', 0, false],
  [' of == 25 ', 25, true],
  ['of==25', 24, false],
  ['modes.klReverse<=.1', 0.05, true],
  ['x>=0', Number.NaN, false],
  ['x<=0', Number.NaN, false],
])('%s of %d: %s', (text, value, expected) => {
  expect(parseRequirement(text).holds(value)).toBe(expected);
});

it.each(['modes', 'modes=8', 'modes>=', '>=8', 'modes>=eight', 'a b>1', 'x=>3', 'modes!=8'])('%s is none', (text) => {
  expect(() => parseRequirement(text)).toThrow(expect.objectContaining({ code: 'eval/requirement', kind: 'usage' }));
});

it('finds numbers by name, and by the metric too', () => {
  const values = valuesByName({ a: { x: 1, both: 2, list: [9] }, b: { both: 3 } });
  expect(Object.fromEntries(values)).toEqual({ x: 1, 'a.x': 1, 'a.both': 2, 'b.both': 3 });
  const check = (text: string) => checkRequirements([parseRequirement(text)], [...values.keys()]);
  check('x>0');
  check('b.both>0');
  expect(() => check('both>0')).toThrow(expect.objectContaining({ fix: 'use one of x, a.both, b.both' }));
  expect(() => check('fid<1')).toThrow(/called 'fid'/);
});
