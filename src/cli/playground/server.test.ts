import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type Served, serveSite } from './server.ts';
import { siteFolders } from './site.ts';

const root = mkdtempSync(join(tmpdir(), 'duel-site-'));
const [site, wasm] = [join(root, 'site'), join(root, 'wasm')];
mkdirSync(join(site, 'assets'), { recursive: true });
mkdirSync(wasm);
writeFileSync(join(site, 'index.html'), '<!doctype html>');
writeFileSync(join(site, 'assets', 'a.js'), 'export {};');
writeFileSync(join(wasm, 'o.wasm'), 'wasm');
writeFileSync(join(root, 'secret.txt'), 'secret');
const served: Served = await serveSite({ '': site, 'ort/': wasm }, 0);
afterAll(async () => {
  await served.close();
  rmSync(root, { recursive: true });
});

it('serves the site, with the headers that threads need, and the runtime beside it', async () => {
  const page = await fetch(served.url);
  expect(await page.text()).toBe('<!doctype html>');
  expect(Object.fromEntries(page.headers)).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
  });
  expect((await fetch(`${served.url}assets/a.js`)).headers.get('content-type')).toMatch(/^text\/javascript/);
  const runtime = await fetch(`${served.url}ort/o.wasm?x`);
  expect(runtime.headers.get('content-type')).toBe('application/wasm');
  expect(await runtime.text()).toBe('wasm');
});

/** As a client asks that does not mend the address first. */
const statusOf = (path: string, method = 'GET') =>
  new Promise((resolve, reject) => {
    const { port } = new URL(served.url);
    request({ port, host: '127.0.0.1', path, method }, (r) => resolve(r.resume().statusCode))
      .on('error', reject)
      .end();
  });

it.each(['/../secret.txt', '/..%2fsecret.txt', '/ort/..%2f..%2fsecret.txt', '/%00', '/%zz', '/assets', '/gone.js'])(
  'gives nothing for %s',
  async (path) => {
    expect(await statusOf(path)).toBe(404);
  },
);

it('takes nothing', async () => {
  expect(await statusOf('/', 'POST')).toBe(405);
});

it('says so where the port is taken, and where there is no site', async () => {
  const port = Number(new URL(served.url).port);
  await expect(serveSite({ '': site }, port)).rejects.toMatchObject({
    code: 'playground/port',
    message: `port ${port} cannot be used: another program listens there`,
    fix: 'take another port, or --port 0 for any that is free',
  });
  expect(() => siteFolders(join(root, 'nowhere'))).toThrow(
    expect.objectContaining({ code: 'playground/not-built', fix: 'npm run site' }),
  );
});
