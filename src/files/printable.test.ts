import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hasControls, printable, printableLine } from './printable.ts';

it.each([
  ['a colour', '\x1b[31mred', '\\u001b[31mred'],
  ['one byte that begins a sequence', '\x9b31m', '\\u009b31m'],
  ['the start of the line', 'good\rbad', 'good\\u000dbad'],
  ['another direction', 'photo\u202egnp.exe', 'photo\\u202egnp.exe'],
  ['half a character', '\ud83d', '\\ud83d'],
  ['plain words', 'Zürich 東京 😀 x\ty', 'Zürich 東京 😀 x\ty'],
])('shows %s', (_, text, shown) => {
  expect(printable(text)).toBe(shown);
});

it('keeps a line to itself', () => {
  expect(printableLine('a\nfix: rm -rf\t/')).toBe('a\\nfix: rm -rf\\t/');
  expect(hasControls('a\nb')).toBe(true);
  expect(hasControls('plain')).toBe(false);
});

it('leaves no control character in any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(printableLine(text)).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
    }),
  );
});
