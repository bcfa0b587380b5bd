import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as duel from '../../src/index.ts';
import { type CraftedRun, craftRun } from '../../src/run/directory/crafted.testing.ts';
import { hasBrowser } from './browser.ts';
import { type OpenedPage, openAddress, openBrowser, pixelsOf, seriousViolations, whenMade } from './opened.ts';
import { serve } from './server.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-page-'));
const digits = Array.from({ length: 10 }, (_, k) => String(k));

/** Weights that are unlike one another, the averaged ones unlike those as trained. */
const anyWeights = new Proxy({} as CraftedRun['weights'], {
  get: (_, name) => {
    const phase = [...String(name)].reduce((sum, c) => sum + c.charCodeAt(0), 0);
    const isVariance = /variance/i.test(String(name));
    return (i: number) => (isVariance ? 1 : 0.08 * Math.sin(12.9898 * (i + 1) + phase) * (1 + (i % 7)));
  },
});

/** A run of a preset on the embedded digits, as a training would leave it, without one. */
function runOf(preset: string, shape: readonly number[] = [28, 28, 1]): string {
  const found = duel.findPreset(preset)!;
  const game = found.game({ shape, classCount: 10 }, {} as never);
  const data = { ...{ out: folder, name: preset, source: shape.length === 1 ? 'ring' : 'digits', shape }, step: 3 };
  return craftRun({ ...data, classes: shape.length === 1 ? [] : digits, game, weights: anyWeights });
}

async function exported(run: string, name: string): Promise<string> {
  const out = join(folder, `${name}.html`);
  await duel.exportPage(run, { out });
  return pathToFileURL(out).href;
}

/** The pictures that `duel sample` writes, by their names in order, as `[height, width, 4]`. */
async function sampledPictures(run: string, name: string, options: Parameters<typeof duel.writeSamples>[2]) {
  const out = join(folder, name);
  await duel.writeSamples(run, `${out}/`, options);
  const files = readdirSync(out).sort();
  return Promise.all(files.map((file) => sharp(join(out, file)).toColourspace('srgb').ensureAlpha().raw().toBuffer()));
}

/** The largest difference of any value. */
const farthest = (a: readonly ArrayLike<number>[], b: readonly ArrayLike<number>[]): number => {
  expect(a.map(({ length }) => length)).toEqual(b.map(({ length }) => length));
  return Math.max(...a.flatMap((one, k) => Array.from(one, (v, i) => Math.abs(v - b[k]![i]!))));
};

describe.runIf(hasBrowser)('a page of a generator', () => {
  let browser: Browser;
  let opened: OpenedPage | undefined;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const open = async (...args: Parameters<typeof openAddress> extends [unknown, ...infer R] ? R : never) => {
    await opened?.close();
    opened = await openAddress(browser, ...args);
    return opened;
  };

  let quickstart: string;
  let address: string;
  beforeAll(async () => {
    quickstart = runOf('quickstart');
    address = await exported(quickstart, 'quickstart');
  });

  it('is one file below 10 MB that opens from disk without a network, and shows what duel sample makes', async () => {
    expect(statSync(new URL(address)).size).toBeLessThan(10e6);
    const { page, said, asked } = await open(address, { offline: true });
    await whenMade(page);
    const wanted = await sampledPictures(quickstart, 'sixteen', { n: 16 });
    const shown = await pixelsOf(page, 'duel-generator .cell canvas');
    // kernels of WebAssembly and of a processor round otherwise: a value on the border of two levels may fall to either
    expect(farthest(shown, wanted)).toBeLessThanOrEqual(1);
    expect(new Set(shown.map(String)).size).toBe(16);
    expect(said).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('saves the grid that duel sample draws, with any seeds and truncation', async () => {
    const { page } = await open(`${address}#seeds=7,100-102&truncation=0.7`, { offline: true });
    await whenMade(page);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save grid' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('quickstart-seeds-7-100-102.png');
    const out = join(folder, 'grid.png');
    await duel.writeSamples(quickstart, out, { seeds: [7, 100, 101, 102], truncation: 0.7 });
    const raw = (file: string) => sharp(file).toColourspace('srgb').removeAlpha().raw().toBuffer();
    expect(farthest([await raw(await download.path())], [await raw(out)])).toBeLessThanOrEqual(1);
  });

  it('makes the class that is chosen by its name', async () => {
    const run = runOf('cgan');
    const { page } = await open(await exported(run, 'cgan'), { offline: true });
    await whenMade(page);
    const inTurn = await pixelsOf(page, 'duel-generator .cell canvas');
    expect(farthest(inTurn.slice(0, 4), await sampledPictures(run, 'turn', { n: 4 }))).toBeLessThanOrEqual(1);
    await page.getByRole('radio', { name: '3', exact: true }).press('Space');
    await page.getByRole('option', { name: 'seed 15, class 3' }).waitFor();
    await whenMade(page);
    const threes = await pixelsOf(page, 'duel-generator .cell canvas');
    expect(farthest(threes, await sampledPictures(run, 'threes', { n: 16, class: '3' }))).toBeLessThanOrEqual(1);
  });

  it('is done by keyboard alone, and a link leads back to what was seen', async () => {
    const { page } = await open(address, { offline: true });
    const seen = () => page.locator('duel-generator .stage canvas[role=img]').getAttribute('aria-label');
    const focused = () =>
      page.evaluate(() => {
        const active = document.activeElement?.shadowRoot?.activeElement;
        return active?.getAttribute('aria-label') || active?.textContent || active?.id || '';
      });
    const tabTo = async (wanted: RegExp) => {
      for (let k = 0; k < 60; k++) {
        await page.keyboard.press('Tab');
        if (wanted.test(await focused())) return;
      }
      throw new Error(`Tab does not lead to ${wanted}`);
    };
    await tabTo(/^seeds-/);
    await page.keyboard.press('Control+A');
    await page.keyboard.type('40-43');
    await tabTo(/^seed 40$/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe('seed 43');
    await tabTo(/^Sliders$/);
    await page.keyboard.press('Tab');
    for (let k = 0; k < 10; k++) await page.keyboard.press('ArrowRight');
    await expect.poll(seen).toBe('Seed 43, moved along direction 1 by 0.50');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Tab');
    expect(await focused()).toMatch(/^Plane of two directions/);
    await page.keyboard.press('ArrowUp');
    await expect.poll(seen).toBe('Seed 43, moved along direction 1 by 0.50, direction 2 by 0.10');
    await expect.poll(() => page.url()).toMatch(/#seeds=40-43&sample=3&shift=0\.5_0\.1&panel=plane$/);
    const before = await pixelsOf(page, 'duel-generator .stage .picture canvas');
    const again = await open(page.url(), { offline: true });
    const label = again.page.locator('duel-generator .stage canvas[role=img]');
    await expect.poll(() => label.getAttribute('aria-label')).toMatch(/direction 2 by 0\.10$/);
    expect(await pixelsOf(again.page, 'duel-generator .stage .picture canvas')).toEqual(before);
  });

  it('walks when it is asked to, and stops', async () => {
    const { page } = await open(address, { offline: true, reducedMotion: 'reduce' });
    await page.getByRole('tab', { name: 'Walk' }).click();
    const place = page.getByRole('slider', { name: 'Place' });
    const now = async () => Number(await place.inputValue());
    expect(await now()).toBe(0);
    await page.getByRole('button', { name: 'Play' }).click();
    await expect.poll(now).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Pause' }).click();
    const stopped = await now();
    await page.waitForTimeout(300);
    expect(await now()).toBe(stopped);
  });

  it('says which seeds it takes, and keeps what it shows', async () => {
    const { page } = await open(address, { offline: true });
    const input = page.getByRole('textbox', { name: 'Seeds' });
    await input.fill('9-3');
    expect(await page.locator('duel-generator .problem').textContent()).toBe('9-3 runs backwards');
    expect(await input.getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator('duel-generator .cell').count()).toBe(16);
  });

  it('shows points, and says in words where they lie', async () => {
    const run = runOf('ring-baseline', [2]);
    const { page, said } = await open(await exported(run, 'ring'), { offline: true });
    const label = page.locator('duel-generator canvas.scatter');
    await expect.poll(() => label.getAttribute('aria-label')).toMatch(/^1,000 generated points: across from -?\d/);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save points' }).click(),
    ]);
    const rows = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\n')
      .slice(1, 65);
    const { data } = await duel.sample(run, { n: 64 });
    const all = rows.flatMap((row) => row.split(',').map(Number));
    all.forEach((value, i) => {
      expect(value).toBeCloseTo(data[i]!, 4);
    });
    expect(said).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('has no serious violation that axe-core finds, %s', async (colorScheme) => {
    const wide = await open(address, { offline: true, colorScheme });
    await whenMade(wide.page);
    for (const panel of ['Sliders', 'Plane', 'Walk']) {
      await wide.page.getByRole('tab', { name: panel }).click();
      expect(await seriousViolations(wide.page)).toEqual([]);
    }
    const narrow = { width: 390, height: 844 };
    const { page } = await open(`${join(folder, 'cgan.html')}`.replace(/^/, 'file://'), {
      colorScheme,
      viewport: narrow,
    });
    await whenMade(page);
    expect(await seriousViolations(page)).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });

  it.each([
    [
      'a damaged network',
      (html: string) => html.replace(/(id="network-generator">.{2000}).{40}/, '$1'),
      /cannot be unpacked/,
    ],
    [
      'a page that was cut short',
      (html: string) => html.replace(/id="runtime">.*?</, 'id="runtime"><'),
      /no part called/,
    ],
    ['a browser without WebAssembly', (html: string) => html.replace(' &#39;wasm-unsafe-eval&#39;', ''), /WebAssembly/],
  ])('says what is wrong with %s', async (name, change, message) => {
    const file = join(folder, 'broken.html');
    const html = readFileSync(new URL(address), 'utf8');
    const changed = change(html);
    expect(changed, name).not.toBe(html);
    writeFileSync(file, changed);
    const { page } = await open(pathToFileURL(file).href, { offline: true });
    expect(await page.getByRole('alert').textContent()).toMatch(message);
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('is served as a site below a path, without special headers', async () => {
    const site = join(folder, 'site');
    const { paths } = await duel.exportPage(quickstart, { to: 'site', out: site });
    expect(paths.map((path) => path.slice(site.length + 1)).sort()).toEqual([
      'duel-page.js',
      'generator.onnx',
      'index.html',
      'onnxruntime.wasm.gz',
    ]);
    const server = await serve({ '': site }, { below: 'demos/mine/' });
    try {
      const { page, said, asked } = await open(server.url);
      await whenMade(page);
      const shown = await pixelsOf(page, 'duel-generator .cell canvas');
      const wanted = await sampledPictures(quickstart, 'site-samples', { n: 16 });
      expect(farthest(shown, wanted)).toBeLessThanOrEqual(1);
      expect(said).toEqual([]);
      expect(asked.every((url) => url.startsWith(server.url))).toBe(true);
    } finally {
      await server.close();
    }
    // the same from disk, where a browser loads no files beside a page
    const fromDisk = await browser.newPage();
    await fromDisk.goto(pathToFileURL(join(site, 'index.html')).href);
    expect(await fromDisk.textContent('duel-generator')).toContain('Put this folder on any web host');
    await fromDisk.close();
  });

  it('is an element of other pages too', async () => {
    const own = join(folder, 'own');
    const { bytes } = await duel.exportNetwork(quickstart);
    await duel.exportPage(quickstart, { to: 'site', out: own });
    writeFileSync(join(own, 'mine.onnx'), bytes);
    writeFileSync(
      join(own, 'mine.html'),
      '<!doctype html><html lang="en"><title>Mine</title><link rel="icon" href="data:,"><main><h1>Mine</h1>' +
        '<duel-generator src="mine.onnx" seeds="3-6" theme="dark"></duel-generator></main>' +
        '<script>addEventListener("duel-ready", (e) => { window.networks = e.detail.networks; });' +
        'addEventListener("duel-change", (e) => { window.changed = e.detail; });</script>' +
        '<script type="module" src="element/duel-generator.js"></script>',
    );
    const server = await serve({ '': own, 'element/': 'dist/web' });
    try {
      const { page, said } = await open(`${server.url}mine.html`);
      await whenMade(page);
      const wanted = await sampledPictures(quickstart, 'element-samples', { seeds: [3, 4, 5, 6] });
      expect(farthest(await pixelsOf(page, 'duel-generator .cell canvas'), wanted)).toBeLessThanOrEqual(1);
      const [networks, made] = await page.evaluate(async () => {
        const element = document.querySelector('duel-generator')!;
        const { shape, data } = await element.samples([5, 6]);
        return [
          (globalThis as never as { networks: { name: string }[] }).networks,
          { shape, data: [...data] },
        ] as const;
      });
      expect(networks).toMatchObject([
        { kind: 'generator', name: 'quickstart', step: 3, input: [64], output: [28, 28, 1] },
      ]);
      const { data } = await duel.sample(quickstart, { seeds: [5, 6] });
      expect(made.shape).toEqual([2, 28, 28, 1]);
      for (const [i, value] of data.entries()) expect(made.data[i]).toBeCloseTo(value, 4);
      expect(page.url()).not.toContain('#');
      await page.getByRole('button', { name: 'Samples after' }).click();
      await expect
        .poll(() => page.evaluate(() => (globalThis as never as { changed: object }).changed))
        .toEqual({ seeds: '7-10', of: undefined, truncation: 1, view: 'seeds=7-10' });
      expect(said).toEqual([]);
    } finally {
      await server.close();
    }
  });
});
