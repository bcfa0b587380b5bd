// How the studio opens and moves with a run of a million steps and a thousand pictures, in Chromium:
//
//     npm run site && node scripts/bench/studio/run.mjs [--points 1000000] [--pictures 1000] [--rounds 5]
//
// Opening: from the navigation until the newest picture and the losses of all steps are on the page, in a browser's profile
// that has seen nothing of it. Moving: what lies between two frames while the page is scrolled, the pictures are gone
// through by dragging, and the pointer moves over a curve.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serveStudio } from '../../../dist/studio/serve.js';
import { openChromium } from '../chromium.mjs';
import { median } from '../median.mjs';
import { makeLongRun } from './longRun.mjs';

const { values } = parseArgs({
  options: {
    points: { type: 'string', default: '1000000' },
    pictures: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
  },
});
const [points, pictures, rounds, seconds] = ['points', 'pictures', 'rounds', 'seconds'].map((n) => Number(values[n]));

const folder = mkdtempSync(join(tmpdir(), 'duel-bench-studio-'));
const runs = join(folder, 'runs');
const run = await makeLongRun(runs, { points, pictures });
const studio = await serveStudio({ runs, port: 0 });
const browser = await openChromium();

/** Runs in the page: resolves to the milliseconds since the navigation at which everything is drawn. */
const whenThere = (all) =>
  new Promise((done) => {
    const look = () => {
      const picture = document.querySelector('img[alt^="What the generator makes"]');
      const losses = [...document.querySelectorAll('canvas')].some(
        (canvas) => canvas.width > 0 && canvas.getAttribute('aria-label')?.startsWith(`Losses over ${all} steps`),
      );
      // two frames on, it is on the screen
      if (picture?.complete && picture.naturalWidth > 0 && losses)
        requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())));
      else requestAnimationFrame(look);
    };
    look();
  });

async function open() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(`${studio.url}#/001-ring`, { waitUntil: 'commit' });
  const ms = await page.evaluate(whenThere, points.toLocaleString('en'));
  return { page, ms, close: () => context.close() };
}

/** What lay between the frames of a page while `doing` went on, and how many pictures were seen. */
async function framesOf(page, doing) {
  await page.evaluate(() => {
    const seen = new Set();
    const at = [];
    globalThis.frames = { at, seen };
    const note = (now) => {
      at.push(now);
      const picture = document.querySelector('img[alt^="What the generator makes"]');
      if (picture?.complete) seen.add(picture.currentSrc);
      globalThis.frames.handle = requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  await doing();
  const { at, seen } = await page.evaluate(() => {
    cancelAnimationFrame(globalThis.frames.handle);
    return { at: globalThis.frames.at, seen: globalThis.frames.seen.size };
  });
  const gaps = at
    .slice(1)
    .map((t, i) => t - at[i])
    .sort((a, b) => a - b);
  return {
    frames: gaps.length,
    median: median(gaps),
    p95: gaps[Math.floor(0.95 * gaps.length)],
    longest: gaps.at(-1),
    within: gaps.filter((gap) => gap <= 1000 / 30 + 1).length / gaps.length,
    seen,
  };
}

const during = async (act) => {
  const until = Date.now() + 1000 * seconds;
  for (let i = 0; Date.now() < until; i++) await act(i);
};
const moves = {
  scroll: (page) => during((i) => page.mouse.wheel(0, (Math.floor(i / 40) % 2 ? -1 : 1) * 60)),
  scrub: async (page) => {
    const box = await page.getByRole('slider', { name: 'Time' }).boundingBox();
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width - 8, y);
    await page.mouse.down();
    await during((i) => page.mouse.move(box.x + 8 + ((box.width - 16) * (1 + Math.cos(i / 60))) / 2, y));
    await page.mouse.up();
  },
  point: async (page) => {
    const chart = page.getByRole('img', { name: /^Losses over/ });
    await chart.scrollIntoViewIfNeeded();
    const box = await chart.boundingBox();
    await during((i) => page.mouse.move(box.x + (box.width * (1 + Math.cos(i / 30))) / 2, box.y + box.height / 2));
  },
};

const megabytes = (statSync(join(run, 'metrics.jsonl')).size / 2 ** 20).toFixed(0);
console.log(
  `${cpus()[0].model}, ${cpus().length} threads; ${points} steps (${megabytes} MiB of metrics), ${pictures} pictures`,
);
const opened = [];
for (let i = 0; i < rounds; i++) {
  const { ms, close } = await open();
  opened.push(ms);
  await close();
}
console.log(`opens in ${median(opened).toFixed(0)} ms (${opened.map((ms) => ms.toFixed(0)).join(', ')})`);
for (const [name, move] of Object.entries(moves)) {
  const { page, close } = await open();
  const found = await framesOf(page, () => move(page));
  console.log(
    `${name}: ${found.frames} frames, median ${found.median.toFixed(1)} ms, 95 % within ${found.p95.toFixed(1)}, longest ` +
      `${found.longest.toFixed(1)}, ${(100 * found.within).toFixed(1)} % at 30 a second or better; ${found.seen} pictures seen`,
  );
  await close();
}
await browser.close();
await studio.close();
rmSync(folder, { recursive: true });
