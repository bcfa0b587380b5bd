import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser } from './browser.ts';
import { button, idx, pause, small, soon, trainTo, whenIdle } from './digitsPage.ts';
import { openSite, type Site } from './site.ts';

type File = { name: string; mimeType: string; buffer: Buffer };
const file = (name: string, buffer: Buffer): File => ({ name, mimeType: 'application/octet-stream', buffer });
const drop = (page: Page, ...files: (File | string)[]) =>
  page.locator('input[aria-label=Files]').setInputFiles(files as File[]);
const refusal = (page: Page, words: RegExp) => page.getByRole('alert').filter({ hasText: words }).waitFor(soon);

/** Where MNIST and Fashion-MNIST lie as they are published. */
const published = process.env.DUEL_DATA ?? '';
const filesOf = (name: string) =>
  [
    'train-images-idx3-ubyte.gz',
    'train-labels-idx1-ubyte.gz',
    't10k-images-idx3-ubyte.gz',
    't10k-labels-idx1-ubyte.gz',
  ].map((one) => join(published, name, one));

describe.skipIf(!hasBrowser)('files that are brought to the page of digits', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite({ isolated: true });
  });
  afterAll(() => site?.close());

  it('learns from IDX files that are brought', { timeout: 180_000 }, async () => {
    const page = await site.open(`digits.html#${small}`);
    await whenIdle(page, 'Train');
    const [images, labels] = idx(64);
    await drop(page, file('train-images-idx3-ubyte.gz', gzipSync(images)), file('train-labels-idx1-ubyte', labels));
    await page.getByText('mine, 64 of 28 × 28').waitFor(soon);
    await whenIdle(page, 'Train');
    expect(page.url()).toContain('data=mine');
    await button(page, 'Train').click();
    await trainTo(page, 25);
    await pause(page);
    expect(await page.getByRole('img', { name: 'Examples of the data' }).count()).toBe(1);

    await drop(page, file('notes.txt', Buffer.from('x')));
    await refusal(page, /there are no IDX images among these files/);
    await page.context().close();
  });

  it('are known by what is in them, and told apart from what is damaged', { timeout: 120_000 }, async () => {
    const page = await site.open(`digits.html#${small}`);
    await whenIdle(page, 'Train');
    const [images, labels] = idx(64);
    // unpacked by a browser on its way, or called otherwise
    await drop(page, file('pictures', gzipSync(images)), file('kinds.gz', labels));
    await page.getByText('mine, 64 of 28 × 28').waitFor(soon);
    const noise = Buffer.concat([images.subarray(0, 16), randomBytes(784 * 64)]);
    const wrong: [RegExp, ...File[]][] = [
      [
        /is no file of IDX images, or damaged/,
        file('train-images-idx3-ubyte.gz', Buffer.from('<html>not found</html>')),
      ],
      [/cannot be unpacked: it is damaged/, file('train-images-idx3-ubyte.gz', gzipSync(noise).subarray(0, 30_000))],
      [/has 50,000 bytes in place of 50,192/, file('train-images-idx3-ubyte', images.subarray(0, 50_000))],
      [
        /has 32 labels for 64 pictures/,
        file('train-images-idx3-ubyte', images),
        file('train-labels-idx1-ubyte', idx(32)[1]),
      ],
      [/there are no IDX images among these files/, file('train-labels-idx1-ubyte', labels)],
    ];
    for (const [words, ...files] of wrong) {
      await drop(page, ...files);
      await refusal(page, words);
      await whenIdle(page, 'Train');
    }
    await page.context().close();
  });

  it.skipIf(!existsSync(filesOf('mnist')[0]!)).each(['mnist', 'fashion-mnist'])(
    'are %s, all four, with the names of its classes',
    { timeout: 240_000 },
    async (name) => {
      const page = await site.open(`digits.html#${small}`);
      await whenIdle(page, 'Train');
      await drop(page, ...filesOf(name));
      await page.getByText(`${name}, 60,000 of 28 × 28`).waitFor(soon);
      await whenIdle(page, 'Train');
      await button(page, 'Train').click();
      await trainTo(page, 25);
      await pause(page);
      const last = name === 'mnist' ? '9' : 'Ankle boot';
      await page.locator('.generator').getByRole('radio', { name: last }).waitFor(soon);
      // and are there when the page is opened again
      await page.reload();
      await whenIdle(page, 'Go on');
      await button(page, 'Go on').click();
      await trainTo(page, 50);
      await pause(page);
      await page.context().close();
    },
  );
});
