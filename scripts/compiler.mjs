import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildWeb, webOutputs } from './webParts.mjs';

const files = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();

/** What tsconfig.build.json compiles. */
const sources = (root) =>
  files(join(root, 'src')).filter((name) => name.endsWith('.ts') && !/\.(test|testing)\.ts$/.test(name));

const stamp = (root) => join(root, 'dist', '.built');

/** A hash of all that dist follows from. */
function fingerprint(root) {
  const hash = createHash('sha256');
  const inputs = [
    ...sources(root).map((name) => `src/${name}`),
    'tsconfig.json',
    'tsconfig.build.json',
    'package-lock.json',
    'scripts/webParts.mjs',
  ];
  for (const name of inputs)
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(root, name)))
      .update('\0');
  return hash.digest('hex');
}

/** What one source file is compiled to. */
const outputs = (name) => [name.replace(/\.ts$/, '.js'), name.replace(/\.ts$/, '.d.ts')];

/** Whether dist is what the sources make, by content. */
export function isBuilt(root) {
  if (!existsSync(stamp(root)) || readFileSync(stamp(root), 'utf8') !== fingerprint(root)) return false;
  const dist = join(root, 'dist');
  return [...sources(root).map((name) => outputs(name)[0]), ...webOutputs(dist)].every((name) =>
    existsSync(join(dist, name)),
  );
}

/**
 * Compiles src to dist and returns whether it went well. Files of sources that are gone are removed after that, so
 * that a training that runs from dist meanwhile never finds it empty.
 */
export function build(root) {
  const before = fingerprint(root);
  // the compiler writes what it makes of mistaken sources too, and it can be stopped half-way
  rmSync(stamp(root), { force: true });
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) return false;
  const dist = join(root, 'dist');
  mkdirSync(dist, { recursive: true });
  buildWeb(root);
  const wanted = new Set(['.built', ...sources(root).flatMap(outputs), ...webOutputs(dist)]);
  for (const name of files(dist)) if (!wanted.has(name)) rmSync(join(dist, name));
  removeEmpty(dist);
  writeFileSync(stamp(root), before);
  return true;
}

function removeEmpty(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const inner = join(folder, entry.name);
    removeEmpty(inner);
    if (readdirSync(inner).length === 0) rmdirSync(inner);
  }
}
