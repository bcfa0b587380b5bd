import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser } from './browser.ts';
import { button, shown, small, time, whenIdle } from './digitsPage.ts';
import { openSite, type Site } from './site.ts';

interface Context {
  send(method: string): Promise<{ usedSize: number; backingStorageSize: number }>;
}
const contexts = new URL('../../scripts/bench/browser/contexts.mjs', import.meta.url).href;

// ten minutes of it are in docs/benchmarks/browser.md
describe.skipIf(!hasBrowser)('while digits train', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite({ isolated: true });
  });
  afterAll(() => site?.close());

  it('memory grows by no more than what is kept of the run', { timeout: 240_000 }, async () => {
    const page = await site.open(`digits.html#${small}`);
    const { contextsOf } = await import(contexts);
    const { list } = (await contextsOf(page)) as { list(): Context[] };
    await whenIdle(page, 'Train');
    await button(page, 'Train').click();
    await time(page).waitFor({ timeout: 120_000 });
    // the page, the worker that trains, its engine, the files' keeper, and who draws samples, all of them at work
    await expect.poll(() => list().length, { timeout: 120_000 }).toBeGreaterThanOrEqual(5);
    const begun = (await shown(page)) + 100;
    const [first, last] = [await inUse(page, list, begun), await inUse(page, list, begun + 150)];
    expect(last - first).toBeLessThan(8 * 2 ** 20);
    await page.context().close();
  });

  /** Bytes of JavaScript and its buffers in the page and its workers after a collection, once so many steps are done. */
  async function inUse(page: Page, list: () => Context[], step: number): Promise<number> {
    await expect.poll(() => shown(page), { timeout: 120_000 }).toBeGreaterThanOrEqual(step);
    let sum = 0;
    for (const { send } of list()) {
      await send('HeapProfiler.collectGarbage');
      const { usedSize, backingStorageSize } = await send('Runtime.getHeapUsage');
      sum += usedSize + backingStorageSize;
    }
    return sum;
  }
});
