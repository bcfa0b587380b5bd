import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JsonLine } from './jsonl.ts';
import { readLinesFrom, readLinesOf } from './steps.ts';
import { ThinnedLines } from './thinned.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'duel-thinned-'));
  path = join(folder, 'metrics.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (lines: readonly JsonLine[]) =>
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
const upTo = (count: number): JsonLine[] => Array.from({ length: count }, (_, i) => ({ step: i + 1, dLoss: i / 7 }));
const stepsOf = (lines: Iterable<JsonLine>) => [...lines].map(({ step }) => step);

test('keeps evenly spread lines, the first and the last among them', () => {
  const thinned = new ThinnedLines(10);
  expect(thinned.lines()).toEqual([]);
  for (const line of upTo(10)) thinned.add(line);
  expect(thinned.lines()).toEqual(upTo(10));
  for (const line of upTo(100).slice(10)) thinned.add(line);
  expect(stepsOf(thinned.lines())).toEqual([1, 28, 55, 82, 100]);
});

test('what is read of a file is what was kept while it grew, wherever training was interrupted', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 0, max: 3000 }), (count, more) => {
      const lines = upTo(count + more);
      const undisturbed = new ThinnedLines(20);
      for (const line of lines) undisturbed.add(line);
      expect(undisturbed.lines().length).toBeLessThanOrEqual(21);
      write(lines.slice(0, count));
      const resumed = ThinnedLines.read(path, 20);
      for (const line of lines.slice(count)) resumed.add(line);
      expect(resumed.lines()).toEqual(undisturbed.lines());
      write(lines);
      expect(ThinnedLines.read(path, 20).lines()).toEqual(undisturbed.lines());
    }),
    { numRuns: 8 },
  );
});

test('lines of steps are found among lines of any length, and where steps are missing', () => {
  const line = fc.record({ gap: fc.integer({ min: 1, max: 50 }), length: fc.oneof(fc.nat(300), fc.nat(20_000)) });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), fc.integer({ min: 1, max: 20 }), (shapes, every) => {
      let step = 0;
      const lines = shapes.map(({ gap, length }) => {
        step += gap;
        return { step, note: 'x'.repeat(length) };
      });
      write(lines);
      const wanted = Array.from({ length: Math.ceil((step + 5) / every) }, (_, i) => 1 + i * every);
      expect(stepsOf(readLinesOf(path, wanted))).toEqual(stepsOf(lines).filter((s) => wanted.includes(s as number)));
      for (const first of [1, every, step, step + 1])
        expect(stepsOf(readLinesFrom(path, first))).toEqual(stepsOf(lines).filter((s) => (s as number) >= first));
    }),
    { numRuns: 20 },
  );
});

test('a file of something else gives what can be found in it, and ends', () => {
  for (const content of [
    '',
    '\n\n\n',
    'x'.repeat(5e6),
    '{"step":1e999}\n',
    '{"step":9007199254740991}\n{"step":-3}\n',
    '{"step":3}\n{"step":2}\n{"step":"1"}\n[]\n',
  ]) {
    writeFileSync(path, content);
    expect(ThinnedLines.read(path, 10).lines().length).toBeLessThanOrEqual(11);
  }
});
