import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tiny } from '../../src/run/training/tiny.testing.ts';
import { train } from '../../src/run/training/train.ts';
import { hasBrowser } from './browser.ts';
import { seriousViolations } from './opened.ts';
import { button, type OpenedStudio, openStudio, soon } from './studioPage.ts';

describe.skipIf(!hasBrowser)('keeping runs in order in the studio', () => {
  let opened: OpenedStudio;
  beforeAll(async () => {
    opened = await openStudio();
    for (const name of ['one', 'two', 'three']) await train(tiny, { out: opened.runs, threads: 1, name });
  }, 120_000);
  afterAll(async () => {
    await opened.close();
    expect(opened.said).toEqual([]);
  });
  const commanding = (options?: BrowserContextOptions) => opened.open(`#token=${opened.studio.token}`, options);

  it('tags runs, shows the tags on their cards, and filters by them', async () => {
    const page = await commanding();
    await page.getByRole('link', { name: /001-one/ }).click();
    await page.getByRole('textbox', { name: 'A tag more' }).fill('for the talk, good');
    await page.getByRole('textbox', { name: 'A tag more' }).press('Enter');
    await button(page, 'Take off good').waitFor(soon);
    await button(page, 'Take off good').click();
    await page.getByRole('textbox', { name: 'A tag more' }).fill('x'.repeat(50));
    await page.getByRole('textbox', { name: 'A tag more' }).press('Enter');
    await page.getByText('does not understand').waitFor(soon);

    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    const card = page.getByRole('link', { name: /001-one.*for the talk/ });
    await card.waitFor(soon);
    expect(await page.getByRole('link', { name: /00\d-/ }).count()).toBe(3);
    await button(page, 'for the talk').click();
    expect(await page.getByRole('link', { name: /00\d-/ }).count()).toBe(1);
    await button(page, 'for the talk').click();
    await page.getByRole('searchbox').fill('talk');
    expect(await page.getByRole('link', { name: /00\d-/ }).count()).toBe(1);
    await page.context().close();
  }, 90_000);

  it('lists a checkpoint in the explorer when it comes, which is after its picture', async () => {
    const file = join(opened.runs, '001-one', 'checkpoints', '000000003.safetensors');
    renameSync(file, `${file}.later`);
    const page = await opened.open('#/001-one/explore');
    await page.locator('output', { hasText: 'step 2' }).waitFor(soon);
    expect(await page.getByRole('slider', { name: 'Checkpoint' }).count()).toBe(0);
    renameSync(`${file}.later`, file);
    await button(page, 'To step 3').click(soon);
    await page.locator('output', { hasText: 'step 3' }).waitFor(soon);
    await page.context().close();
  }, 60_000);

  it('deletes with a way back, by keyboard too, and for good only when asked twice', async () => {
    const page = await commanding();
    const cardOf = (id: string) => page.getByRole('link', { name: new RegExp(id) });
    await button(page, 'Delete 002-two').focus();
    await page.keyboard.press('Enter');
    await cardOf('002-two').waitFor({ state: 'detached', ...soon });
    await page.getByText('002-two is deleted').waitFor(soon);
    expect(existsSync(join(opened.runs, '.deleted', '002-two', 'run.json'))).toBe(true);
    await button(page, 'Undo').focus();
    await page.keyboard.press('Enter');
    await cardOf('002-two').waitFor(soon);
    expect(existsSync(join(opened.runs, '.deleted'))).toBe(false);

    // from its own page, and back after the page was loaded anew
    await cardOf('003-three').click();
    await button(page, 'Delete run').click();
    await page.getByText('003-three is deleted').waitFor(soon);
    await page.reload();
    await page.getByText('Deleted', { exact: true }).click();
    await button(page, 'Put back 003-three').click();
    await cardOf('003-three').waitFor(soon);

    await button(page, 'Delete 003-three').click();
    await page.getByText('Deleted', { exact: true }).click();
    await button(page, 'Empty').click();
    expect(existsSync(join(opened.runs, '.deleted', '003-three'))).toBe(true);
    await button(page, 'Remove for good').click();
    await page.getByText('Deleted', { exact: true }).waitFor({ state: 'detached', ...soon });
    expect(existsSync(join(opened.runs, '.deleted'))).toBe(false);
    await page.context().close();
  }, 120_000);

  it('offers none of it without the token', async () => {
    const page = await opened.open('#/');
    await page.getByRole('link', { name: /001-one/ }).waitFor();
    expect(await page.getByRole('button', { name: /Delete/ }).count()).toBe(0);
    await page.getByRole('link', { name: /001-one/ }).click();
    await page.getByRole('heading', { name: 'Tags' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'A tag more' }).count()).toBe(0);
    await page.context().close();
  }, 60_000);

  it.each(['light', 'dark'] as const)(
    'has no serious violation that axe-core finds, %s',
    async (colorScheme) => {
      const page = await commanding({ colorScheme });
      await page.getByRole('link', { name: /001-one/ }).waitFor();
      await button(page, 'Delete 002-two').click();
      await page.getByText('002-two is deleted').waitFor(soon);
      await page.getByText('Deleted', { exact: true }).click();
      await button(page, 'Empty').click();
      expect(await seriousViolations(page)).toEqual([]);
      await page.setViewportSize({ width: 360, height: 740 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      await button(page, 'Undo').click();
      await page.getByRole('link', { name: /001-one/ }).click();
      await page.getByRole('heading', { name: 'Tags' }).waitFor();
      expect(await seriousViolations(page)).toEqual([]);
      await page.context().close();
    },
    60_000,
  );
});
