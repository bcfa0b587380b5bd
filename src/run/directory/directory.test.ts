import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRunDirectory, findRun, listRuns, sanitizeName } from './directory.ts';

let out = '';
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'duel-runs-'));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

function makeRun(name: string, info: string | undefined = '{"status":"finished"}'): string {
  const path = createRunDirectory(out, name);
  if (info !== undefined) writeFileSync(join(path, 'run.json'), info);
  return path;
}

describe('making', () => {
  test('takes the next number, over gaps and other files', () => {
    expect(createRunDirectory(join(out, 'new', 'runs'), 'a')).toBe(join(out, 'new', 'runs', '001-a'));
    for (const name of ['004-x', '12-short', 'notes', '999999999999-y']) mkdirSync(join(out, name));
    expect(createRunDirectory(out, 'mnist-dcgan')).toBe(join(out, '005-mnist-dcgan'));
    expect(createRunDirectory(out, 'mnist-dcgan')).toBe(join(out, '006-mnist-dcgan'));
    mkdirSync(join(out, '999-z'));
    expect(basename(createRunDirectory(out, 'a'))).toBe('1000-a');
  });

  test('passes over a claim that a killed process left', () => {
    mkdirSync(join(out, '.001'));
    expect(basename(createRunDirectory(out, 'a'))).toBe('002-a');
  });

  test('names are safe', () => {
    expect(sanitizeName('Größe 3/4: ../../etc')).toBe('Gro-e-3-4-..-..-etc');
    expect(sanitizeName('../../..')).toBe('run');
    expect(sanitizeName('')).toBe('run');
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (name) => /^[\w][\w.-]{0,63}$/.test(sanitizeName(name))));
  });

  test('a folder that cannot be made is a usage error', () => {
    writeFileSync(join(out, 'file'), '');
    expect(() => createRunDirectory(join(out, 'file', 'runs'), 'a')).toThrow(
      expect.objectContaining({ kind: 'usage', code: 'system/not-a-folder', fix: expect.stringContaining('--out') }),
    );
  });

  test('many at once get different numbers', async () => {
    const script = join(out, 'child.mjs');
    const contents = `
      import { createRunDirectory } from './directory.ts';
      import { workerData } from 'node:worker_threads';
      for (let i = 0; i < 25; i++) createRunDirectory(workerData.out, workerData.name);
    `;
    const stdin = { contents, resolveDir: import.meta.dirname, loader: 'ts' as const };
    await build({ stdin, bundle: true, platform: 'node', format: 'esm', outfile: script, logLevel: 'error' });
    const folder = join(out, 'runs');
    const workers = ['a', 'b', 'c', 'd'].map((name) => new Worker(script, { workerData: { out: folder, name } }));
    await Promise.all(workers.map((worker) => new Promise((done, fail) => worker.on('exit', done).on('error', fail))));
    const numbers = readdirSync(folder).map((id) => Number.parseInt(id, 10));
    expect(new Set(numbers).size).toBe(100);
    expect(numbers).toHaveLength(100);
  });
});

describe('finding', () => {
  test('by path, name, number, and the last one', () => {
    const first = makeRun('mnist-mlp');
    const second = makeRun('mnist-dcgan');
    const path = relative(process.cwd(), first);
    for (const name of [first, path, `${path}/`, '001-mnist-mlp', '001', '1']) expect(findRun(name, out)).toBe(first);
    for (const name of ['002', 'last']) expect(findRun(name, out)).toBe(second);
  });

  test('the last run is one that began', () => {
    const first = makeRun('a');
    createRunDirectory(out, 'b');
    expect(findRun('last', out)).toBe(first);
  });

  test('says what there is', () => {
    const refusal = (code: string, fix: string) => expect.objectContaining({ kind: 'usage', code, fix });
    expect(() => findRun('last', join(out, 'none'))).toThrow(
      refusal('run/unknown', 'train one: duel train quickstart'),
    );
    makeRun('a');
    makeRun('b');
    expect(() => findRun('7', out)).toThrow(refusal('run/unknown', 'choose one of: 001-a, 002-b'));
    expect(() => findRun(out, out)).toThrow(refusal('run/no-run', 'choose one of: 001-a, 002-b'));
    mkdirSync(join(out, '002-copy'));
    expect(() => findRun('2', out)).toThrow('more than one run: 002-b, 002-copy');
  });
});

test('listing is by number and tolerates what is broken', () => {
  makeRun('a');
  makeRun('b', '{"sta');
  makeRun('c', '[]');
  createRunDirectory(out, 'd');
  writeFileSync(join(out, '005-file'), '');
  mkdirSync(join(out, '1000-e'));
  expect(listRuns(out).map(({ id, info, problem }) => [id, info ?? problem])).toEqual([
    ['001-a', { status: 'finished' }],
    ['002-b', "the run's run.json is broken: it is no JSON"],
    ['003-c', expect.stringContaining('expected an object')],
    ['004-d', 'run.json is missing'],
    ['1000-e', 'run.json is missing'],
  ]);
  expect(listRuns(join(out, 'none'))).toEqual([]);
});

test.runIf(process.platform === 'linux')('a folder that cannot be made is an error, not a wait', () => {
  expect(() => createRunDirectory('/proc/none/runs', 'x')).toThrow(
    expect.objectContaining({ kind: 'usage', code: 'system/missing', where: '/proc/none' }),
  );
});
