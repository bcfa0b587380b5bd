import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { folderWithGan, outcome, script } from './duel.ts';

const folder = folderWithGan();
afterAll(() => folder.remove());
const train = (out: string, ...more: string[]) => ['train', 'tiny.ts', '--threads', '1', '--out', out, ...more];
const statusOf = (out: string) => JSON.parse(readFileSync(folder.file(`${out}/001-tiny/run.json`), 'utf8')).status;
const env = { ...process.env, CI: '', NO_COLOR: '' };
const withFull = it.skipIf(!existsSync('/dev/full'));

/** Runs the command line with a full device as some of its streams. */
function full(streams: 'stdout' | 'stderr' | 'both', ...args: string[]) {
  const device = openSync('/dev/full', 'w');
  const stdio = [streams === 'stderr' ? 'pipe' : device, streams === 'stdout' ? 'pipe' : device];
  const child = spawn(process.execPath, [script, ...args], {
    cwd: folder.path,
    env,
    stdio: ['ignore', ...(stdio as ('pipe' | number)[])],
  });
  closeSync(device);
  return outcome(child);
}

withFull('a training outlives a log on a full disk', async () => {
  const [log, both] = await Promise.all([
    full('stderr', ...train('log'), '--verbose'),
    full('both', ...train('both'), '--json'),
  ]);
  expect(log.code).toBe(0);
  expect(statusOf('log')).toBe('finished');
  // the events on stdout are lost, and the run is whole
  expect(both.code).toBe(5);
  expect(statusOf('both')).toBe('finished');
});

withFull('says that a result is lost', async () => {
  const { code, stderr } = await full('stdout', 'presets');
  expect(stderr).toMatch(/^error: what was printed to stdout is lost: the disk is full\n {2}fix: free some space/);
  expect(code).toBe(5);
});

it('a training outlives readers that go away', async () => {
  const child = folder.start(...train('gone', '--json'));
  child.stdout!.destroy();
  child.stderr!.destroy();
  expect(await new Promise((done) => child.on('close', done))).toBe(0);
  expect(statusOf('gone')).toBe('finished');
});

it('ends quietly where a reader has enough', async () => {
  const child = folder.start('presets', '--json');
  child.stdout!.once('data', () => child.stdout!.destroy());
  const { code, stderr } = await outcome(child);
  expect([code, stderr]).toEqual([0, '']);
});

const posix = it.skipIf(process.platform === 'win32');

/** Sends SIGHUP at step 10, and tells how it ended. */
async function hangUp(out: string, steps: string, more: NodeJS.ProcessEnv = {}) {
  const args = [script, ...train(out, '--steps', steps, '--snapshot-every', steps, '--json')];
  const child = spawn(process.execPath, args, { cwd: folder.path, env: { ...env, ...more }, stdio: 'pipe' });
  const ended = outcome(child);
  for await (const line of createInterface({ input: child.stdout! }))
    if (JSON.parse(line).step === 10) child.kill('SIGHUP');
  return ended;
}

posix('saves when the terminal is closed, but for what nohup started', async () => {
  // the first has more steps than it can do before it is told
  const [closed, nohup] = await Promise.all([
    hangUp('closed', '100000'),
    hangUp('nohup', '60', { _: '/usr/bin/nohup' }),
  ]);
  expect(closed.stderr).toMatch(/interrupted at step \d+, saved in closed\/001-tiny/);
  expect(closed.code).toBe(129);
  expect(statusOf('closed')).toBe('interrupted');
  expect(nohup.code).toBe(0);
  expect(statusOf('nohup')).toBe('finished');
});

const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') ?? false;
it.skipIf(!hasScript)(
  'saves when a real terminal vanishes (skipped without the command script)',
  async () => {
    const words = train('terminal', '--steps', '1000000', '--snapshot-every', '1000000').join(' ');
    const terminal = spawn('script', ['-qfc', `'${process.execPath}' '${script}' ${words}`, '/dev/null'], {
      cwd: folder.path,
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let seen = '';
    for await (const chunk of terminal.stdout) {
      seen += chunk;
      if (seen.includes('to step 1,000,000 on')) break;
    }
    terminal.kill('SIGKILL');
    for (let i = 0; i < 300 && statusOf('terminal') === 'running'; i++) await wait(100);
    expect(statusOf('terminal')).toBe('interrupted');
    expect(existsSync(folder.file('terminal/001-tiny/checkpoints/last.json'))).toBe(true);
  },
  60_000,
);
