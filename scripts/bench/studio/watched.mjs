// What watching costs a training: the processors' time that the studio's server and Chromium take while a page shows a run
// that trains on the same machine, beside what an empty page takes in the same Chromium, and the training's steps a second
// with the page and without, in turns:
//
//     npm run site && node scripts/bench/studio/watched.mjs [--what mnist-mlp] [--seconds 15] [--rounds 3] [--view top]
//
// `--view curves` has the page scrolled to its curves, `runs` is the page of all runs. Linux alone tells these times (/proc).
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { readLastLine } from '../../../dist/run/directory/jsonl.js';
import { chromiumPath } from '../chromium.mjs';
import { median } from '../median.mjs';
import { between, secondsOf, sumOf } from './processors.mjs';

const { values } = parseArgs({
  options: {
    what: { type: 'string', default: 'mnist-mlp' },
    seconds: { type: 'string', default: '15' },
    rounds: { type: 'string', default: '3' },
    view: { type: 'string', default: 'top' },
    warm: { type: 'string', default: '15' },
  },
});
const [seconds, rounds, warm] = [Number(values.seconds), Number(values.rounds), Number(values.warm)];

const folder = mkdtempSync(join(tmpdir(), 'duel-bench-watched-'));
const runs = join(folder, 'runs');
const duel = resolve(import.meta.dirname, '../../../bin/duel.js');
const begin = (...words) => spawn(process.execPath, [duel, ...words], { stdio: ['ignore', 'pipe', 'ignore'] });
const training = begin('train', values.what, '--out', runs, '--steps', '100000000');
training.stdout.resume();
const stepNow = () => readLastLine(join(runs, readdirSync(runs)[0], 'metrics.jsonl'))?.step ?? 0;
while (!existsSync(runs) || readdirSync(runs).length === 0) await wait(200);
await wait(warm * 1000);

const studio = begin('studio', '--runs', runs, '--port', '0', '--json');
const { url } = JSON.parse((await createInterface(studio.stdout)[Symbol.asyncIterator]().next()).value);
const run = readdirSync(runs)[0];

/** Steps a second from now on. */
async function pace() {
  const [begun, first] = [performance.now(), stepNow()];
  await wait(seconds * 1000);
  return (1000 * (stepNow() - first)) / (performance.now() - begun);
}
/** What the main thread of a page does, as Chromium counts it. */
const shares = {
  TaskDuration: 'all tasks',
  ScriptDuration: 'scripts',
  LayoutDuration: 'layout',
  RecalcStyleDuration: 'styles',
};
/** What the server and a browser with a page take, each by its kinds of processes, and the training's pace meanwhile. */
async function watched(address) {
  const server = await chromium.launchServer({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
  const browser = await chromium.connect(server.wsEndpoint());
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(address);
  if (values.view === 'curves' && address !== 'about:blank') {
    const chart = page.getByRole('img', { name: /^Losses over/ });
    await chart.waitFor();
    await chart.evaluate((canvas) => canvas.scrollIntoView());
  }
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const metrics = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return Object.fromEntries(
      metrics.filter(({ name }) => name in shares).map(({ name, value }) => [shares[name], value]),
    );
  };
  // opening is no part of it
  await wait(5_000);
  const look = async () => [secondsOf(studio.pid), secondsOf(server.process().pid), await metrics()];
  const before = await look();
  const steps = await pace();
  const [ofServer, ofBrowser, ofPage] = (await look()).map((now, i) => between(before[i], now));
  await browser.close();
  await server.close();
  await wait(1_000);
  return { steps, ofServer, ofBrowser, ofPage };
}

const found = [];
const alone = [];
for (let i = 0; i < rounds; i++) {
  alone.push(await pace());
  found.push({
    blank: await watched('about:blank'),
    page: await watched(`${url}#/${values.view === 'runs' ? '' : run}`),
  });
}
alone.push(await pace());
training.kill('SIGKILL');
studio.kill('SIGKILL');
rmSync(folder, { recursive: true, force: true, maxRetries: 3 });

const texts = (list, digits) => list.map((value) => value.toFixed(digits)).join(', ');
const medians = (list) => `${median(list).toFixed(2)} s (${texts(list, 2)})`;
const kindsOf = (list) =>
  [...new Set(list.flatMap(Object.keys))]
    .map((kind) => [kind, median(list.map((kinds) => kinds[kind] ?? 0))])
    .filter(([, seconds]) => seconds >= 0.01)
    .map(([kind, seconds]) => `${kind} ${seconds.toFixed(2)}`)
    .join(', ');
console.log(`${values.what}, ${values.view}, ${cpus()[0].model}, ${cpus().length} threads; in ${seconds} s of them:`);
console.log(`server: ${medians(found.map(({ page }) => sumOf(page.ofServer)))}`);
console.log(
  `browser: ${medians(found.map(({ page }) => sumOf(page.ofBrowser)))}: ${kindsOf(found.map(({ page }) => page.ofBrowser))}`,
);
console.log(`the page's main thread: ${kindsOf(found.map(({ page }) => page.ofPage))}`);
console.log(
  `browser with an empty page: ${medians(found.map(({ blank }) => sumOf(blank.ofBrowser)))}: ${kindsOf(found.map(({ blank }) => blank.ofBrowser))}`,
);
// each watched stretch beside those before and after it: a machine's speed drifts
const ratios = found.map(({ page }, i) => (2 * page.steps) / (alone[i] + alone[i + 1]));
console.log(
  `steps a second: alone ${texts(alone, 1)}; watched ${texts(
    found.map(({ page }) => page.steps),
    1,
  )}`,
);
console.log(`watched ÷ alone: median ${median(ratios).toFixed(3)} (${texts(ratios, 3)})`);
