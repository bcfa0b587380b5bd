import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/run/config/config.ts';
import { hasBrowser } from './browser.ts';
import { seriousViolations } from './opened.ts';
import { button, type OpenedStudio, openStudio, soon } from './studioPage.ts';

describe.skipIf(!hasBrowser)('starting a run in the studio', () => {
  let opened: OpenedStudio;
  beforeAll(async () => {
    opened = await openStudio();
  }, 60_000);
  afterAll(async () => {
    await opened.close();
    expect(opened.said).toEqual([]);
  });
  const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });
  const settled = (page: Page) => expect.poll(() => page.getByText('Looking …').count(), soon).toBe(0);

  it('chooses, sets, is told what is wrong, and trains', async () => {
    const page = await opened.commanding('#/');
    await page.getByRole('link', { name: 'Start', exact: true }).click();
    await page.getByRole('searchbox', { name: 'Find a preset' }).fill('ring of');
    await page.getByRole('radio', { name: /^Ring of 8 Gaussians ring/ }).check();
    await page.getByRole('heading', { name: 'All other settings' }).waitFor(soon);
    expect(await field(page, 'Steps').getAttribute('placeholder')).toMatch(/^\d+$/);

    await field(page, 'Steps').fill('none');
    await field(page, 'Steps').press('Tab');
    await page.getByText('--steps takes a whole number').waitFor(soon);
    expect(await field(page, 'Steps').getAttribute('aria-invalid')).toBe('true');
    await field(page, 'Steps').fill('30');
    await field(page, 'Snapshot every').fill('10');
    await field(page, 'Snapshot every').press('Tab');
    await settled(page);

    await page.getByText('Loss and penalties').click();
    await page.getByRole('combobox', { name: 'loss', exact: true }).selectOption('leastSquares');
    await field(page, 'loss.b').waitFor(soon);
    await page.getByText('Generator', { exact: true }).click();
    const rate = field(page, 'generator.optimizer.learningRate');
    const before = await rate.inputValue();
    await rate.fill('-1');
    await rate.press('Tab');
    await page.getByText('falls below 0').waitFor(soon);
    await rate.fill('{"type":"linear","initial":0.001}');
    await rate.press('Tab');
    await page.getByText('falls below 0').waitFor({ state: 'detached', ...soon });
    await settled(page);
    const command = page.locator('pre').first();
    expect(await command.textContent()).toMatch(
      /^duel train ring --steps 30 --snapshot-every 10 --set loss=leastSquares --set 'generator\.optimizer\.learningRate=\{"type":"linear","initial":0\.001\}' --out /,
    );
    // it is there again, and what is as it was is not said
    await page.reload();
    await page.getByRole('radio', { name: /^Ring of 8 Gaussians ring/, checked: true }).waitFor(soon);
    await page.getByRole('heading', { name: 'All other settings' }).waitFor(soon);
    await settled(page);
    await page.getByText('Generator', { exact: true }).click();
    await button(page, 'generator.optimizer.learningRate as it was').click();
    await expect.poll(() => rate.inputValue(), soon).toBe(before);
    expect(await command.textContent()).not.toContain('learningRate');

    await settled(page);
    await button(page, 'Start').click();
    await page.getByRole('heading', { name: '001-ring' }).waitFor(soon);
    await page.locator('.top').getByText('finished').waitFor(soon);
    await page.getByText('30 of 30 steps').waitFor(soon);
    const config = readConfig(join(opened.runs, '001-ring'));
    expect(config).toMatchObject({ steps: 30, snapshotEvery: 10, game: { loss: { type: 'leastSquares' } } });

    await page.getByRole('textbox', { name: 'Steps in total' }).fill('40');
    await button(page, 'Go on training').click();
    await page.getByText('40 of 40 steps').waitFor(soon);
    await page.getByRole('link', { name: 'A new run with changes' }).click();
    await page.getByRole('heading', { name: 'All other settings' }).waitFor(soon);
    expect(await field(page, 'Steps').getAttribute('placeholder')).toBe('40');
    expect(await field(page, 'Or a file').inputValue()).toBe(join(opened.runs, '001-ring', 'config.json'));
    await page.context().close();
  }, 240_000);

  it('reads the data through before it starts, and shows what is wrong with them', async () => {
    const data = join(opened.runs, '..', 'pictures');
    mkdirSync(data);
    writeFileSync(join(data, 'broken.png'), 'no picture');
    const page = await opened.commanding(`#/start?what=dcgan&data=${encodeURIComponent(data)}`);
    await page.locator('.data.wrong').waitFor(soon);
    expect(await page.locator('.data.wrong').textContent()).toContain('broken.png');
    await button(page, 'Check').click();
    await page.getByText('1 with something wrong').waitFor(soon);
    await page.getByRole('listitem').filter({ hasText: 'broken.png' }).waitFor();
    await page.context().close();
  }, 60_000);

  it('is done by keyboard alone', async () => {
    const page = await opened.commanding('#/start');
    await page.getByRole('radio', { name: /^Small DCGAN/ }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('heading', { name: 'All other settings' }).waitFor(soon);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.getByRole('radio', { name: /^MLP GAN on MNIST/ }).isChecked()).toBe(true);
    await page.keyboard.press('ArrowUp');
    await page.getByRole('heading', { name: 'All other settings' }).waitFor(soon);
    await field(page, 'Steps').focus();
    await page.keyboard.type('5');
    await page.keyboard.press('Tab');
    await settled(page);
    expect(page.url()).toMatch(/#\/start\?what=quickstart&steps=5$/);
    await page.getByRole('searchbox', { name: 'Find a setting' }).focus();
    await page.keyboard.type('beta1');
    await field(page, 'generator.optimizer.beta1').waitFor();
    await page.context().close();
  }, 90_000);

  it('keeps what was chosen of the data when another preset is', async () => {
    const brought = 'what=quickstart&data=digits&crop=16&flip=yes&set=augment%3Dada&set=loss%3Dhinge';
    const page = await opened.commanding(`#/start?${brought}`);
    await settled(page);
    await page.getByRole('radio', { name: /^MLP GAN on MNIST/ }).check();
    expect(await page.locator('pre').first().textContent()).toMatch(
      /^duel train mnist-mlp --data digits --crop 16 --flip --set augment=ada/,
    );
    expect(await page.locator('pre').first().textContent()).not.toContain('hinge');
    await page.context().close();
  }, 60_000);

  it('starts nothing without the token, and still makes the command', async () => {
    const page = await opened.open('#/start');
    await page.getByRole('radio', { name: /^Small DCGAN/ }).check();
    await page.getByText('This page may not start anything').waitFor();
    expect(await page.locator('pre').first().textContent()).toMatch(/^duel train quickstart/);
    expect(await button(page, 'Start').count()).toBe(0);
    await page.context().close();
  }, 60_000);

  it.each(['light', 'dark'] as const)(
    'has no serious violation that axe-core finds, %s',
    async (colorScheme) => {
      const page = await opened.commanding('#/start?what=ring&steps=none', { colorScheme });
      await page.getByText('--steps takes a whole number').waitFor(soon);
      expect(await seriousViolations(page)).toEqual([]);
      await field(page, 'Steps').fill('10');
      await field(page, 'Steps').press('Tab');
      await page.getByRole('heading', { name: 'All other settings' }).waitFor(soon);
      for (const title of ['How the data are read', 'More', 'Techniques', 'Run'])
        await page.locator('summary').filter({ hasText: title }).first().click();
      expect(await seriousViolations(page)).toEqual([]);
      await page.setViewportSize({ width: 360, height: 740 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      await page.context().close();
    },
    90_000,
  );
});
