import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { packageJson, text } from '../project/tree.ts';

interface Locked {
  readonly hasInstallScript?: true;
  readonly dev?: true;
}
/** Packages that run a script of their own when they are installed. */
const withScript = (lock: string) =>
  Object.entries((JSON.parse(lock) as { packages: Record<string, Locked> }).packages)
    .filter(([, { hasInstallScript, dev }]) => hasInstallScript && !dev)
    .map(([path]) => path.replace(/^.*node_modules\//, ''));

it('of what Duel depends on, three packages run a script, and an installed package has one of them', () => {
  // esbuild's makes its command start faster, and fails nowhere; that of protobufjs, which onnxruntime-web names and
  // its builds have inside, looks at a version
  expect(withScript(text('package-lock.json')).sort()).toEqual(['esbuild', 'onnxruntime-node', 'protobufjs']);
});

const npm = (folder: string, ...words: string[]) =>
  spawnSync('npm', words, { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32' });
const node = (folder: string, ...words: string[]) =>
  spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' });

const folder = mkdtempSync(join(tmpdir(), 'duel-install-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("npm's own pack is refused, with the command that packs", () => {
  const { status, stderr } = npm(resolve('.'), 'pack', '--dry-run');
  expect(status).not.toBe(0);
  expect(stderr).toContain('npm run package');
});

const registry = npm(folder, 'ping', '--fetch-retries=0', '--fetch-timeout=5000').status === 0;
if (!registry) console.warn("Installing is not tested: npm's registry does not answer");

describe.skipIf(!registry)('in a project of its own', () => {
  const project = join(folder, 'own');
  const inside = (path: string) => join(project, 'node_modules/duel-gan', path);

  it('installs with nothing but the registry, and runs', () => {
    const platform = `${process.platform}/${process.arch}`;
    const packed = node('.', 'scripts/package.mjs', '--out', folder, '--platform', platform);
    expect(packed.status, packed.stderr).toBe(0);

    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), '{ "name": "own", "version": "1.0.0" }');
    const file = join(folder, `duel-gan-${packageJson.version}.tgz`);
    const { status, stderr } = npm(project, 'install', file, '--prefer-offline', '--no-audit', '--no-fund');
    expect(status, stderr).toBe(0);
    expect(withScript(readFileSync(join(project, 'node_modules/.package-lock.json'), 'utf8'))).toEqual(['esbuild']);
    expect(
      existsSync(inside('node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so')),
    ).toBe(false);
    // what a page needs, and none of what its builds have inside
    expect(readdirSync(inside('node_modules/onnxruntime-web/dist')).sort()).toEqual([
      'ort-wasm-simd-threaded.asyncify.wasm',
      'ort-wasm-simd-threaded.jspi.wasm',
      'ort-wasm-simd-threaded.wasm',
      'ort.jspi.bundle.min.mjs',
      'ort.wasm.bundle.min.mjs',
      'ort.webgpu.bundle.min.mjs',
    ]);
    expect(['protobufjs', 'flatbuffers'].filter((name) => existsSync(join(project, 'node_modules', name)))).toEqual([]);

    const called = npm(project, 'exec', '--no', 'duel', '--', 'doctor', '--quick', '--json');
    expect(JSON.parse(called.stdout)).toMatchObject({ duel: packageJson.version, ok: true });
    const program = `
      import { findPreset, train } from 'duel-gan';
      const { status } = await train(findPreset('ring'), { out: 'runs', name: 'own', steps: 2, batch: 4 });
      console.log(status);`;
    expect(node(project, '--input-type=module', '-e', program)).toMatchObject({ status: 0, stdout: 'finished\n' });
  }, 300_000);

  it("finds ONNX Runtime's own installer of CUDA where the error says", () => {
    const { stdout } = node(project, inside('bin/duel.js'), 'doctor', '--quick');
    if (`${process.platform}/${process.arch}` !== 'linux/x64') return;
    const [, script] = /ONNXRUNTIME_NODE_INSTALL=cuda12 node ([^']+)'/.exec(stdout)!;
    // it has all that it imports; 'skip' makes it end before it downloads anything
    const environment = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' };
    const { status, stderr } = spawnSync(process.execPath, [script!], {
      cwd: project,
      env: environment,
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
  });
});
