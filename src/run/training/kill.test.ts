import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isTemporary, sweepTemporary } from '../directory/atomic.ts';
import { Checkpoints } from '../directory/checkpoints.ts';
import { removeFolder } from '../directory/ended.testing.ts';
import { JsonLines, readJsonLines } from '../directory/jsonl.ts';

// Logs a line and saves a checkpoint of 1 MB per step, for ever.
const program = `
  import { Checkpoints } from '../directory/checkpoints.ts';
  import { JsonLines } from '../directory/jsonl.ts';
  const checkpoints = new Checkpoints(process.argv[2] + '/checkpoints', { keep: 2 });
  const first = Number(process.argv[3]) + 1;
  const lines = JsonLines.open(process.argv[2] + '/metrics.jsonl', { cutAfterStep: first - 1 });
  for (let step = first; ; step++) {
    lines.append({ step, note: 'x'.repeat(20_000) });
    checkpoints.save(step, { w: { shape: [512, 512], data: new Float32Array(512 * 512).fill(step) } });
    if (step === first) console.log('ready');
  }
`;

let root = '';
let script = '';
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'duel-kill-'));
  script = join(root, 'child.mjs');
  const stdin = { contents: program, resolveDir: import.meta.dirname, loader: 'ts' as const };
  await build({ stdin, bundle: true, platform: 'node', format: 'esm', outfile: script, logLevel: 'error' });
});
afterAll(() => removeFolder(root));

test('kill -9 at any moment leaves whole checkpoints, and training continues from the last', async () => {
  const checkpoints = new Checkpoints(join(root, 'checkpoints'), { keep: 2 });
  let step = 0;
  for (let round = 0; round < 8; round++) {
    const child = spawn(process.execPath, [script, root, String(step)], { stdio: ['ignore', 'pipe', 'inherit'] });
    await ready(child);
    await wait((round * 37) % 100);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));

    for (const listed of checkpoints.list()) {
      expect(checkpoints.load(listed).tensors.w!.data.every((value) => value === listed)).toBe(true);
    }
    const last = checkpoints.load('last');
    expect(last.warning).toBeUndefined();
    expect(last.step).toBeGreaterThan(step);
    expect(checkpoints.list().at(-1)! - last.step).toBeLessThanOrEqual(1);
    step = last.step;
    checkpoints.cutAfter(step);
    JsonLines.open(join(root, 'metrics.jsonl'), { cutAfterStep: step }).close();
    expect([...readJsonLines(join(root, 'metrics.jsonl'))].map((line) => line.step)).toEqual(upTo(step));
  }
  sweepTemporary(root);
  expect([...readdirSync(root), ...readdirSync(checkpoints.folder)].filter(isTemporary)).toEqual([]);
}, 30_000);

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout!.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`the child ended with ${code}`)));
  });
}

function upTo(step: number): number[] {
  return Array.from({ length: step }, (_, i) => i + 1);
}
