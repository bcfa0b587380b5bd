import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'duel-examples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('my-gan.ts trains', () => {
  const words = ['train', resolve('examples/my-gan.ts'), '--steps', '3', '--batch', '4', '--threads', '1'];
  const { status, stderr } = spawnSync(process.execPath, [resolve('bin/duel.js'), ...words], { cwd: folder });
  expect(status, String(stderr)).toBe(0);
  expect(readdirSync(join(folder, 'runs/001-my-gan/samples'))).toEqual(['000000003.png']);
});

it('library.ts trains, and goes on', async () => {
  // Node 20 reads no TypeScript
  const outfile = join(folder, 'library.mjs');
  const library = pathToFileURL(resolve('dist/index.js')).href;
  await build({
    entryPoints: ['examples/library.ts'],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    plugins: [
      { name: 'self', setup: (b) => b.onResolve({ filter: /^duel-gan$/ }, () => ({ path: library, external: true })) },
    ],
  });
  const env = { ...process.env, STEPS: '2', OUT: join(folder, 'library') };
  const { status, stdout, stderr } = spawnSync(process.execPath, [outfile], { cwd: folder, env });
  expect(status, String(stderr)).toBe(0);
  expect(String(stdout)).toMatch(/finished after 4 steps in .*001-from-code/);
});
