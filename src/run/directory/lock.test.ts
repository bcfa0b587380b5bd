import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type LockOwner, lockOwner, lockRun } from './lock.ts';

let scripts = '';
let holder = '';
beforeAll(async () => {
  scripts = mkdtempSync(join(tmpdir(), 'duel-lock-child-'));
  holder = join(scripts, 'holder.mjs');
  // Takes the lock, says so, and holds it until its standard input ends.
  const contents = `
    import { lockRun } from './lock.ts';
    try { lockRun(process.argv[2]); console.log('locked'); } catch (error) { console.log(error.code); }
    process.stdin.on('end', () => process.exit()).resume();
  `;
  const stdin = { contents, resolveDir: import.meta.dirname, loader: 'ts' as const };
  await build({ stdin, bundle: true, platform: 'node', format: 'esm', outfile: holder, logLevel: 'error' });
});
afterAll(() => rmSync(scripts, { recursive: true, force: true }));

let run = '';
beforeEach(() => {
  run = mkdtempSync(join(tmpdir(), 'duel-lock-'));
});
afterEach(() => rmSync(run, { recursive: true, force: true }));

const lockFile = () => join(run, 'lock.json');
const owner = () => JSON.parse(readFileSync(lockFile(), 'utf8')) as LockOwner;

async function startHolder(): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [holder, run], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [said] = (await once(child.stdout!, 'data')) as [Buffer];
  return { child, said: said.toString().trim() };
}

test('is taken, held, and given free', () => {
  const lock = lockRun(run);
  expect(owner().pid).toBe(process.pid);
  expect(lockOwner(run)?.pid).toBe(process.pid);
  expect(readdirSync(run)).toEqual(['lock.json']);
  expect(() => lockRun(run)).toThrow(expect.objectContaining({ code: 'run/locked', kind: 'usage' }));
  lock.release();
  lock.release();
  expect(readdirSync(run)).toEqual([]);
  expect(lockOwner(run)).toBeUndefined();
  lockRun(run).release();
});

test('a living owner is refused, with its id and how to stop it', async () => {
  const { child, said } = await startHolder();
  expect(said).toBe('locked');
  expect(() => lockRun(run)).toThrow(
    expect.objectContaining({
      message: `process ${child.pid} trains this run`,
      where: run,
      fix: expect.stringContaining(`kill -INT ${child.pid}`),
    }),
  );
  child.stdin!.end();
  await once(child, 'exit');
  expect(existsSync(lockFile())).toBe(false);
});

test('a killed owner is taken over', async () => {
  const { child } = await startHolder();
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(existsSync(lockFile())).toBe(true);
  expect(lockOwner(run)).toBeUndefined();
  lockRun(run).release();
});

test('a process that has got the id of a dead owner is not the owner', () => {
  const lock = lockRun(run);
  const own = owner();
  lock.release();
  if (own.startTime === undefined) return;
  writeFileSync(lockFile(), JSON.stringify({ ...own, startTime: '1' }));
  lockRun(run).release();
});

test('a torn or foreign file is no lock', () => {
  for (const text of ['', '{"pid":', '{"pid":-1,"host":"a"}', 'null']) {
    writeFileSync(lockFile(), text);
    lockRun(run).release();
  }
});

test('an owner elsewhere is alive until two minutes after its last sign of life', () => {
  writeFileSync(lockFile(), JSON.stringify({ pid: 1, host: 'elsewhere' }));
  expect(() => lockRun(run)).toThrow('process 1 on elsewhere');
  const past = new Date(Date.now() - 130_000);
  utimesSync(lockFile(), past, past);
  lockRun(run).release();
});

test('of many who find a dead owner, one takes over', async () => {
  writeFileSync(lockFile(), JSON.stringify({ pid: 4194399, startTime: '1', host: 'elsewhere' }));
  utimesSync(lockFile(), new Date(0), new Date(0));
  const holders = await Promise.all(Array.from({ length: 4 }, startHolder));
  expect(holders.map(({ said }) => said).sort()).toEqual(['locked', ...Array(3).fill('run/locked')]);
  for (const { child } of holders) child.stdin!.end();
  await Promise.all(holders.map(({ child }) => child.exitCode ?? once(child, 'exit')));
  expect(readdirSync(run)).toEqual([]);
}, 20_000);
