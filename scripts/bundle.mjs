// npm run bundle: the benchmark in one file for another machine, Linux on x64, that needs nothing installed.
//   npm run bundle -- [--out DIR]
// The file unpacks to duel-bench/: bench, node, the built project, ONNX Runtime, the Vulkan loader.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { foreign, isTaken, librariesIn, sources } from './bench/bundleFiles.mjs';
import { fail, root, say } from './stages.mjs';

const mostMiB = 60;

/** Runs a program; undefined where it is missing or fails. */
function output(command, args, options = {}) {
  const { status, stdout } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    ...options,
  });
  return status === 0 ? stdout : undefined;
}
const systemLibraries = () => librariesIn(output('ldconfig', ['-p']) ?? output('/sbin/ldconfig', ['-p']) ?? '');

function copyProject(to) {
  const filter = (path) => statSync(path).isDirectory() || isTaken(relative(root, path));
  for (const path of [...sources.folders, ...sources.files])
    cpSync(join(root, path), join(to, path), { recursive: true, dereference: true, filter });
  copyFileSync(join(root, 'scripts/bench/launcher.sh'), join(to, 'bench'));
  chmodSync(join(to, 'bench'), 0o755);
}

/** The node that runs this, without its debugging symbols where `strip` can take them out. */
function copyNode(to) {
  const needs = foreign(librariesIn(output('ldd', [process.execPath]) ?? ''));
  if (needs.length > 0)
    fail(
      `this node needs ${needs.join(', ')}, which other machines lack`,
      'run it with a node from https://nodejs.org',
    );
  const node = join(to, 'node');
  if (output('strip', ['-o', node, process.execPath]) === undefined || output(node, ['--version']) === undefined)
    copyFileSync(process.execPath, node);
  chmodSync(node, 0o755);
}

/** For machines without a C++ library, which ONNX Runtime and node need. */
function copyCpp(to, libraries) {
  mkdirSync(join(to, 'lib/c++'), { recursive: true });
  for (const name of ['libstdc++.so.6', 'libgcc_s.so.1'])
    if (libraries[name]) copyFileSync(libraries[name], join(to, 'lib/c++', name));
}

/** The loader that finds a GPU's Vulkan driver: the system's, or Debian's package, which is not installed. */
function copyVulkan(to, libraries, scratch) {
  const name = 'libvulkan.so.1';
  mkdirSync(join(to, 'lib/vulkan'), { recursive: true });
  let path = libraries[name];
  if (!path && output('apt-get', ['download', 'libvulkan1'], { cwd: scratch }) !== undefined) {
    const file = readdirSync(scratch).find((f) => f.startsWith('libvulkan1_'));
    output('dpkg-deb', ['-x', file, 'vulkan'], { cwd: scratch });
    path = join(scratch, 'vulkan/usr/lib/x86_64-linux-gnu', name);
  }
  if (path && existsSync(path)) return copyFileSync(path, join(to, 'lib/vulkan', name));
  say(`bundle: no ${name} here, so WebGPU needs the other machine's (Debian: libvulkan1)`);
}

/** Packs a folder, with xz where it is installed. */
function pack(folder, out) {
  const xz = output('xz', ['--version']) !== undefined;
  const file = join(out, `duel-bench-linux-x64.tar.${xz ? 'xz' : 'gz'}`);
  mkdirSync(out, { recursive: true });
  const how = xz ? ['--use-compress-program', 'xz -T0'] : ['--gzip'];
  const who = ['--owner=0', '--group=0', '--numeric-owner'];
  if (output('tar', ['-C', dirname(folder), ...how, ...who, '-cf', file, 'duel-bench']) === undefined)
    fail('tar could not pack the bundle', 'install GNU tar');
  return file;
}

/** Unpacks the file elsewhere and measures with it for a second, with nothing of this machine's environment. */
function check(file, scratch) {
  const folder = join(scratch, 'unpacked');
  mkdirSync(folder);
  output('tar', ['-C', folder, '-xf', file]);
  const args = ['--systems', 'mnist-mlp', '--rounds', '1', '--seconds', '1', '--json'];
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
  const text = output(join(folder, 'duel-bench/bench'), args, { cwd: scratch, env, stdio: ['ignore', 'pipe', 2] });
  const step = text && JSON.parse(text).results[0]?.duel.msPerStep;
  if (!(step > 0)) fail(`what ${file} unpacks to does not run`, 'see its message above');
}

if (process.platform !== 'linux' || process.arch !== 'x64')
  fail('the bundle is one of Linux on x64, and is made there', 'run it on such a machine');
const { values } = parseArgs({ options: { out: { type: 'string', default: '.' } } });
const scratch = mkdtempSync(join(tmpdir(), 'duel-bundle-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));

const to = join(scratch, 'duel-bench');
const libraries = systemLibraries();
copyProject(to);
copyNode(to);
copyCpp(to, libraries);
copyVulkan(to, libraries, scratch);
say('bundle: packing …');
const file = pack(to, resolve(values.out));
const mib = statSync(file).size / 2 ** 20;
if (mib > mostMiB) fail(`${file} has ${mib.toFixed(1)} MiB, more than ${mostMiB}`, 'look at what it holds: tar -tvf');
say('bundle: unpacking it and measuring for a second …');
check(file, scratch);
console.log(`${file}, ${mib.toFixed(1)} MiB`);
