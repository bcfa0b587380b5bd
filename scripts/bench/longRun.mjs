// A run with millions of steps behind it goes on: how long until its next step, and how much memory.
//
//     npm run build && node scripts/bench/longRun.mjs [LINES]
//
// Trains `ring` for a step, gives it LINES lines of metrics (default 5,000,000, about 1.4 GB) and a checkpoint there, and
// goes on for three steps.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Checkpoints } from '../../dist/run/directory/checkpoints.js';

const lines = Number(process.argv[2] ?? 5_000_000);
const duel = resolve('bin/duel.js');
const folder = mkdtempSync(join(tmpdir(), 'duel-long-'));
const train = (...args) => [duel, 'train', ...args, '--out', folder, '--device', 'cpu', '--threads', '2'];

try {
  const begun = spawnSync(process.execPath, train('ring', '--steps', '1'), { stdio: 'inherit' });
  if (begun.status !== 0) process.exit(1);
  const run = join(folder, '001-ring');
  writeMetrics(join(run, 'metrics.jsonl'));
  const checkpoints = new Checkpoints(join(run, 'checkpoints'));
  checkpoints.save(lines, checkpoints.load('last').tensors);
  await goOn(run);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Lines as `ring` writes them, the values different in all their digits. */
function writeMetrics(path) {
  const { step: _, ...names } = JSON.parse(readFileSync(path, 'utf8').split('\n')[0]);
  const file = openSync(path, 'w');
  for (let first = 1; first <= lines; first += 10_000) {
    let text = '';
    for (let step = first; step < Math.min(first + 10_000, lines + 1); step++) {
      const values = Object.fromEntries(Object.keys(names).map((name, i) => [name, Math.abs(Math.sin(step + i))]));
      text += `${JSON.stringify({ step, ...values })}\n`;
    }
    writeSync(file, text);
  }
  closeSync(file);
}

async function goOn(run) {
  const began = performance.now();
  const seconds = () => ((performance.now() - began) / 1000).toFixed(1);
  const child = spawn(process.execPath, [...train(run, '--steps', String(lines + 3)), '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let peak = 0;
  const watch = setInterval(() => {
    try {
      peak = Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) || peak;
    } catch {}
  }, 20);
  let isFirst = true;
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line);
    if (event.type === 'step' && isFirst) console.log(`step ${event.step} after ${seconds()} s`);
    if (event.type === 'step') isFirst = false;
    if (event.type === 'end') console.log(`end after ${seconds()} s, peak memory ${Math.round(peak / 1024)} MiB`);
    if (event.error) console.log(event.error.message);
  }
  clearInterval(watch);
}
