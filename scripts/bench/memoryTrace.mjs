// How a training's memory goes on over a long run: resident memory just after each picture, and what it ends at.
//
//     npm run build && node scripts/bench/memoryTrace.mjs [STEPS] [OUT.csv] [-- OPTIONS OF duel train]
//
// Trains `ring` for STEPS steps (default 200,000; a picture every 3,000). The memory at a step is the median of the five
// pictures up to it: at 20,000 steps, and at the end.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { median } from './median.mjs';

const own = process.argv.slice(2);
const at = own.indexOf('--');
const [steps = '200000', out] = at < 0 ? own : own.slice(0, at);
const options = at < 0 ? [] : own.slice(at + 1);
const early = 20_000;
const folder = mkdtempSync(join(tmpdir(), 'duel-memory-'));

try {
  const trace = await train();
  if (out) writeFileSync(out, ['step,seconds,rss_mib', ...trace.map((point) => point.join())].join('\n').concat('\n'));
  const [begin, end] = [memoryAt(trace, early), memoryAt(trace, Number(steps))];
  console.log(`${begin} MiB at step ${early}, ${end} MiB at step ${steps}: ${((end / begin - 1) * 100).toFixed(1)} %`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function train() {
  const began = performance.now();
  const words = [
    'train',
    'ring',
    '--steps',
    steps,
    '--out',
    folder,
    '--batch',
    '2',
    '--device',
    'cpu',
    '--threads',
    '1',
    '--json',
  ];
  const child = spawn(process.execPath, [resolve('bin/duel.js'), ...words, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const trace = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{"type":"checkpoint"')) continue;
    const { step } = JSON.parse(line);
    trace.push([step, Math.round((performance.now() - began) / 1000), residentMiB(child.pid)]);
  }
  return trace;
}

function residentMiB(pid) {
  const kib = Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
  return Math.round(kib / 102.4) / 10;
}

function memoryAt(trace, step) {
  const before = trace.filter((point) => point[0] <= step).slice(-5);
  return median(before.map((point) => point[2]));
}
