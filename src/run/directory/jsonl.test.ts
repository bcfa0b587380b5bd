import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { JsonLines, readJsonLines, readLastLines, readThinnedLines } from './jsonl.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'duel-jsonl-'));
  path = join(folder, 'metrics.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('appends to what is there, line by line', () => {
  const first = JsonLines.open(path);
  first.append({ step: 1, dLoss: 0.5 });
  expect(readJsonLines(path)).toEqual([{ step: 1, dLoss: 0.5 }]);
  first.sync();
  first.close();
  const second = JsonLines.open(path);
  second.append({ step: 2, dLoss: Number.NaN, text: 'two\nlines' });
  second.close();
  expect(readFileSync(path, 'utf8')).toBe('{"step":1,"dLoss":0.5}\n{"step":2,"dLoss":null,"text":"two\\nlines"}\n');
});

test('a missing file has no lines', () => {
  expect(readJsonLines(path)).toEqual([]);
});

test('every torn last line is dropped, and a whole one without its newline kept', () => {
  const line = '{"step":2,"note":"ß{}"}';
  const bytes = Buffer.from(`{"step":1}\n${line}\n`);
  for (let length = 11; length <= bytes.length; length++) {
    writeFileSync(path, bytes.subarray(0, length));
    const whole = length >= bytes.length - 1;
    expect(readJsonLines(path)).toHaveLength(whole ? 2 : 1);
    JsonLines.open(path).close();
    expect(readFileSync(path, 'utf8')).toBe(whole ? `{"step":1}\n${line}\n` : '{"step":1}\n');
  }
  expect(readdirSync(folder)).toEqual(['metrics.jsonl']);
});

test('cuts what came after the checkpoint, and keeps the bytes of the rest', () => {
  writeFileSync(path, '{"step": 1.0, "x":1}\n{"event":"started"}\n{"step":200}\n{"step":201}\n{"step":5}\n{"st');
  const lines = JsonLines.open(path, { cutAfterStep: 200 });
  lines.append({ step: 201 });
  lines.close();
  expect(readFileSync(path, 'utf8')).toBe(
    '{"step": 1.0, "x":1}\n{"event":"started"}\n{"step":200}\n{"step":5}\n{"step":201}\n',
  );
});

test('cutting at 0 keeps only what has no step or step 0', () => {
  writeFileSync(path, '{"step":0}\n{"step":1}\n');
  JsonLines.open(path, { cutAfterStep: 0 }).close();
  expect(readJsonLines(path)).toEqual([{ step: 0 }]);
});

test('the last lines, and a thinned view that keeps the last one', () => {
  writeFileSync(path, Array.from({ length: 100 }, (_, i) => `{"step":${i + 1}}\n`).join(''));
  expect(readLastLines(path, 3).map((l) => l.step)).toEqual([98, 99, 100]);
  expect(readLastLines(path, 1000)).toHaveLength(100);
  const thinned = readThinnedLines(path, 10);
  expect(thinned.length).toBeLessThanOrEqual(11);
  expect(thinned.at(-1)).toEqual({ step: 100 });
  expect(readLastLines(join(folder, 'none'), 3)).toEqual([]);
});
