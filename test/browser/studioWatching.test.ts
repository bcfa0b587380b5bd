import { appendFileSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { train } from '../../src/index.ts';
import { readLastLine } from '../../src/run/directory/jsonl.ts';
import { lockRun, type RunLock } from '../../src/run/directory/lock.ts';
import { hasBrowser } from './browser.ts';
import { type OpenedStudio, openStudio, soon } from './studioPage.ts';

/** What a page does that takes the processor: canvases that it draws, and places that it changes. */
interface Work {
  readonly drawn: string[];
  readonly changed: string[];
}
declare global {
  interface Window {
    work: Work;
  }
}

/** Runs in the page before all else. */
function watchWork(): void {
  const work: Work = { drawn: [], changed: [] };
  window.work = work;
  const { clearRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...area) {
    work.drawn.push(this.canvas.getAttribute('aria-label') ?? '');
    clearRect.apply(this, area);
  };
  const placeOf = (node: Node): string => {
    const element = node instanceof Element ? node : node.parentElement;
    const place = element?.closest('figure, .top, .side section, section');
    if (place?.tagName === 'FIGURE') return 'curves';
    return place?.querySelector('h2')?.textContent ?? place?.getAttribute('aria-label') ?? place?.className ?? 'page';
  };
  new MutationObserver((all) => work.changed.push(...all.map(({ target }) => placeOf(target)))).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    characterData: true,
  });
}

describe.skipIf(!hasBrowser)('what a page costs that shows a training', () => {
  let opened: OpenedStudio;
  let run: string;
  let lock: RunLock;
  beforeAll(async () => {
    opened = await openStudio();
    const made = await train('ring', { out: opened.runs, threads: 1, steps: 40, snapshotEvery: 20, seed: 1 });
    run = made.directory;
    // as if this process went on with it
    lock = lockRun(run);
  }, 120_000);
  afterAll(async () => {
    lock?.release();
    await opened.close();
    expect(opened.said).toEqual([]);
  });

  let step = 40;
  /** What a training logs in some seconds. */
  const goOn = (steps: number) => {
    const last = readLastLine(join(run, 'metrics.jsonl'));
    const lines = Array.from({ length: steps }, () => `${JSON.stringify({ ...last, step: ++step })}\n`);
    appendFileSync(join(run, 'metrics.jsonl'), lines.join(''));
  };
  const shows = (page: Page, at: number) => page.getByText(`${at} of 40 steps`).waitFor(soon);
  const workOf = (page: Page) => page.evaluate(() => structuredClone(window.work));
  const forget = (page: Page) =>
    page.evaluate(() => {
      for (const list of [window.work.drawn, window.work.changed]) list.length = 0;
    });

  async function watch(height: number) {
    const answers: { path: string; status: number; bytes: number }[] = [];
    const page = await opened.open('#/', { viewport: { width: 1280, height } });
    await page.addInitScript(watchWork);
    page.on('response', async (response) => {
      const path = new URL(response.url()).pathname.replace('/api/runs/001-ring', '…');
      if (path !== '/api/events')
        answers.push({ path, status: response.status(), bytes: (await response.body().catch(() => '')).length });
    });
    await page.goto(`${opened.studio.url}#/001-ring`);
    await page.reload();
    await page.getByRole('img', { name: /^Losses over/ }).waitFor(soon);
    await page.getByRole('img', { name: /same latents, step/ }).waitFor(soon);
    // all that follows from opening it
    await page.waitForTimeout(3500);
    await forget(page);
    answers.length = 0;
    return { page, answers };
  }

  it('is nothing where nothing is new', async () => {
    const { page, answers } = await watch(2400);
    await page.waitForTimeout(6000);
    expect(answers).toEqual([]);
    expect(await workOf(page)).toEqual({ drawn: [], changed: [] });
    await page.context().close();
  }, 60_000);

  it('is what is new of the curves, as long as there is no picture', async () => {
    const { page, answers } = await watch(2400);
    goOn(100);
    await shows(page, step);
    await page.getByRole('img', { name: `Losses over ${step} steps` }).waitFor(soon);
    await page.waitForTimeout(500);
    expect(answers.map(({ path, status }) => `${status} ${path}`).sort()).toEqual(['200 …/curves']);
    const [curves] = answers;
    expect(curves!.bytes).toBeLessThan(40_000);
    const { drawn, changed } = await workOf(page);
    // each curve once, and nothing of the pictures and of what stands beside them
    expect(new Set(drawn).size).toBe(drawn.length);
    expect(drawn.length).toBeGreaterThan(2);
    expect(changed.filter((place) => place !== 'curves' && !place.startsWith('top'))).toEqual([]);
    await page.context().close();
  }, 60_000);

  it('draws no curve that is scrolled away, and all when they come', async () => {
    const { page } = await watch(160);
    goOn(100);
    await shows(page, step);
    await page.getByRole('img', { name: `Losses over ${step} steps` }).waitFor(soon);
    await page.waitForTimeout(500);
    expect((await workOf(page)).drawn).toEqual([]);
    await page.getByRole('img', { name: /^Losses over/ }).scrollIntoViewIfNeeded();
    await expect.poll(async () => (await workOf(page)).drawn.join(), soon).toContain(`Losses over ${step} steps`);
    await page.context().close();
  }, 60_000);

  it('asks for a picture once it is there', async () => {
    const { page, answers } = await watch(900);
    const name = (at: number) => join(run, 'samples', `${String(at).padStart(9, '0')}.png`);
    copyFileSync(name(40), name(step));
    await page.getByRole('img', { name: `same latents, step ${step}` }).waitFor(soon);
    await page.waitForTimeout(500);
    expect(answers.filter(({ path }) => path.includes('/pictures/')).map(({ path }) => path)).toEqual([
      `…/pictures/${step}`,
    ]);
    await page.context().close();
  }, 60_000);

  it('asks again where a connection that was idle is ended as it is taken up', async () => {
    const page = await opened.open('#/');
    let refused = 0;
    await page.route(/\/curves/, (route) => (++refused > 2 ? route.continue() : route.fulfill({ status: 408 })));
    await page.goto(`${opened.studio.url}#/001-ring`);
    await page.getByRole('img', { name: /^Losses over/ }).waitFor(soon);
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(opened.said.splice(0)).toEqual(Array(2).fill(expect.stringContaining('408')));
    await page.context().close();
  }, 60_000);

  it('asks nothing while nobody sees the page, and then for what has come', async () => {
    const { page, answers } = await watch(900);
    const hide = (isHidden: boolean) =>
      page.evaluate((hidden) => {
        Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
        document.dispatchEvent(new Event('visibilitychange'));
      }, isHidden);
    await hide(true);
    goOn(10);
    await shows(page, step);
    await page.waitForTimeout(3500);
    expect(answers).toEqual([]);
    await hide(false);
    await page.getByRole('img', { name: `Losses over ${step} steps` }).waitFor(soon);
    await page.context().close();
  }, 60_000);
});
