import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser } from './browser.ts';
import { seriousViolations } from './opened.ts';
import { button, type OpenedStudio, openStudio, soon } from './studioPage.ts';

describe.skipIf(!hasBrowser)('looking at data in the studio', () => {
  let opened: OpenedStudio;
  beforeAll(async () => {
    opened = await openStudio();
  }, 60_000);
  afterAll(async () => {
    await opened.close();
    expect(opened.said).toEqual([]);
  });
  /** Until all is there that comes by itself. */
  const settled = async (page: Page) => {
    await page.getByRole('heading', { name: /^(Checked|What is wrong)/ }).waitFor(soon);
    await expect.poll(() => page.locator('[aria-busy=true]').count(), soon).toBe(0);
  };
  const labels = (page: Page) => page.locator('.grid .label').allTextContents();
  const sources = (page: Page, place: string) =>
    page.locator(`${place} img`).evaluateAll((images) => images.map((image) => (image as HTMLImageElement).src));

  it('shows examples, one class of them, what augmentation does, and leads to a start', async () => {
    const page = await opened.commanding('#/');
    await page.getByRole('link', { name: 'Data', exact: true }).click();
    await page.getByRole('button', { name: /^digits drawn by formula/ }).click();
    await settled(page);
    expect(await labels(page)).toHaveLength(48);
    expect(new Set(await labels(page)).size).toBeGreaterThan(5);

    const bars = page.getByRole('list', { name: 'classes' });
    await bars.getByRole('button', { name: /^7 / }).click();
    await expect.poll(async () => [...new Set(await labels(page))], soon).toEqual(['7']);
    await page.locator('.grid button').first().click();
    const large = page.getByRole('dialog');
    const name = await large.getAttribute('aria-label');
    expect(name).toMatch(/^Example \d+, 7$/);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => large.getAttribute('aria-label'), soon).not.toBe(name);
    await page.keyboard.press('Escape');
    await large.waitFor({ state: 'detached' });
    const sevens = await sources(page, '.grid');
    await button(page, 'Next page').click();
    await expect.poll(async () => (await sources(page, '.grid')).some((one) => sevens.includes(one)), soon).toBe(false);
    await button(page, 'Other examples').click();
    await expect.poll(() => page.url(), soon).toMatch(/#\/data\?data=digits&class=7&order=1$/);

    await settled(page);
    const all = await sources(page, '.row');
    await page.getByRole('checkbox', { name: 'color' }).uncheck();
    await page.getByRole('checkbox', { name: 'translation' }).uncheck();
    await page.getByText('Each time that an example comes: cutout.').waitFor();
    await expect.poll(async () => (await sources(page, '.row'))[1] === all[1], soon).toBe(false);
    await settled(page);
    const cut = await sources(page, '.row');
    expect(cut[0]).toBe(all[0]);
    await button(page, 'Other draws').click();
    await expect.poll(async () => (await sources(page, '.row'))[1] === cut[1], soon).toBe(false);
    expect(page.url()).toMatch(/augment=diffAugment&policies=cutout&draw=1$/);

    // a link shows the same
    await settled(page);
    const shown = [await sources(page, '.grid'), await sources(page, '.row')];
    await page.reload();
    await settled(page);
    await expect.poll(async () => [await sources(page, '.grid'), await sources(page, '.row')], soon).toEqual(shown);

    await page.getByLabel('As seen by').selectOption('mnist-dcgan');
    await page.getByText('The configuration has no augmentation of its own.').waitFor(soon);
    await page.getByRole('link', { name: 'Start a run with these' }).click();
    await page.getByRole('heading', { name: 'Start a run' }).waitFor();
    expect(await page.locator('pre').first().textContent()).toMatch(
      /^duel train mnist-dcgan --data digits --set 'augment=\{"type":"diffAugment","policies":\["cutout"\]\}'/,
    );
    await page.getByRole('link', { name: 'See the data' }).click();
    await page.getByText('The configuration has DiffAugment: cutout.').waitFor(soon);
    await page.context().close();
  }, 180_000);

  it('tells a broken file, and what is there besides', async () => {
    const data = join(opened.runs, '..', 'torn');
    mkdirSync(join(data, 'a'), { recursive: true });
    const good = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#246' } })
      .png()
      .toBuffer();
    writeFileSync(join(data, 'a', 'good.png'), good);
    writeFileSync(join(data, 'a', 'torn.png'), 'no picture');
    const page = await opened.commanding(`#/data?data=${encodeURIComponent(data)}&resolution=8`);
    await page.getByText('1 with something wrong').waitFor(soon);
    await page.getByRole('listitem').filter({ hasText: 'a/torn.png' }).waitFor();
    expect(await page.getByRole('alert').first().textContent()).toContain('torn.png');
    await page.context().close();
  }, 60_000);

  it('is done by keyboard alone', async () => {
    const page = await opened.commanding('#/data');
    await page.getByLabel("A data set's name, or a path on this machine").focus();
    await page.keyboard.type('moons');
    await page.keyboard.press('Tab');
    await page.getByRole('img', { name: /^2000 points, x to the right and y upwards/ }).waitFor(soon);
    await settled(page);
    await page.getByRole('list', { name: 'classes' }).getByRole('button').first().focus();
    await page.keyboard.press('Space');
    await expect.poll(() => page.url(), soon).toMatch(/#\/data\?data=moons&class=0$/);
    await expect.poll(() => page.locator('.cloud').count(), soon).toBe(1);
    await page.context().close();
  }, 90_000);

  it('shows nothing of this machine without the token', async () => {
    const page = await opened.open('#/data?data=digits');
    await page.getByText('This page may not look at the files of this machine').waitFor();
    expect(await page.locator('.grid').count()).toBe(0);
    await page.context().close();
  }, 60_000);

  it.each(['light', 'dark'] as const)(
    'has no serious violation that axe-core finds, and room on a phone, %s',
    async (colorScheme) => {
      for (const hash of ['#/data', '#/data?what=quickstart&flip=yes', '#/data?data=ring', '#/data?data=/nowhere']) {
        const page = await opened.commanding(hash, { colorScheme });
        if (hash.includes('nowhere')) await page.getByRole('alert').first().waitFor(soon);
        else if (hash === '#/data') await page.getByRole('heading', { name: 'Known data sets' }).waitFor();
        else await settled(page);
        expect(await seriousViolations(page)).toEqual([]);
        if (hash.includes('quickstart')) {
          await page.locator('.grid button').first().click();
          await page.getByRole('dialog').waitFor();
          expect(await seriousViolations(page)).toEqual([]);
          await page.keyboard.press('Escape');
        }
        await page.setViewportSize({ width: 360, height: 740 });
        expect(await page.evaluate(() => document.documentElement.scrollWidth), hash).toBeLessThanOrEqual(360);
        expect(await seriousViolations(page)).toEqual([]);
        await page.context().close();
      }
    },
    120_000,
  );
});
