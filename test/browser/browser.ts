import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { serve } from './server.ts';

/** The browser that tests are run in. */
export const executable = [process.env.DUEL_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path !== undefined && existsSync(path),
);

/** Whether there is a browser to test with. */
export const hasBrowser = executable !== undefined;
if (!hasBrowser) console.warn('Nothing is tried in a browser: no chromium here (Debian: apt-get install chromium)');

/** Where ONNX Runtime's WebAssembly lies in test pages. */
export const wasmFolder = 'wasm/';

export interface PageOptions {
  /** TypeScript whose exports are called in the page, from the repository's root. */
  readonly entry: string;
  /** Further scripts beside it, such as workers, by the name that they get. */
  readonly scripts?: Readonly<Record<string, string>>;
  /** With the headers that let a page share memory between threads. Default false. */
  readonly isolated?: boolean;
  /** The path that the site lies below, with a slash at its end. Default none. */
  readonly below?: string;
  /** Errors on the console that the test provokes. Default: none is expected. */
  readonly expected?: RegExp;
  readonly build?: BuildOptions;
}

/** A page of a real browser that holds the exports of a module. */
export interface TestPage<Exports> {
  readonly page: Page;
  readonly url: string;
  /** Calls an export in the page; what goes in and comes out is copied. Errors of the page reject. */
  call<Name extends keyof Exports & string>(
    name: Name,
    ...args: Exports[Name] extends (...args: infer A) => unknown ? A : never
  ): Promise<Exports[Name] extends (...args: never[]) => infer R ? Awaited<R> : never>;
  /** Loads the page anew, as a person would who comes back. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Bundles a module, serves it, and opens a page that has imported it. The browser is Debian's chromium, with WebGPU in
 * software and a profile of its own. What the page writes to its console as an error, or throws with nobody waiting,
 * fails the next call.
 */
export async function openPage<Exports>(options: PageOptions): Promise<TestPage<Exports>> {
  const scratch = await mkdtemp(join(tmpdir(), 'duel-browser-'));
  const site = join(scratch, 'site');
  await build({
    entryPoints: { entry: resolve(options.entry), ...options.scripts },
    outdir: site,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'error',
    ...options.build,
  });
  await writeFile(
    join(site, 'index.html'),
    '<!doctype html><title>Duel</title><link rel="icon" href="data:,"><script type="module">' +
      "window.ready = import('./entry.js').then((m) => { window.entry = m; });</script>",
  );
  const server = await serve({ '': site, [wasmFolder]: 'node_modules/onnxruntime-web/dist' }, options);
  const context = await chromium.launchPersistentContext(join(scratch, 'profile'), {
    executablePath: executable!,
    headless: true,
    args: ['--no-sandbox', '--enable-unsafe-webgpu', '--enable-precise-memory-info', '--js-flags=--expose-gc'],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const complaints = heard(context, page, options.expected ?? /^$/);
  const load = async () => {
    await page.goto(server.url);
    await page.evaluate('window.ready');
    complaints.check();
  };
  await load();
  return {
    page,
    url: server.url,
    call: async (name, ...args) => {
      const result = await page.evaluate(
        // biome-ignore lint/suspicious/noExplicitAny: the page's own global
        ([name, args]) => (globalThis as any).entry[name](...args),
        [name, args] as const,
      );
      complaints.check();
      return result as never;
    },
    reload: load,
    close: async () => {
      await context.close();
      await server.close();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

/** What a page says that nobody waits for. */
function heard(context: BrowserContext, page: Page, expected: RegExp) {
  const said: string[] = [];
  context.on('weberror', (e) => said.push(String(e.error().stack ?? e.error())));
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.test(message.text()))
      said.push(`${message.text()} (${message.location().url})`);
  });
  return {
    check: () => {
      const all = said.splice(0);
      if (all.length > 0) throw new Error(`in the page: ${all.join('\n')}`);
    },
  };
}
