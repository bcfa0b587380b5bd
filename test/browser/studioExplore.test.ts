import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { train, translate } from '../../src/index.ts';
import { hasBrowser } from './browser.ts';
import { pixelsOf, seriousViolations } from './opened.ts';
import { button, type OpenedStudio, openStudio, soon } from './studioPage.ts';

/** A coloured picture with something in every corner. */
const coloured = (height: number, width: number, phase = 0): Promise<Buffer> =>
  sharp(
    Uint8Array.from({ length: height * width * 3 }, (_, i) => {
      const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
      return 127 + 120 * Math.sin(x / 5 + phase + (i % 3)) * Math.cos(y / (7 + (i % 3)));
    }),
    { raw: { height, width, channels: 3 } },
  )
    .png()
    .toBuffer();

const worst = (a: readonly number[], b: ArrayLike<number>): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), a.length === b.length ? 0 : 1e9);

describe.skipIf(!hasBrowser)('exploring a run that makes pictures from pictures', () => {
  let opened: OpenedStudio;
  let folder: string;
  const directories: Record<string, string> = {};
  beforeAll(async () => {
    opened = await openStudio();
    folder = join(opened.runs, '..');
    for (const domain of ['a', 'b']) {
      mkdirSync(join(folder, domain));
      for (let k = 0; k < 24; k++) writeFileSync(join(folder, domain, `${k}.png`), await coloured(32, 32, k));
    }
    const each = { out: opened.runs, threads: 1, batch: 1, steps: 2, snapshotEvery: 1 } as const;
    const grey = { ...each, data: 'digits', set: ['width=4'] } as const;
    const pairs = { ...grey, data: join(folder, 'a') } as const;
    const cycle = { domainA: join(folder, 'a'), domainB: join(folder, 'b'), set: ['width=4', 'blocks=1'] } as const;
    for (const [name, made] of [
      ['pix2pix', await train('pix2pix', { ...grey, pairs: 'blur:1' })],
      ['cyclegan', await train('cyclegan', { ...each, ...cycle })],
      ['super-resolution', await train('super-resolution', { ...pairs, pairs: 'down:2' })],
      ['restore', await train('restore', { ...pairs, pairs: 'mask:0.25' })],
    ] as const)
      directories[name] = made.directory;
  }, 180_000);
  afterAll(async () => {
    await opened.close();
    expect(opened.said).toEqual([]);
  });

  const idOf = (name: string) => directories[name]!.split('/').at(-1)!;
  const explore = async (name: string, more = ''): Promise<Page> => {
    const page = await opened.open(`#/${idOf(name)}/explore${more}`);
    await page.getByRole('heading', { name: 'Drop pictures here' }).waitFor(soon);
    return page;
  };
  const bring = async (page: Page, files: Readonly<Record<string, Buffer>>) => {
    const given = Object.entries(files).map(([name, buffer]) => ({ name, mimeType: 'image/png', buffer }));
    await page.getByLabel('Picture files', { exact: true }).setInputFiles(given);
  };
  /** What is shown of the translation, once it is done. */
  const result = async (page: Page): Promise<number[]> => {
    await page.locator('duel-generator .working', { hasText: /^\d/ }).waitFor(soon);
    return (await pixelsOf(page, 'duel-generator .compare canvas'))[1]!;
  };
  /** What `duel translate` makes of a picture, as red, green, blue and alpha. */
  const translated = async (name: string, picture: Buffer, options = {}): Promise<Buffer> => {
    const from = join(folder, `in-${name}.png`);
    writeFileSync(from, picture);
    const out = join(folder, `out-${name}.png`);
    await translate(directories[name]!, from, out, options);
    return sharp(readFileSync(out)).toColourspace('srgb').ensureAlpha().raw().toBuffer();
  };

  it.each([
    ['cyclegan', [32, 32]],
    ['cyclegan', [45, 70]],
    ['super-resolution', [16, 16]],
    // its dropout grows with the picture
    ['pix2pix', [28, 28]],
    ['pix2pix', [40, 60]],
  ] as const)(
    '%s of %j makes what duel translate makes',
    async (name, [height, width]) => {
      const picture =
        name === 'pix2pix'
          ? await sharp(await coloured(height, width))
              .greyscale()
              .png()
              .toBuffer()
          : await coloured(height, width);
      const page = await explore(name);
      await bring(page, { 'mine.png': picture });
      expect(worst(await result(page), await translated(name, picture))).toBeLessThanOrEqual(1);
      await page.context().close();
    },
    60_000,
  );

  it.each([
    ['super-resolution', [32, 32]],
    ['super-resolution', [70, 46]],
    ['restore', [32, 32]],
  ] as const)(
    '%s of an input that is made of a picture of %j, as in training, makes what duel translate --made makes',
    async (name, [height, width]) => {
      const picture = await coloured(height, width);
      const page = await explore(name);
      await bring(page, { 'whole.png': picture });
      await result(page);
      await page.getByRole('radio', { name: 'Made as in training' }).press('Space');
      await page.getByRole('img', { name: 'What it was made of' }).waitFor(soon);
      const made = await translated(name, picture, { made: true });
      const shown = await result(page);
      expect(shown).toHaveLength(made.length);
      // of another size than it was trained on the file of super-resolution makes it in parts
      if (height === width) expect(worst(shown, made)).toBeLessThanOrEqual(1);
      await page.getByText(`What it was made of, ${width} × ${height}`).waitFor(soon);
      await expect.poll(() => page.url()).toContain('made=true');
      expect(await seriousViolations(page)).toEqual([]);
      await page.context().close();
    },
    60_000,
  );

  it('fills what is transparent, and what a brush has painted', async () => {
    const hole = await sharp({ create: { width: 12, height: 12, channels: 4, background: '#fff' } })
      .png()
      .toBuffer();
    const holed = await sharp(await coloured(32, 32))
      .ensureAlpha()
      .composite([{ input: hole, left: 10, top: 10, blend: 'dest-out' }])
      .png()
      .toBuffer();
    const page = await explore('restore');
    await bring(page, { 'holed.png': holed });
    expect(worst(await result(page), await translated('restore', holed))).toBeLessThanOrEqual(1);
    const alphas = async () =>
      (await pixelsOf(page, 'duel-generator .compare canvas'))[0]!.filter((v, k) => k % 4 === 3 && v === 0).length;
    expect(await alphas()).toBe(144);
    await button(page, 'No holes').click();
    await expect.poll(alphas).toBe(0);
    await button(page, 'Hole in the middle').click();
    await expect.poll(alphas).toBe(256);
    const canvas = await page.getByRole('img', { name: 'Input: holed' }).boundingBox();
    await page.mouse.move(canvas!.x + 4, canvas!.y + 4);
    await page.mouse.down();
    await page.mouse.move(canvas!.x + canvas!.width - 4, canvas!.y + 4, { steps: 20 });
    await page.mouse.up();
    await expect.poll(alphas).toBeGreaterThan(280);
    await page.context().close();
  }, 60_000);

  it('goes both ways and back, by keyboard, and an address and a checkpoint keep what was chosen', async () => {
    const page = await explore('cyclegan');
    await bring(page, { 'one.png': await coloured(32, 32), 'two.png': await coloured(32, 40, 2) });
    const there = await result(page);
    await page.getByRole('listbox', { name: 'Pictures' }).getByRole('option', { name: 'one' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('img', { name: 'Input: two' }).waitFor(soon);
    await page.keyboard.press('Home');
    await page.getByRole('radio', { name: 'b to a' }).press('Space');
    await page.getByRole('img', { name: 'As a' }).waitFor(soon);
    expect(worst(await result(page), there)).toBeGreaterThan(1);
    await page.getByRole('radio', { name: 'Side by side' }).press('Space');
    await page.getByRole('img', { name: 'Back again, as b' }).waitFor(soon);
    await page.getByText(/there and back it differs by/).waitFor(soon);
    await page.getByRole('radio', { name: 'Slider' }).press('Space');
    const before = page.getByRole('slider', { name: 'Before and after' });
    await before.focus();
    await page.keyboard.press('Home');
    expect(await before.getAttribute('aria-valuetext')).toBe('0 % of the width show what was put in');
    await expect.poll(() => page.url()).toMatch(/explore\?way=1&split=0$/);
    // an earlier checkpoint is given the same pictures
    await page.getByRole('slider', { name: 'Checkpoint' }).focus();
    await page.keyboard.press('Home');
    await expect.poll(() => page.url()).toMatch(/explore\?step=1&way=1&split=0$/);
    await page.getByRole('img', { name: 'As a' }).waitFor(soon);
    await page.reload();
    await page.getByRole('heading', { name: 'Drop pictures here' }).waitFor(soon);
    expect(await page.getByRole('radio', { name: 'b to a' }).isChecked()).toBe(true);
    expect(await page.getByRole('slider', { name: 'Checkpoint' }).getAttribute('aria-valuetext')).toBe('step 1');
    await page.context().close();
  }, 60_000);

  it('takes dropped pictures, says which it cannot read, and saves what was made', async () => {
    const page = await explore('super-resolution');
    await page.locator('duel-generator .translator').evaluate(
      (root, bytes) => {
        const data = new DataTransfer();
        data.items.add(new File([Uint8Array.from(bytes)], 'mine.png', { type: 'image/png' }));
        data.items.add(new File(['no picture'], 'letter.png', { type: 'image/png' }));
        root.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
      },
      [...(await coloured(16, 16))],
    );
    await page.getByRole('alert').getByText('letter.png is no picture that this browser can read.').waitFor(soon);
    const made = await result(page);
    const download = page.waitForEvent('download');
    await button(page, 'Save result').click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/^mine-.*\.png$/);
    const { data, info } = await sharp(await file.path())
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, worst(made, data)]).toEqual([32, 32, 0]);
    // of another size, in parts of that it was trained on
    await bring(page, { 'other.png': await coloured(30, 21) });
    await page.getByText('Made of it, 42 × 60').waitFor({ ...soon, state: 'attached' });
    await page.context().close();
  }, 60_000);

  it.each(['light', 'dark'] as const)(
    'has no serious violation that axe-core finds, %s',
    async (colorScheme) => {
      for (const name of ['cyclegan', 'restore']) {
        const page = await opened.open(`#/${idOf(name)}/explore`, { colorScheme });
        await page.getByRole('heading', { name: 'Drop pictures here' }).waitFor(soon);
        expect(await seriousViolations(page)).toEqual([]);
        await bring(page, { 'one.png': await coloured(32, 32), 'two.png': await coloured(32, 40, 2) });
        await result(page);
        expect(await seriousViolations(page)).toEqual([]);
        await page.setViewportSize({ width: 360, height: 740 });
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
        await page.context().close();
      }
    },
    60_000,
  );
});
