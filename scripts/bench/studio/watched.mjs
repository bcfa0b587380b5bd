// What watching costs a training: its steps a second while the studio's page is open in Chromium on the same machine and
// while it is not, in turns:
//
//     npm run site && node scripts/bench/studio/watched.mjs [--what mnist-mlp] [--seconds 20] [--rounds 4]
//
// The browser's own work is counted along, as far as it takes processors from the training.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readLastLine } from '../../../dist/run/directory/jsonl.js';
import { serveStudio } from '../../../dist/studio/serve.js';
import { openChromium } from '../chromium.mjs';
import { median } from '../median.mjs';

const { values } = parseArgs({
  options: {
    what: { type: 'string', default: 'mnist-mlp' },
    seconds: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '4' },
  },
});
const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];

const folder = mkdtempSync(join(tmpdir(), 'duel-bench-watched-'));
const runs = join(folder, 'runs');
const duel = resolve(import.meta.dirname, '../../../bin/duel.js');
const training = spawn(process.execPath, [duel, 'train', values.what, '--out', runs, '--steps', '100000000'], {
  stdio: 'ignore',
});
const stepNow = () => readLastLine(join(runs, readdirSync(runs)[0], 'metrics.jsonl'))?.step ?? 0;
while (!existsSync(runs) || readdirSync(runs).length === 0) await wait(200);
await wait(15_000);

const studio = await serveStudio({ runs, port: 0 });
/** Steps a second from now on. */
async function pace() {
  const [begun, first] = [performance.now(), stepNow()];
  await wait(seconds * 1000);
  return (1000 * (stepNow() - first)) / (performance.now() - begun);
}
const found = { alone: [], watched: [] };
for (let i = 0; i < rounds; i++) {
  found.alone.push(await pace());
  const browser = await openChromium();
  const page = await browser.newPage();
  await page.goto(`${studio.url}#/${readdirSync(runs)[0]}`);
  // opening is no part of it
  await wait(5_000);
  found.watched.push(await pace());
  await browser.close();
  await wait(2_000);
}
found.alone.push(await pace());
training.kill('SIGKILL');
await studio.close();
rmSync(folder, { recursive: true, force: true, maxRetries: 3 });

// each watched stretch beside those before and after it: a machine's speed drifts
const ratios = found.watched.map((watched, i) => (2 * watched) / (found.alone[i] + found.alone[i + 1]));
const texts = (list, digits) => list.map((value) => value.toFixed(digits)).join(', ');
console.log(`${values.what}, ${cpus()[0].model}, ${cpus().length} threads`);
console.log(`steps a second: alone ${texts(found.alone, 1)}; watched ${texts(found.watched, 1)}`);
console.log(`watched ÷ alone: median ${median(ratios).toFixed(3)} (${texts(ratios, 3)})`);
