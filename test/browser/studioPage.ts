import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { endTrainings, removeFolder } from '../../src/run/directory/ended.testing.ts';
import { type Studio, serveStudio } from '../../src/studio/serve.ts';
import { builtPage } from './built.ts';
import { openBrowser } from './opened.ts';

/** The machine may have other things to do. */
export const soon = { timeout: 60_000 };

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** The studio over a folder of runs of its own, its page, and a browser to open it in. */
export interface OpenedStudio {
  readonly runs: string;
  readonly studio: Studio;
  /** What the page wrote as an error, threw, or asked of another server. */
  readonly said: string[];
  /** Opens an address of the page; with the token where the page may command. */
  open(hash: string, options?: BrowserContextOptions): Promise<Page>;
  /** Opens the page with the token, so that it may command, and goes to an address of its own. */
  commanding(hash: string, options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
}

export async function openStudio(): Promise<OpenedStudio> {
  const folder = mkdtempSync(join(tmpdir(), 'duel-studio-page-'));
  const runs = join(folder, 'runs');
  const studio = await serveStudio({ runs, port: 0, page: await builtPage('studio') });
  const browser: Browser = await openBrowser();
  const said: string[] = [];
  const open = async (hash: string, options: BrowserContextOptions = {}) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    page.on('pageerror', (error) => said.push(String(error)));
    // what a person types may be refused: the browser notes the answer as an error
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('status of 422')) said.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(studio.url) && !/^(data|blob):/.test(request.url())) said.push(request.url());
    });
    await page.goto(`${studio.url}${hash}`);
    return page;
  };
  const commanding = async (hash: string, options?: BrowserContextOptions) => {
    const page = await open(`#token=${studio.token}`, options);
    await page.getByRole('heading', { name: 'Runs' }).waitFor();
    await page.evaluate((to) => {
      location.hash = to;
    }, hash);
    return page;
  };
  const close = async () => {
    await browser.close();
    await studio.close();
    await endTrainings(runs);
    removeFolder(folder);
  };
  return { runs, studio, said, open, commanding, close };
}
