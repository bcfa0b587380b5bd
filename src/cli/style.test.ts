import { expect, it } from 'vitest';
import { painted, style, table, widthOf, wrap } from './style.ts';

it('colours only where asked to, and colours take no room', () => {
  expect(style(false).red('x')).toBe('x');
  expect(painted(style(true).red('x'), (piece) => piece)).toBe('\x1b[31mx\x1b[39m');
  expect(widthOf(style(true).bold('four'))).toBe(4);
});

it('aligns columns', () => {
  const { bold } = style(true);
  expect(
    table(
      [
        ['a', '10', 'x'],
        ['long', '5'],
        [bold('b'), '100', 'y'],
      ],
      [1],
    ),
  ).toBe(['a      10  x', 'long    5', `${bold('b')}     100  y`].join('\n'));
});

it('keeps a cell to its line, whatever a stranger wrote into it', () => {
  expect(table([['a\nb', '\x1b[2J']])).toBe('a\\nb  \\u001b[2J');
});

it('breaks lines at blanks', () => {
  expect(wrap('one two three', 8)).toBe('one two\nthree');
  expect(wrap('one two three', 8, 2)).toBe('  one\n  two\n  three');
  expect(wrap('unbreakable', 4)).toBe('unbreakable');
});
