import { closeSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FileLine, linesBackwards, linesForwards } from './lines.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'duel-lines-'));
  path = join(folder, 'lines');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function linesOf(read: (file: number) => Iterable<FileLine>): FileLine[] {
  const file = openSync(path, 'r');
  try {
    return [...read(file)];
  } finally {
    closeSync(file);
  }
}

/** Where blocks meet, lines are as everywhere else. */
const aroundBlock = fc.integer({ min: -3, max: 3 }).map((more) => 'x'.repeat((1 << 16) + more));
const parts = fc.array(fc.oneof(fc.constant(''), fc.constantFrom('a', 'ß{}', '漢'), aroundBlock), { maxLength: 6 });

test('the lines of any file are the same from both ends', () => {
  fc.assert(
    fc.property(parts, fc.boolean(), (parts, ends) => {
      const content = parts.join('\n') + (ends ? '\n' : '');
      writeFileSync(path, content);
      const lines = linesOf((file) => linesForwards(file));
      expect(lines.map(({ text, hasNewline }) => text + (hasNewline ? '\n' : '')).join('') === content).toBe(true);
      expect(lines.every(({ text }) => !text.includes('\n'))).toBe(true);
      expect(lines.map(({ start }) => start)).toEqual([0, ...lines.map(({ end }) => end)].slice(0, lines.length));
      expect(lines.at(-1)?.end ?? 0).toBe(Buffer.byteLength(content));
      const backwards = linesOf(linesBackwards).reverse();
      expect(JSON.stringify(backwards) === JSON.stringify(lines)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test('a line longer than any has no text, and the others keep theirs', () => {
  writeFileSync(path, 'first\n');
  truncateSync(path, 3 << 20);
  const hole = { text: '', start: 6, end: 3 << 20, hasNewline: false };
  const first = { text: 'first', start: 0, end: 6, hasNewline: true };
  expect(linesOf((file) => linesForwards(file))).toEqual([first, hole]);
  expect(linesOf(linesBackwards)).toEqual([hole, first]);
});
