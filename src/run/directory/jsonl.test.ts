import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { JsonLines, readJsonLines, readLastLine } from './jsonl.ts';

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
  expect([...readJsonLines(path)]).toEqual([{ step: 1, dLoss: 0.5 }]);
  first.sync();
  first.close();
  const second = JsonLines.open(path);
  second.append({ step: 2, dLoss: Number.NaN, text: 'two\nlines' });
  second.close();
  expect(readFileSync(path, 'utf8')).toBe('{"step":1,"dLoss":0.5}\n{"step":2,"dLoss":null,"text":"two\\nlines"}\n');
});

test('a missing file has no lines', () => {
  expect([...readJsonLines(path)]).toEqual([]);
});

test('every torn last line is dropped, and a whole one without its newline kept', () => {
  const line = '{"step":2,"note":"ß{}"}';
  const bytes = Buffer.from(`{"step":1}\n${line}\n`);
  for (let length = 11; length <= bytes.length; length++) {
    writeFileSync(path, bytes.subarray(0, length));
    const whole = length >= bytes.length - 1;
    expect([...readJsonLines(path)]).toHaveLength(whole ? 2 : 1);
    JsonLines.open(path).close();
    expect(readFileSync(path, 'utf8')).toBe(whole ? `{"step":1}\n${line}\n` : '{"step":1}\n');
  }
  expect(readdirSync(folder)).toEqual(['metrics.jsonl']);
});

test('cuts what came after the checkpoint, and keeps the bytes of the rest', () => {
  writeFileSync(path, '{"step": 1.0, "x":1}\n{"event":"started"}\n{"step":200}\n{"step":201}\n{"step":202}\n{"st');
  const lines = JsonLines.open(path, { cutAfterStep: 200 });
  lines.append({ step: 201 });
  lines.close();
  expect(readFileSync(path, 'utf8')).toBe('{"step": 1.0, "x":1}\n{"event":"started"}\n{"step":200}\n{"step":201}\n');
});

test('cutting at 0 keeps only what has no step or step 0', () => {
  writeFileSync(path, '{"step":0}\n{"step":1}\n');
  JsonLines.open(path, { cutAfterStep: 0 }).close();
  expect([...readJsonLines(path)]).toEqual([{ step: 0 }]);
});

test('the last whole line', () => {
  writeFileSync(path, '{"step":1}\n{"step":2}\n{"st');
  expect(readLastLine(path)).toEqual({ step: 2 });
  expect(readLastLine(join(folder, 'none'))).toBeUndefined();
});

test('a file that no string could hold opens as fast as any other', () => {
  writeFileSync(path, '{"step":1}\n');
  truncateSync(path, 2 ** 32);
  appendFileSync(path, '\n{"step":2}\n{"step":3}\n');
  const before = process.memoryUsage().rss;
  JsonLines.open(path, { cutAfterStep: 2 }).close();
  expect(statSync(path).size).toBe(2 ** 32 + '\n{"step":2}\n'.length);
  expect(readLastLine(path)).toEqual({ step: 2 });
  expect(process.memoryUsage().rss - before).toBeLessThan(50e6);
});
