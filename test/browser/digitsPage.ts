import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** The machine may have other things to do. */
export const soon = { timeout: 60_000 };
/** The smallest networks, on one thread. */
export const small = 'width=16&threads=1';

export const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
export const time = (page: Page) => page.getByRole('slider', { name: 'Time' });
/** The step of the picture that is shown. */
export const shown = async (page: Page) =>
  Number((await time(page).getAttribute('aria-valuetext'))!.replaceAll(/\D/g, ''));
const status = (page: Page) => page.locator('.progress span');
export const stepsDone = async (page: Page) =>
  Number(/step ([\d,]+)/.exec((await status(page).textContent()) ?? '')?.[1]?.replaceAll(',', '') ?? 0);
export const whenIdle = (page: Page, name: string | RegExp) =>
  button(page, name).and(page.locator(':enabled')).first().waitFor({ timeout: 120_000 });
export const trainTo = async (page: Page, step: number) => {
  await time(page).waitFor({ timeout: 120_000 });
  await expect.poll(() => shown(page), { timeout: 120_000 }).toBeGreaterThanOrEqual(step);
};
export const pause = async (page: Page) => {
  await button(page, 'Pause').click();
  await whenIdle(page, 'Go on');
};

/** IDX images and labels of so many squares, larger from class to class. */
export function idx(count: number): [Buffer, Buffer] {
  const images = Buffer.alloc(16 + 784 * count);
  for (const [i, value] of [0x0803, count, 28, 28].entries()) images.writeUInt32BE(value, 4 * i);
  const labels = Buffer.alloc(8 + count);
  labels.writeUInt32BE(0x0801, 0);
  labels.writeUInt32BE(count, 4);
  for (let n = 0; n < count; n++) {
    labels[8 + n] = n % 10;
    for (let p = 0; p < 784; p++) if (Math.floor(p / 28) < 4 + 2 * (n % 10)) images[16 + 784 * n + p] = 255;
  }
  return [images, labels];
}
