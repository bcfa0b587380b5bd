import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { call } from '../../src/cli/main.ts';
import { slerp } from '../../src/gan/walk.ts';
import { sample, train } from '../../src/index.ts';
import { hasBrowser } from './browser.ts';
import { pixelsOf, seriousViolations, whenMade } from './opened.ts';
import { button, type OpenedStudio, openStudio, soon } from './studioPage.ts';

type Row = readonly number[];

describe.skipIf(!hasBrowser)('latents that a person keeps', () => {
  let opened: OpenedStudio;
  let directory: string;
  /** Latents of seeds with the class at their ends, as `duel sample` has them. */
  let rows: Record<number, Row>;
  beforeAll(async () => {
    opened = await openStudio();
    // no judge of these data is there
    vi.stubEnv('DUEL_CACHE', join(opened.runs, '..', 'cache'));
    ({ directory } = await train('cgan', { data: 'digits', out: opened.runs, threads: 1, steps: 2, snapshotEvery: 1 }));
    const { latents } = await sample(directory, { n: 16 });
    const width = latents.shape[1]!;
    rows = Object.fromEntries(
      Array.from({ length: 16 }, (_, seed) => [seed, [...latents.data.slice(seed * width, (seed + 1) * width)]]),
    );
  }, 120_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await opened.close();
    expect(opened.said).toEqual([]);
  });

  const explore = async (more = '') => {
    const page = await opened.open(`#/001-cgan/explore${more}`);
    await page.getByRole('textbox', { name: 'Seeds' }).waitFor(soon);
    await whenMade(page);
    return page;
  };
  const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true });
  const keep = async (page: Page, ...seeds: readonly number[]) => {
    await tab(page, 'Kept').click();
    for (const seed of seeds) {
      await page.getByRole('option', { name: new RegExp(`^seed ${seed},`) }).click();
      await button(page, 'Keep this one').click();
    }
  };
  /** What the generator makes of latents with what it is told, as bytes. */
  const made = async (...latents: readonly Row[]): Promise<number[][]> => {
    const [n, width] = [latents.length, latents[0]!.length];
    const { data } = await sample(directory, {
      latents: { shape: [n, width], data: Float32Array.from(latents.flat()) },
    });
    const size = data.length / n;
    const byte = (v: number) => Math.min(255, Math.max(0, Math.round((v + 1) * 127.5)));
    return latents.map((_, i) => [...data.slice(i * size, (i + 1) * size)].map(byte));
  };
  /** Largest difference of what is in view from a picture. */
  const differs = async (page: Page, wanted: readonly number[]): Promise<number> => {
    const [seen] = await pixelsOf(page, 'duel-generator .picture canvas');
    return Math.max(...wanted.map((v, p) => Math.abs(seen![4 * p]! - v)));
  };
  const saved = async (page: Page, name: string): Promise<Buffer> => {
    const download = page.waitForEvent('download', soon);
    await button(page, name).click();
    return readFileSync(await (await download).path());
  };
  /** Numbers of a latent, and of the class behind them. */
  const classes = 10;
  const latentOf = (row: Row) => row.slice(0, -classes);
  const toldOf = (row: Row) => row.slice(-classes);

  it('reckons with them, explores what comes of it, and has it again after a reload and at another checkpoint', async () => {
    const page = await explore();
    await keep(page, 3, 4, 7);
    await button(page, 'Make').click();
    await page.getByRole('heading', { name: 'Seed 3, class 3 − seed 4, class 4 + seed 7, class 7' }).waitFor(soon);
    const sum = rows[3]!.map((v, i) => (i < rows[3]!.length - classes ? v - rows[4]![i]! + rows[7]![i]! : v));
    const [wanted] = await made(sum);
    await expect.poll(() => differs(page, wanted!), soon).toBeLessThanOrEqual(1);
    await expect.poll(() => page.url()).toMatch(/kept=3&panel=kept$/);
    await page.reload();
    await page.getByRole('heading', { name: /^Seed 3, class 3 − / }).waitFor(soon);
    await expect.poll(() => differs(page, wanted!), soon).toBeLessThanOrEqual(1);
    // moved along a direction it is another
    await tab(page, 'Sliders').click();
    await page.getByRole('slider', { name: 'Direction 1', exact: true }).focus();
    await page.keyboard.press('End');
    await expect.poll(() => differs(page, wanted!), soon).toBeGreaterThan(1);
    await page.getByRole('slider', { name: 'Checkpoint' }).focus();
    await page.keyboard.press('Home');
    await tab(page, 'Kept').click();
    expect(await page.locator('duel-generator .favourites li').count()).toBe(4);
    await button(page, 'Drop seed 4, class 4').click();
    await page.getByRole('heading', { name: /^Seed 3, class 3 − / }).waitFor();
    expect(await page.locator('duel-generator .favourites li').count()).toBe(3);
    await page.context().close();
  }, 60_000);

  it('keeps them as JSON, which the page and duel sample read', async () => {
    const page = await explore();
    await keep(page, 5, 11);
    const file = join(opened.runs, '..', 'kept.json');
    writeFileSync(file, await saved(page, 'Save JSON'));
    const out = join(opened.runs, '..', 'kept.npy');
    expect(await call(['sample', directory, '--latents', file, '--out', out, '--json'])).toBe(0);
    const { data } = await sample(directory, { seeds: [5, 11] });
    const written = readFileSync(out);
    const values = new Float32Array(Uint8Array.from(written.subarray(written.length - 4 * data.length)).buffer);
    expect(Math.max(...values.map((v, i) => Math.abs(v - data[i]!)))).toBeLessThan(1e-6);
    for (const name of ['Drop seed 5, class 5', 'Drop seed 11, class 1']) await button(page, name).click();
    await page.getByLabel('Latents as JSON').setInputFiles(file);
    await expect.poll(() => page.locator('duel-generator .favourites li').count(), soon).toBe(2);
    await page.getByLabel('Name of 2').fill('mine');
    await page.getByLabel('Name of 2').press('Enter');
    await page.getByRole('heading', { name: 'Mine' }).waitFor();
    const other = { name: 'other.json', mimeType: 'application/json', buffer: Buffer.from('{}') };
    await page.getByLabel('Latents as JSON').setInputFiles(other);
    await page.getByRole('alert').getByText('other.json cannot be used').waitFor();
    await page.context().close();
  }, 60_000);

  it('mixes classes by weights', async () => {
    const page = await explore('?panel=mix&sample=2');
    for (const name of ['1', '7']) {
      await page.locator('duel-generator .mix').getByRole('slider', { name, exact: true }).focus();
      await page.keyboard.press('End');
    }
    await expect.poll(() => page.url()).toMatch(/mix=0_1_0_0_0_0_0_1_0_0&panel=mix$/);
    const told = Array.from({ length: classes }, (_, k) => (k === 1 || k === 7 ? 0.5 : 0));
    const [wanted] = await made([...latentOf(rows[2]!), ...told]);
    await expect.poll(() => differs(page, wanted!), soon).toBeLessThanOrEqual(1);
    expect(await page.locator('duel-generator .mix output', { hasText: '50 %' }).count()).toBe(2);
    await button(page, 'Back to one class').click();
    const [own] = await made(rows[2]!);
    await expect.poll(() => differs(page, own!), soon).toBeLessThanOrEqual(1);
    await page.context().close();
  }, 60_000);

  it('walks between them as a closed loop, which becomes a GIF, a WebP and latents', async () => {
    const page = await explore();
    await keep(page, 3, 9);
    await tab(page, 'Walk').click();
    await page.getByRole('radio', { name: 'What is kept' }).press('Space');
    await page.getByRole('slider', { name: 'Frames' }).focus();
    await page.keyboard.press('Home');
    // there in six steps and back in six
    const way = Array.from({ length: 12 }, (_, f) => {
      const share = f <= 6 ? f / 6 : (12 - f) / 6;
      const at = slerp(Float32Array.from(latentOf(rows[3]!)), Float32Array.from(latentOf(rows[9]!)), share);
      return [...at, ...toldOf(rows[3]!).map((v, k) => (1 - share) * v + share * toldOf(rows[9]!)[k]!)];
    });
    const pictures = await made(...way);
    for (const name of ['GIF', 'WebP']) {
      const { data, info } = await sharp(await saved(page, name), { animated: true })
        .ensureAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect([info.width, info.pages, info.pageHeight]).toEqual([84, 12, 84]);
      // three pixels for each
      const seen = pictures.map((_, f) =>
        Array.from(
          { length: 784 },
          (_, p) => data[4 * (84 * (84 * f + 3 * Math.floor(p / 28) + 1) + 3 * (p % 28) + 1)]!,
        ),
      );
      expect(
        Math.max(...pictures.flatMap((one, f) => one.map((v, p) => Math.abs(v - seen[f]![p]!)))),
      ).toBeLessThanOrEqual(1);
    }
    const { latents } = JSON.parse(String(await saved(page, 'JSON'))) as {
      latents: { latent: number[]; told: number[] }[];
    };
    expect(latents).toHaveLength(12);
    latents.forEach(({ latent, told }, f) => {
      expect(Math.max(...[...latent, ...told].map((v, i) => Math.abs(v - way[f]![i]!)))).toBeLessThan(1e-5);
    });
    await page.context().close();
  }, 60_000);

  it('names a direction, which is there after a reload and at another checkpoint, and finds the nearest of what was learned', async () => {
    const page = await opened.open(`#token=${opened.studio.token}`);
    await page
      .getByRole('link', { name: /001-cgan/ })
      .first()
      .waitFor(soon);
    await page.goto(`${opened.studio.url}#/001-cgan/explore?sample=2`);
    const slider = (name: string) => page.getByRole('slider', { name, exact: true });
    await slider('Direction 1').focus();
    await page.keyboard.press('End');
    await slider('Direction 3').focus();
    await page.keyboard.press('Home');
    await page.getByLabel('Name the way that it is moved').fill('thick');
    await button(page, 'Keep direction').click();
    await slider('thick').waitFor(soon);
    const kept = JSON.parse(readFileSync(join(directory, 'directions.json'), 'utf8')).directions;
    expect(kept).toMatchObject([{ player: 'generator', name: 'thick' }]);
    expect(Math.hypot(...kept[0].vector)).toBeCloseTo(1, 5);
    // what was moved stays so
    expect(await slider('Direction 1').inputValue()).toBe('4');
    await page.reload();
    await slider('thick').focus();
    await page.keyboard.press('End');
    await slider('Checkpoint').focus();
    await page.keyboard.press('Home');
    await expect.poll(() => page.url()).toMatch(/step=1&/);
    await slider('thick').waitFor(soon);
    await expect.poll(() => slider('thick').inputValue(), soon).toBe('4');
    expect(await seriousViolations(page)).toEqual([]);
    await button(page, 'Find those of the sample in view').click();
    await page
      .getByText(/^Of seed 2, class 2, moved, step 1, among .* that were learned from, by pixels/)
      .waitFor({ timeout: 60_000 });
    expect(await page.getByRole('img', { name: /^Training example/ }).count()).toBe(8);
    expect(await seriousViolations(page)).toEqual([]);
    await button(page, 'Drop thick').click();
    await expect.poll(() => slider('thick').count(), soon).toBe(0);
    expect(existsSync(join(directory, 'directions.json'))).toBe(false);
    await page.context().close();
    // without the token nothing can be named
    const other = await explore();
    expect(await button(other, 'Keep direction').count()).toBe(0);
    expect(await button(other, 'Find those of the sample in view').count()).toBe(0);
    await other.context().close();
  }, 120_000);

  it('finds the latent of a picture that the generator has made', async () => {
    const page = await explore('?panel=kept');
    const [own] = await made(rows[6]!);
    const picture = await sharp(Uint8Array.from(own!), { raw: { width: 28, height: 28, channels: 1 } })
      .png()
      .toBuffer();
    await page
      .getByLabel('A picture to look for')
      .setInputFiles({ name: 'mine.png', mimeType: 'image/png', buffer: picture });
    await page.getByRole('heading', { name: 'Like mine' }).waitFor({ timeout: 60_000 });
    const said = await page.getByText(/^mine\.png: .* of 255 off/).textContent();
    const distance = Number(/: ([\d.]+) of/.exec(said!)![1]);
    const rms = (a: readonly number[], b: readonly number[]) =>
      Math.sqrt(a.reduce((sum, v, i) => sum + (v - b[i]!) ** 2, 0) / a.length);
    // far nearer than any of sixteen samples, and what is in view is as far from the picture as is said
    const others = await made(...Object.values(rows));
    const nearest = Math.min(...others.filter((_, i) => i !== 6).map((other) => rms(other, own!)));
    expect(distance).toBeLessThan(nearest / 2);
    const [seen] = await pixelsOf(page, 'duel-generator .picture canvas');
    expect(
      Math.abs(
        rms(
          own!.map((_, i) => seen![4 * i]!),
          own!,
        ) - distance,
      ),
    ).toBeLessThan(0.6);
    expect(await page.locator('duel-generator .favourites li').count()).toBe(1);
    expect(await seriousViolations(page)).toEqual([]);
    await page.context().close();
  }, 120_000);

  it.each(['light', 'dark'] as const)(
    'has no serious violation that axe-core finds, %s',
    async (colorScheme) => {
      const page = await opened.open('#/001-cgan/explore?panel=mix', { colorScheme });
      await whenMade(page);
      expect(await seriousViolations(page)).toEqual([]);
      await keep(page, 3, 9);
      expect(await seriousViolations(page)).toEqual([]);
      await page.setViewportSize({ width: 360, height: 740 });
      for (const name of ['Kept', 'Mix', 'Walk']) {
        await tab(page, name).click();
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      }
      expect(await seriousViolations(page)).toEqual([]);
      await page.context().close();
    },
    60_000,
  );
});
