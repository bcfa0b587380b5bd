import { spawnSync } from 'node:child_process';
import { closeSync, copyFileSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import sharp from 'sharp';

const root = resolve(import.meta.dirname, '../../..');

/** Runs `duel` and waits for it. */
function duel(...words) {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'bin/duel.js'), ...words], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`duel ${words.join(' ')}: ${stderr}`);
}

/**
 * A run that was trained for a few steps and then written on, as if it had gone on for `points` steps with a picture every
 * `points / pictures`: what a page has to read and show of it is what it would have of a real one.
 */
export async function makeLongRun(folder, { points, pictures }) {
  duel('train', 'ring', '--out', folder, '--steps', '4', '--snapshot-every', '2', '--threads', '1');
  const run = join(folder, '001-ring');
  const metrics = join(run, 'metrics.jsonl');
  const last = JSON.parse(readFileSync(metrics, 'utf8').trim().split('\n').at(-1));
  const file = openSync(metrics, 'w');
  for (let step = 1; step <= points; ) {
    const lines = [];
    for (let i = 0; i < 2000 && step <= points; i++, step++) {
      const moved = Object.entries(last).map(([name, value]) => {
        const wave = 1 + 0.4 * Math.sin(step / 9000) + 0.3 * Math.sin(step * 7.1);
        return [name, name !== 'step' && typeof value === 'number' ? value * wave : value];
      });
      lines.push(JSON.stringify({ ...Object.fromEntries(moved), step }));
    }
    writeSync(file, `${lines.join('\n')}\n`);
  }
  closeSync(file);
  const info = join(run, 'run.json');
  writeFileSync(info, JSON.stringify({ ...JSON.parse(readFileSync(info, 'utf8')), step: points, steps: points }));
  await drawPictures(join(run, 'samples'), { points, pictures });
  return run;
}

/** Pictures like those of 64 photographs of 64×64 pixels: some different ones, again and again. */
async function drawPictures(samples, { points, pictures }) {
  rmSync(samples, { recursive: true });
  mkdirSync(samples);
  const different = 20;
  const at = (k) => join(samples, `${String(Math.round((k * points) / pictures)).padStart(9, '0')}.png`);
  for (let k = 1; k <= pictures; k++) {
    if (k > different) copyFileSync(at(((k - 1) % different) + 1), at(k));
    else
      await sharp({
        create: { width: 528, height: 528, channels: 3, noise: { type: 'gaussian', mean: 128, sigma: 40 + k } },
      })
        .png()
        .toFile(at(k));
  }
}
