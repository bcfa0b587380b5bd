import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { oneMode } from '../../src/run/directory/crafted.testing.ts';
import { FaultyDisk } from '../../src/run/training/faults.testing.ts';
import { Folder } from './duel.ts';

const folder = new Folder();
afterAll(() => folder.remove());

test('what was found is said, also where it cannot be kept', async () => {
  const run = oneMode(folder.path);
  const disk = new FaultyDisk(folder.path);
  disk.fail(0, 'EROFS');
  const said = await folder.here('doctor', run, '--threads', '1');
  disk.restore();
  expect(said.stdout).toContain('Mode collapse');
  expect(said.stderr).toMatch(/note: what was found is not kept: this disk can only be read: .*doctor\.json/);
  expect(said.code).toBe(0);
  expect(existsSync(`${run}/doctor.json`)).toBe(false);
});

test('nor does a link in the place of a result lose it, or is it followed', async () => {
  const run = oneMode(folder.path);
  folder.write('away.json', '{}');
  symlinkSync(folder.file('away.json'), `${run}/doctor.json`);
  const found = await folder.here('doctor', run, '--threads', '1');
  expect([found.code, found.stderr]).toEqual([
    0,
    expect.stringContaining("is not kept: the run's doctor.json is a link"),
  ]);
  expect(found.stdout).toContain('Mode collapse');
  expect(readFileSync(folder.file('away.json'), 'utf8')).toBe('{}');
});
