import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { executable } from './browser.ts';

/** A browser that opens pages as a person does: nothing of the test is in them. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: executable!, headless: true, args: ['--no-sandbox'] });

export interface OpenedPage {
  readonly page: Page;
  /** What the page wrote as an error, or threw. */
  readonly said: string[];
  /** Addresses that it asked a network for. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** Opens an address in a window of its own, by default without a network, and waits for its generator to show or to fail. */
export async function openAddress(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const said: string[] = [];
  const asked: string[] = [];
  page.on('pageerror', (error) => said.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
  page.on('request', (request) => {
    if (!/^(file|blob|data):/.test(request.url())) asked.push(request.url());
  });
  await page.goto(url, { waitUntil: 'domcontentloaded' });
  await page.waitForFunction(() => {
    const root = document.querySelector('duel-generator')?.shadowRoot;
    return root?.querySelector('.generator, .translator, .failed') !== null && root !== undefined;
  });
  return { page, said, asked, close: () => context.close() };
}

/** Waits until all samples are there. */
export const whenMade = (page: Page): Promise<unknown> =>
  page.locator('duel-generator .grid[aria-busy=false]').waitFor();

/** The pixels of canvases, each `[height, width, 4]` in one list. */
export const pixelsOf = (page: Page, selector: string): Promise<number[][]> =>
  page.locator(selector).evaluateAll((canvases) =>
    canvases.map((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      return [...(canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height).data];
    }),
  );

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe-core finds in a page that is serious or worse, in words. */
export async function seriousViolations(page: Page): Promise<string[]> {
  // by the debugger, since the page's policy lets no other script run
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: readFileSync(axe, 'utf8') });
  const { result } = await session.send('Runtime.evaluate', {
    expression: "axe.run(document, { resultTypes: ['violations'] }).then((r) => JSON.stringify(r.violations))",
    awaitPromise: true,
    returnByValue: true,
  });
  const violations = JSON.parse(result.value as string) as {
    id: string;
    impact: string;
    help: string;
    nodes: { html: string; failureSummary: string }[];
  }[];
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, help, nodes }) =>
        `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`).join('\n')}`,
    );
}
