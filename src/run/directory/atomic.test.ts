import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeFile, sweepTemporary, writeFileAtomic } from './atomic.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'duel-atomic-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('writes text and bytes, replaces, and leaves nothing else', () => {
  const path = join(folder, 'a.json');
  writeFileAtomic(path, 'first, and longer');
  writeFileAtomic(path, new Uint8Array([50, 51]));
  expect(readFileSync(path, 'utf8')).toBe('23');
  expect(readdirSync(folder)).toEqual(['a.json']);
});

test('a failure leaves the folder as it was', () => {
  mkdirSync(join(folder, 'taken'));
  writeFileSync(join(folder, 'taken', 'inside'), '');
  expect(() => writeFileAtomic(join(folder, 'taken'), 'x')).toThrow();
  expect(() => writeFileAtomic(join(folder, 'missing', 'a'), 'x')).toThrow(
    expect.objectContaining({ kind: 'device', code: 'system/missing', where: join(folder, 'missing', 'a') }),
  );
  expect(readdirSync(folder)).toEqual(['taken']);
});

test('a folder in the place of a file is not removed, and said to be one', () => {
  mkdirSync(join(folder, 'taken'));
  expect(() => removeFile(join(folder, 'taken'))).toThrow(
    expect.objectContaining({
      kind: 'device',
      code: 'system/is-a-folder',
      fix: expect.stringContaining('take that away'),
    }),
  );
  expect(readdirSync(folder)).toEqual(['taken']);
});

test('a name left behind by a dead process of the same id is stepped over', () => {
  writeFileAtomic(join(folder, 'a'), '1');
  for (let i = 0; i < 20; i++) writeFileSync(join(folder, `.tmp-${process.pid}-${i}-b`), 'torn');
  writeFileAtomic(join(folder, 'b'), 'whole');
  expect(readFileSync(join(folder, 'b'), 'utf8')).toBe('whole');
});

test('sweeps what the dead left, not what the living write', () => {
  const dead = '.tmp-4194399-1-a';
  const living = `.tmp-${process.ppid}-1-a`;
  for (const name of [dead, living, `.tmp-${process.pid}-7-a`, 'a', '.tmpfile']) writeFileSync(join(folder, name), '');
  expect(sweepTemporary(folder).sort()).toEqual([dead, `.tmp-${process.pid}-7-a`].sort());
  expect(readdirSync(folder).sort()).toEqual([living, '.tmpfile', 'a'].sort());
});
