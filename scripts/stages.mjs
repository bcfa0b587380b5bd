import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, isBuilt } from './compiler.mjs';

/** The repository. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

export const say = (text) => console.error(`duel: ${text}`);

/** Says what is wrong and what mends it, and ends the process. */
export function fail(problem, fix) {
  console.error(`error: ${problem}\n  fix: ${fix}`);
  process.exit(1);
}

/** Installs packages and builds, where needed. */
export function setup() {
  stage('packages', isInstalled(), install);
  stage('build', isBuilt(root), () => {
    if (!build(root)) fail('TypeScript found mistakes, listed above', 'mend them, then run the command again');
  });
}

function stage(name, done, work) {
  if (done) return say(`${name}: up to date`);
  const start = Date.now();
  say(
    `${name}: ${name === 'packages' ? 'installing (about 260 MB from the npm registry, once)' : 'compiling src/ to dist/'} …`,
  );
  work();
  say(`${name}: done in ${Math.ceil((Date.now() - start) / 1000)} s`);
}

/** Whether node_modules holds what package-lock.json names, in its versions. Times of files tell nothing after a clone. */
function isInstalled() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const there = JSON.parse(readFileSync(installed, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || (there[path] ? there[path].version === entry.version : entry.optional === true),
  );
}

/**
 * `npm ci` with everything that the build and the tests need, even where NODE_ENV or npm's settings leave development
 * packages out. onnxruntime-node's install script would download CUDA libraries (several hundred MB) on Linux; its
 * variable is set here as well as in .npmrc, since a later npm ignores keys there that it does not know.
 */
function install() {
  const env = { ONNXRUNTIME_NODE_INSTALL: 'skip', ...process.env };
  const npm = npmCommand();
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, error } = spawnSync(npm[0], [...npm.slice(1), ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 2, 2],
    shell: npm.length === 1 && process.platform === 'win32',
  });
  if (error) fail(`npm could not be started: ${error.message}`, "install Node with npm, or run 'npm ci' yourself");
  if (status !== 0) fail('npm could not install the packages', "see npm's message above; a network is needed once");
}

/** The npm that runs this script, or the one that is found. */
export function npmCommand() {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') && existsSync(script) ? [process.execPath, script] : ['npm'];
}
