import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { assertOutput, openOutput, writeOut } from './outputFile.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-output-'));
afterAll(() => rmSync(folder, { recursive: true }));
const inside = (name: string) => join(folder, name);

it('a file takes its place when it is whole', async () => {
  writeFileSync(inside('a'), 'old');
  const file = await openOutput(inside('a'));
  await file.write('new');
  expect(readFileSync(inside('a'), 'utf8')).toBe('old');
  await file.commit();
  expect(readFileSync(inside('a'), 'utf8')).toBe('new');
  const given = await openOutput(inside('a'));
  await given.write('half');
  await given.discard();
  expect([readFileSync(inside('a'), 'utf8'), readdirSync(folder).filter((name) => name !== 'fifo')]).toEqual([
    'new',
    ['a'],
  ]);
});

it('says before the work what cannot be written, and makes nothing', () => {
  writeFileSync(inside('file'), '');
  mkdirSync(inside('closed'));
  chmodSync(inside('closed'), 0o500);
  const before = readdirSync(folder);
  expect(() => assertOutput(folder)).toThrow(/this is a folder/);
  expect(() => assertOutput(inside('file/below/a.gif'))).toThrow(expect.objectContaining({ kind: 'usage' }));
  if (process.getuid?.() !== 0)
    expect(() => assertOutput(inside('closed/a.gif'))).toThrow(expect.objectContaining({ kind: 'usage' }));
  for (const good of ['-', inside('file'), inside('new/folder/a.gif')]) assertOutput(good);
  expect(readdirSync(folder)).toEqual(before);
  rmSync(inside('closed'), { recursive: true });
  rmSync(inside('file'));
});

it('a link is followed, and stays a link', async () => {
  symlinkSync(inside('a'), inside('link'));
  await writeOut(inside('link'), 'by a link');
  expect(readFileSync(inside('a'), 'utf8')).toBe('by a link');
});

it('a device gets the bytes and stays a device', async () => {
  await writeOut('/dev/null', 'gone');
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
});

it.skipIf(spawnSync('mkfifo', [inside('fifo')]).status !== 0)('a FIFO gets the bytes and stays one', async () => {
  const reader = spawn('cat', [inside('fifo')]);
  let read = '';
  reader.stdout.on('data', (text) => {
    read += text;
  });
  await writeOut(inside('fifo'), 'through');
  await new Promise((done) => reader.once('close', done));
  expect([read, statSync(inside('fifo')).isFIFO()]).toEqual(['through', true]);
});

it('a folder is no file, and what cannot be made is said before the work', async () => {
  await expect(openOutput(folder)).rejects.toMatchObject({ code: 'system/is-a-folder', exitCode: 2 });
  await expect(openOutput(join(inside('a'), 'b'))).rejects.toMatchObject({ exitCode: 2 });
  await expect(openOutput(inside('huge'), 2 ** 60)).rejects.toMatchObject({ code: 'system/disk-full' });
  expect(existsSync(inside('huge'))).toBe(false);
});
