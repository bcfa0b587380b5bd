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

/** Runs an example that imports 'duel-gan', in a folder of its own. Node 20 reads no TypeScript. */
async function play(example: string): Promise<{ out: string; said: string }> {
  const outfile = join(folder, `${example}.mjs`);
  const library = pathToFileURL(resolve('dist/index.js')).href;
  await build({
    entryPoints: [`examples/${example}.ts`],
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    plugins: [
      { name: 'self', setup: (b) => b.onResolve({ filter: /^duel-gan$/ }, () => ({ path: library, external: true })) },
    ],
  });
  const out = join(folder, example);
  const env = { ...process.env, STEPS: '2', OUT: out };
  const { status, stdout, stderr } = spawnSync(process.execPath, [outfile], { cwd: folder, env });
  expect(status, String(stderr)).toBe(0);
  return { out, said: String(stdout) };
}

it('library.ts trains, and goes on', async () => {
  expect((await play('library')).said).toMatch(/finished after 4 steps in .*001-from-code/);
});

it('sampling.ts samples, walks, exports and reads, and writes what it says', async () => {
  const { out, said } = await play('sampling');
  expect(said).toMatch(/^001-sampled: finished after 2 steps$/m);
  expect(said).toMatch(/^samples \[4, 28, 28, 1\], 3136 values in \[-1, 1\]$/m);
  expect(said).toMatch(/^a gif of \d+ bytes, the generator in \d+ bytes$/m);
  expect(said).toMatch(/^step 2: \{/m);
  expect(said).toMatch(/^checkpoint 2, the last$/m);
  expect(readdirSync(out).sort()).toEqual(['001-sampled', 'samples.png']);
  expect(readdirSync(join(out, '001-sampled'))).not.toContain('export');
});
