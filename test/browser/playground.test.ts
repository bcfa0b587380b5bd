import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser } from './browser.ts';
import { seriousViolations } from './opened.ts';
import { expectReachable, openSite, type Site, tabTo } from './site.ts';

/** An update waits for its step to be compiled. */
const soon = { timeout: 30_000 };
/** Small enough for a GPU that is played in software. */
const small =
  'batch=32&generatorWidth=32&generatorDepth=2&discriminatorWidth=32&discriminatorDepth=2&average=0.9&generatorRate=0.01&discriminatorRate=0.005&noiseFalls=1000';
const tiny = 'batch=32&generatorWidth=4&generatorDepth=1&discriminatorWidth=4&discriminatorDepth=1&average=0';

describe.skipIf(!hasBrowser)('the playground', () => {
  let site: Site;
  beforeAll(async () => {
    // as on any static host: below a path, without special headers
    site = await openSite({ below: 'some/where/' });
  });
  afterAll(() => site?.close());
  const open = (address = '', options: BrowserContextOptions = {}) => site.open(address, options);
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  /** A measured number or word, by what stands above it. */
  const measured = (page: Page, name: string) =>
    page
      .locator('dl > div')
      .filter({ has: page.getByText(name, { exact: true }) })
      .locator('dd')
      .textContent();
  const updates = async (page: Page) => Number((await measured(page, 'Updates'))!.replaceAll(',', ''));
  const losses = (page: Page) => page.locator('section[aria-label=Measures] .head').textContent();
  const isReady = (page: Page) => button(page, 'Both').and(page.locator(':enabled')).waitFor({ timeout: 120_000 });

  /** The share of points within modes, in percent, where 8 of 8 are reached: looked at in one word, since it goes on meanwhile. */
  const reached = async (page: Page) => {
    const words = await page.locator('.plane canvas').getAttribute('aria-label');
    const share = /^After [\d,]+ updates: 256 generated points around .* 8 of 8 modes are reached, (\d+) %/.exec(
      words!,
    );
    return Number(share?.[1] ?? 0);
  };

  it('reaches 8 of 8 modes on the ring, on WebAssembly', { timeout: 180_000 }, async () => {
    const page = await open();
    await isReady(page);
    await button(page, 'Run').click();
    // and not by a few stray points
    await expect.poll(() => reached(page), { timeout: 150_000 }).toBeGreaterThanOrEqual(10);
    await button(page, 'Pause').click();
    expect(await page.getByText(/WebAssembly, one thread/).count()).toBe(1);
    expect(await measured(page, 'Modes')).toMatch(/^\d of 8$/);
    await page.context().close();
  });

  // the GPU is played in software, where wide networks would take an hour
  it('and on WebGPU', { timeout: 300_000 }, async () => {
    const page = await open(`#device=webgpu&${small}`);
    await isReady(page);
    await button(page, 'Run').click();
    await expect.poll(() => reached(page), { timeout: 240_000, interval: 500 }).toBeGreaterThanOrEqual(2);
    await button(page, 'Pause').click();
    expect(await page.getByText(/WebGPU, .*software/i).count()).toBe(1);
    await page.context().close();
  });

  it('takes the same update on WebGPU', { timeout: 180_000 }, async () => {
    const after = async (device: string) => {
      const page = await open(`#${tiny}&device=${device}`);
      await isReady(page);
      await button(page, 'Both').click();
      await expect.poll(() => updates(page), { timeout: 120_000 }).toBe(1);
      const words = [await losses(page), await page.locator('.measures p').textContent()];
      await page.context().close();
      return words;
    };
    const [cpu, gpu] = [await after('cpu'), await after('webgpu')];
    expect(gpu[0]).toBe(cpu[0]);
    expect(gpu[1]).toMatch(/WebGPU, .*software/i);
  });

  it('leads back to what was chosen by its address, and to the same numbers', { timeout: 120_000 }, async () => {
    const page = await open(`#${tiny}`);
    await isReady(page);
    await page.getByLabel('Loss', { exact: true }).selectOption('Hinge');
    await page.getByLabel('Seed').fill('7');
    await page.getByLabel('Seed').blur();
    await page.getByText('Moons', { exact: true }).click();
    await page.getByLabel("G's manifold").uncheck();
    const play = async (on: Page) => {
      await isReady(on);
      for (let k = 0; k < 3; k++) await button(on, 'Both').click();
      await expect.poll(() => updates(on), soon).toBe(3);
      return losses(on);
    };
    const first = await play(page);
    expect(new URL(page.url()).hash).toContain('data=moons&seed=7&loss=hinge');
    const again = await open(new URL(page.url()).hash);
    expect(await play(again)).toBe(first);
    expect(await again.getByLabel("G's manifold").isChecked()).toBe(false);
    expect(await again.getByLabel('Loss', { exact: true }).inputValue()).toBe('hinge');
    await page.context().close();
    await again.context().close();
  });

  it('is used by keyboard alone, all of it', { timeout: 120_000 }, async () => {
    const page = await open(`#${tiny}&data=drawn`);
    const plane = page.getByRole('application');
    await expect.poll(() => plane.getAttribute('aria-label'), soon).toMatch(/^An empty plane\. Draw the points/);
    await tabTo(page, plane);
    for (const key of ['ArrowRight', 'ArrowUp', 'Space', 'Shift+ArrowLeft', 'Space']) await page.keyboard.press(key);
    await isReady(page);
    expect(page.url()).toMatch(/drawn=[0-9a-z]{8}/);
    const press = async (name: string, key = 'Enter') => {
      await tabTo(page, button(page, name));
      await page.keyboard.press(key);
    };
    await press('Step D');
    await expect.poll(() => updates(page), soon).toBe(1);
    const afterD = await losses(page);
    await press('Step G', 'Space');
    await expect.poll(() => updates(page), soon).toBe(2);
    await press('Undo');
    await expect.poll(() => updates(page), soon).toBe(1);
    expect(afterD).toMatch(/^Losses\s*D \d\.\d+\s*G –$/);
    await tabTo(page, page.getByLabel('G rate'));
    await page.keyboard.press('ArrowRight');
    expect(page.url()).toContain('generatorRate=0.005');
    expect(await updates(page)).toBe(1);
    await press('Run');
    await expect.poll(() => updates(page), soon).toBeGreaterThan(5);
    await press('Pause');
    await press('Reset');
    await expect.poll(() => updates(page), soon).toBe(0);
    await expectReachable(page);
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)(
    'has no serious violation that axe-core finds, %s',
    { timeout: 120_000 },
    async (colorScheme) => {
      const page = await open(`#${tiny}&data=drawn&drawn=abcdefgh`, { colorScheme });
      await isReady(page);
      await button(page, 'Both').click();
      await expect.poll(() => updates(page), soon).toBe(1);
      expect(await seriousViolations(page)).toEqual([]);
      for (const width of [360, 820, 1920]) {
        await page.setViewportSize({ width, height: 780 });
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      }
      expect(await seriousViolations(page)).toEqual([]);
      await page.context().close();
    },
  );
});
