import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lessons } from '../../site/lessons/lessons.ts';
import { hasBrowser } from './browser.ts';
import { seriousViolations } from './opened.ts';
import { expectReachable, openSite, type Site, tabTo } from './site.ts';

const soon = { timeout: 30_000 };
const [first, second] = lessons as [(typeof lessons)[number], (typeof lessons)[number]];

describe.skipIf(!hasBrowser)('the course', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite({ below: 'some/where/' });
  });
  afterAll(() => site?.close());

  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
  const heading = (page: Page, title: string) => page.getByRole('heading', { level: 1, name: title, exact: true });
  const isReady = (page: Page) => button(page, 'Both').and(page.locator(':enabled')).waitFor({ timeout: 120_000 });
  const press = async (page: Page, target: ReturnType<Page['locator']>, key = 'Enter') => {
    await tabTo(page, target);
    await page.keyboard.press(key);
  };
  const measured = async (page: Page, name: string) =>
    page
      .locator('dl > div')
      .filter({ has: page.getByText(name, { exact: true }) })
      .locator('dd')
      .textContent();

  it('does a lesson without a pointer, from the contents to the next', { timeout: 180_000 }, async () => {
    const { blocks } = await first.load();
    const page = await site.open('');
    await press(page, page.getByRole('link', { name: 'Lessons', exact: true }));
    await heading(page, 'GANs, by doing').waitFor();
    await press(page, page.getByRole('link', { name: `Begin: ${first.title}` }));
    await heading(page, first.title).waitFor();
    await isReady(page);

    // something to do
    const one = blocks.find((block) => block.kind === 'try');
    await press(page, button(page, one!.label));
    await isReady(page);
    await press(page, button(page, 'Both'), 'Space');
    await expect.poll(() => measured(page, 'Updates'), soon).toBe('1');

    // a question, answered wrongly and rightly
    const question = blocks.find((block) => block.kind === 'question')!;
    const answers = page.locator('fieldset').first();
    const live = answers.locator('[aria-live=polite]');
    const wrong = question.answers.findIndex(({ isRight }) => !isRight);
    await tabTo(page, answers.getByRole('radio').first());
    await page.keyboard.press('Space');
    for (let k = 0; k < wrong; k++) await page.keyboard.press('ArrowDown');
    await expect.poll(() => live.textContent()).toContain('Not quite.');
    expect(await live.textContent()).toContain(question.answers[wrong]!.because.slice(0, 20));
    for (let k = wrong; !question.answers[k]!.isRight; k++) await page.keyboard.press('ArrowDown');
    await expect.poll(() => live.textContent()).toMatch(/^Right\. /);

    // the next, and back to the contents, which remember
    await press(page, page.getByRole('link', { name: `Next: ${second.title}` }));
    await heading(page, second.title).waitFor();
    await expect
      .poll(() => heading(page, second.title).evaluate((element) => element === document.activeElement))
      .toBe(true);
    expect(new URL(page.url()).hash).toBe(`#lesson=${second.name}`);
    await press(page, page.getByRole('link', { name: 'All lessons' }).first());
    await page.getByText(`1 of ${lessons.length} done`).waitFor();
    await page.getByRole('link', { name: `Go on: ${second.title}` }).waitFor();
    await expectReachable(page);
    await page.context().close();
  });

  it('goes through the loop line by line, by keyboard, on the numbers of the step that it makes', {
    timeout: 180_000,
  }, async () => {
    const page = await site.open(
      '#lesson=loop&loss=nonSaturating&noise=0&noiseFalls=0&average=0&momentum=0.5&generatorRate=0.001',
    );
    await isReady(page);
    const loop = page.getByRole('group', { name: 'The training loop' });
    const line = loop.locator('[aria-live=polite]');
    const value = async (name: string) =>
      (await loop
        .locator('dl > div')
        .filter({ has: page.getByText(name, { exact: true }) })
        .locator('dd')
        .textContent())!;
    await press(page, button(page, 'Begin a step'));
    const seen: string[] = [];
    const noted: Record<string, string> = {};
    for (let k = 1; k <= 13; k++) {
      await loop.getByText(`Line ${k} of 13, step 1`).waitFor(soon);
      seen.push((await line.textContent())!);
      if (k === 5) noted.d = await value('lossD');
      if (k === 10) noted.g = await value('lossG');
      if (k < 13) await press(page, button(page, 'Next line'));
    }
    expect(new Set(seen).size).toBe(13);
    await expect.poll(() => measured(page, 'Updates'), soon).toBe('1');
    const losses = await page.locator('section[aria-label=Measures] .head').textContent();
    expect(losses).toBe(`Losses D ${Number(noted.d).toFixed(3)}G ${Number(noted.g).toFixed(3)}`);

    // back to the middle of the step, when it was not made yet
    await press(page, button(page, 'Back a line'));
    await loop.getByText('Line 12 of 13, step 1').waitFor(soon);
    await expect.poll(() => measured(page, 'Updates'), soon).toBe('0');
    await press(page, button(page, 'To the end'));
    await expect.poll(() => measured(page, 'Updates'), soon).toBe('1');
    await press(page, button(page, 'The next step'));
    await loop.getByText('Line 1 of 13, step 2').waitFor(soon);

    // whoever runs meanwhile begins a new one
    await press(page, button(page, 'Both'));
    await loop.getByText('After 2 updates').waitFor(soon);
    await page.context().close();
  });

  it('runs to where the figures were taken', { timeout: 120_000 }, async () => {
    const page = await site.open(`#lesson=discriminating`);
    await isReady(page);
    await press(page, button(page, 'D alone: run to 100 updates'));
    await expect.poll(() => measured(page, 'Updates'), { timeout: 60_000 }).toBe('100');
    await expect.poll(() => button(page, 'Run').isVisible(), soon).toBe(true);
    const losses = await page.locator('section[aria-label=Measures] .head').textContent();
    // on Node it was 0.280
    expect(Number(/D ([\d.]+)/.exec(losses!)![1])).toBeCloseTo(0.28, 1);
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)(
    'has no serious violation that axe-core finds, and nothing beside the page, %s',
    { timeout: 240_000 },
    async (colorScheme) => {
      const contents = await site.open('lessons.html', { colorScheme });
      expect(await seriousViolations(contents)).toEqual([]);
      await contents.context().close();
      const page = await site.open(`#lesson=${first.name}`, { colorScheme });
      await isReady(page);
      for (const { name, title } of lessons) {
        await page.evaluate((hash) => (location.hash = hash), `#lesson=${name}`);
        await heading(page, title).waitFor();
        await page.locator('article[aria-busy=false]').waitFor();
        expect(await seriousViolations(page), name).toEqual([]);
        for (const width of [360, 820, 1920]) {
          await page.setViewportSize({ width, height: 780 });
          const beside = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect(beside, `${name} at ${width}`).toBeLessThanOrEqual(0);
        }
      }
      await page.context().close();
    },
  );
});
