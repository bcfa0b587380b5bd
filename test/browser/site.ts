import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { executable } from './browser.ts';
import { builtPage } from './built.ts';
import { serve } from './server.ts';

/** The playground, built and served. */
export interface Site {
  readonly url: string;
  /** The folder that it was built to. */
  readonly folder: string;
  /** Paths that were asked for, in order. */
  readonly asked: string[];
  /** A page of it in a browser of its own; what it says as an error, or asks of other hosts, fails `close`. */
  open(address?: string, options?: BrowserContextOptions): Promise<Page>;
  /** A further page beside another, with the same files. */
  beside(page: Page, address?: string): Promise<Page>;
  close(): Promise<void>;
}

/** Serves the playground as a static host would. */
export async function openSite(
  options: { below?: string; isolated?: boolean; args?: readonly string[] } = {},
): Promise<Site> {
  const folder = await builtPage('playground');
  const server = await serve({ '': folder }, options);
  const browser = await chromium.launch({
    executablePath: executable!,
    headless: true,
    args: ['--no-sandbox', '--enable-unsafe-webgpu', ...(options.args ?? [])],
  });
  const said: string[] = [];
  async function opened(context: BrowserContext, address: string): Promise<Page> {
    const page = await context.newPage();
    page.on('pageerror', (error) => said.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
    page.on('request', (request) => {
      if (!request.url().startsWith(server.url) && !/^(data|blob):/.test(request.url())) said.push(request.url());
    });
    await page.goto(`${server.url}${address}`);
    return page;
  }
  return {
    url: server.url,
    folder,
    asked: server.asked,
    open: async (address = '', options = {}) =>
      opened(await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options }), address),
    beside: (page, address = '') => opened(page.context(), address),
    close: async () => {
      await browser.close();
      await server.close();
      expect(said).toEqual([]);
    },
  };
}

/** Goes on by Tab until an element has the focus. */
export async function tabTo(page: Page, target: ReturnType<Page['locator']>): Promise<void> {
  for (let k = 0; k < 120; k++) {
    if (await target.evaluate((element) => element === document.activeElement).catch(() => false)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never comes to ${target}`);
}

const nameOf = `(element) => element.getAttribute('aria-label') ?? element.labels?.[0]?.innerText?.trim() ?? element.innerText?.trim() ?? ''`;

/** The names of all that Tab comes to, once round. A group of radio buttons is one stop. */
async function namesByTab(page: Page): Promise<string[]> {
  const names: string[] = [];
  for (let k = 0; k < 120; k++) {
    await page.keyboard.press('Tab');
    names.push(await page.evaluate(`(${nameOf})(document.activeElement)`));
  }
  return names;
}

/** Whatever takes a pointer is reached by Tab, and has a name. */
export async function expectReachable(page: Page): Promise<void> {
  const [reached, wanted] = [await namesByTab(page), await namesOfControls(page)];
  expect(wanted).not.toContain('');
  expect(wanted.filter((name) => !reached.includes(name))).toEqual([]);
}

/** The names of all that takes a pointer. */
const namesOfControls = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('a[href], button:enabled, select:enabled, input:enabled, [tabindex="0"]')]
    .filter((element) => element.checkVisibility() && (element.type !== 'radio' || element.checked))
    .map(${nameOf})`);
