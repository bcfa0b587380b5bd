import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Locator } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser } from './browser.ts';
import { button, pause, shown, small, soon, stepsDone, time, trainTo, whenIdle } from './digitsPage.ts';
import { seriousViolations } from './opened.ts';
import { expectReachable, openSite, type Site, tabTo } from './site.ts';
import { unpackTo } from './unpacked.ts';

describe.skipIf(!hasBrowser)('the pages of digits and pictures', () => {
  let site: Site;
  const folder = mkdtempSync(join(tmpdir(), 'duel-digits-'));
  beforeAll(async () => {
    site = await openSite({ isolated: true });
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await site?.close();
  });

  it('trains, shows the way there, and goes on where a closed tab has left it', { timeout: 300_000 }, async () => {
    const page = await site.open(`digits.html#${small}`);
    await whenIdle(page, 'Train');
    await button(page, 'Train').click();
    await trainTo(page, 75);
    // back in time, by keyboard
    await time(page).focus();
    await page.keyboard.press('Home');
    expect(await shown(page)).toBe(25);
    await page.getByRole('img', { name: 'What the generator makes of the same latents, step 25' }).waitFor();
    await page.keyboard.press('End');

    // no word to it that it ends
    await page.reload();
    await whenIdle(page, 'Go on');
    const left = await stepsDone(page);
    expect(left).toBeGreaterThanOrEqual(75);
    await time(page).waitFor();
    await time(page).focus();
    await page.keyboard.press('Home');
    expect(await shown(page)).toBe(25);
    await page.keyboard.press('End');
    await button(page, 'Go on').click();
    await trainTo(page, 25 * Math.floor(left / 25) + 25);
    await pause(page);
    expect(await page.getByText(/^WebAssembly, one thread/).count()).toBe(1);

    // what it knows: classes, and a walk in the plane by dragging
    const generator = page.locator('.generator');
    await generator.getByRole('radio', { name: '7' }).waitFor(soon);
    await generator.locator('.segments').getByText('7', { exact: true }).click();
    await expect
      .poll(() => generator.getByRole('heading', { level: 2 }).last().textContent(), soon)
      .toMatch(/class 7$/);
    const pad = generator.getByRole('application');
    await pad.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await pad.boundingBox())!;
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.75, y + height / 4, { steps: 4 });
    await page.mouse.up();
    await expect
      .poll(() => generator.locator('.where').textContent())
      .toMatch(/^Direction 1: 1\.\d\d · Direction 2: 1\.\d\d$/);

    // the run as a zip is one of Node's
    const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Download 001-digits').click()]);
    const zip = join(folder, '001-digits.zip');
    await download.saveAs(zip);
    const { listCheckpoints, sample } = await import('duel-gan');
    const run = join(unpackTo(folder, readFileSync(zip)), '001-digits');
    expect(listCheckpoints(run).at(-1)!.step).toBe(await stepsDone(page));
    expect((await sample(run, { n: 2, class: 7 })).shape).toEqual([2, 28, 28, 1]);
    await page.locator('input[aria-label="Zip archive of a run"]').setInputFiles(zip);
    await button(page, 'Download 002-digits').waitFor(soon);
    await whenIdle(page, 'Go on');

    // another tab has no runs meanwhile, and says so
    const second = await site.beside(page, 'digits.html');
    await second.getByRole('alert').filter({ hasText: 'Open in another tab' }).waitFor(soon);
    await second.close();

    await button(page, 'Remove 002-digits').click();
    await button(page, 'Remove?').click();
    await expect.poll(() => button(page, 'Download 002-digits').count(), soon).toBe(0);
    await page.context().close();
  });

  it('learns pictures of a zip, and says before how long that takes', { timeout: 240_000 }, async () => {
    const page = await site.open(`pictures.html#${small}`);
    await page.getByText('Bring some hundred pictures of one kind.').waitFor();
    await expect.poll(() => button(page, 'Choose files or a zip').isEnabled(), soon).toBe(true);
    expect(await button(page, 'Train').isEnabled()).toBe(false);
    const { zipSync } = await import('fflate');
    const archive = join(folder, 'Dots and all.zip');
    writeFileSync(archive, zipSync({ dots: await dots(40), 'README.md': Buffer.from('dots') }));
    await page.locator('input[aria-label=Files]').setInputFiles(archive);
    await page.getByText('40 pictures are in; 1 files were passed over.').waitFor(soon);
    await page.getByText('dots-and-all, 40 of 32 × 32').waitFor();
    // unasked
    await page
      .getByText(/a step takes about \d+ ms: 4,000 steps take .*(second|minute|hour)/)
      .waitFor({ timeout: 120_000 });
    await whenIdle(page, 'Train');
    await button(page, 'Train').click();
    await trainTo(page, 25);
    await pause(page);
    await page.context().close();
  });

  it('says so where memory runs out, and is there for another', { timeout: 180_000 }, async () => {
    const starved = await openSite({ args: ['--js-flags=--wasm-max-mem-pages=640'] });
    const page = await starved.open('digits.html#width=64&threads=1');
    // and of a page without the headers for it that it has one thread
    await page.getByText(/^One thread: this page is served without the headers/).waitFor(soon);
    await whenIdle(page, 'Train');
    await button(page, 'Train').click();
    await page.getByRole('alert').filter({ hasText: 'Out of memory' }).waitFor({ timeout: 120_000 });
    await page.getByLabel('Networks', { exact: true }).selectOption('Narrow');
    await whenIdle(page, 'Train');
    await starved.close();
  });

  // the GPU is played in software, where a step of wide networks takes far longer than clicking does
  it('says what a slow device is at, and gives way to WebAssembly when asked', { timeout: 240_000 }, async () => {
    const page = await site.open('digits.html#device=webgpu&width=64&threads=1');
    await page.getByText(/^This browser plays WebGPU on the processor/).waitFor(soon);
    await whenIdle(page, 'Train');
    await button(page, 'Train').click();
    await page.getByText(/^Step 1, \d+ s so far/).waitFor({ timeout: 120_000 });
    // it ends in the middle of a step
    await button(page, 'Pause').click();
    await button(page, 'End now').click(soon);
    await whenIdle(page, 'Train');
    await button(page, 'Train').click();
    await button(page, 'Take WebAssembly').click({ timeout: 120_000 });
    await page.getByText(/^WebAssembly, one thread/).waitFor({ timeout: 120_000 });
    expect(await stepsDone(page)).toBeGreaterThan(0);
    expect(page.url()).not.toContain('webgpu');
    await page.context().close();
  });

  it('is used by keyboard alone', { timeout: 180_000 }, async () => {
    const page = await site.open(`digits.html#${small}`);
    await whenIdle(page, 'Train');
    const press = async (target: Locator, key = 'Enter') => {
      await tabTo(page, target);
      await page.keyboard.press(key);
    };
    await press(page.getByLabel('Both networks are told the class'), 'Space');
    await expect.poll(() => page.url(), soon).toContain('told=false');
    await press(page.getByLabel('Seed'), 'ArrowUp');
    await press(button(page, 'Train'));
    await trainTo(page, 25);
    await press(button(page, 'Pause'));
    await whenIdle(page, 'Go on');
    await page.locator('.generator').getByRole('application').waitFor(soon);
    await expectReachable(page);
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)(
    'has no serious violation that axe-core finds, %s',
    { timeout: 180_000 },
    async (colorScheme) => {
      for (const name of ['digits', 'pictures']) {
        const page = await site.open(`${name}.html#${small}`, { colorScheme });
        await button(page, /^Choose files/)
          .and(page.locator(':enabled'))
          .waitFor(soon);
        expect(await seriousViolations(page)).toEqual([]);
        if (name === 'digits') {
          await button(page, 'Train').click();
          await trainTo(page, 25);
          await pause(page);
          await page.locator('.generator').getByRole('application').waitFor(soon);
        }
        for (const width of [360, 820, 1920]) {
          await page.setViewportSize({ width, height: 780 });
          expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        }
        expect(await seriousViolations(page)).toEqual([]);
        await page.context().close();
      }
    },
  );

  it.each(['', '#lesson=game', 'lessons.html', 'digits.html', 'pictures.html'])(
    'loads little script at first: %s',
    { timeout: 60_000 },
    async (address) => {
      site.asked.length = 0;
      const page = await site.open(address);
      await page.waitForLoadState('networkidle');
      const scripts = [...new Set(site.asked)].filter((path) => path.endsWith('.js'));
      const packed = scripts.reduce(
        (sum, path) => sum + gzipSync(readFileSync(join(site.folder, path)), { level: 9 }).length,
        0,
      );
      expect(packed).toBeLessThan(300_000);
      // what trains comes when it is asked for
      if (/html$/.test(address)) expect(scripts.filter((path) => /training-|engineThread/.test(path))).toEqual([]);
      await page.context().close();
    },
  );
});

/** PNGs of so many colours, not square. */
async function dots(count: number): Promise<Record<string, Uint8Array>> {
  const all = await Promise.all(
    Array.from({ length: count }, (_, k) =>
      sharp({ create: { width: 60, height: 40, channels: 3, background: { r: 5 * k, g: 90, b: 255 - 5 * k } } })
        .png()
        .toBuffer(),
    ),
  );
  return Object.fromEntries(all.map((png, k) => [`${k}.png`, png]));
}
