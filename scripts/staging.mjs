import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const write = (file, value) => writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);

/** Packages that lie in the tarball: ONNX Runtime, since its install script is not to run, and what its types come from. */
const bundled = ['onnxruntime-node', 'onnxruntime-common'];

/** Packages and all that they depend on, by their folders in node_modules. npm installs nothing more for a bundled one. */
function withDependencies(root, names) {
  const folders = new Set(names.map((name) => join('node_modules', name)));
  for (const folder of folders)
    for (const name of Object.keys(read(join(root, folder, 'package.json')).dependencies ?? {})) {
      const own = join(folder, 'node_modules', name);
      folders.add(existsSync(join(root, own)) ? own : join('node_modules', name));
    }
  return [...folders];
}

/** A manifest without what only a checkout needs. */
export const published = ({ scripts: _, devDependencies: __, ...manifest }) => ({
  ...manifest,
  bundleDependencies: bundled,
});

/** ONNX Runtime's manifest without its install script, which fetches CUDA's libraries and fails where it cannot. */
export const silent = ({ scripts: _, devDependencies: __, ...manifest }) => manifest;

/**
 * Lays out in `to` what the package holds. `platforms` are those whose native libraries are taken, as folders of
 * ONNX Runtime name them (`linux/x64`); all by default.
 */
export function stage(root, to, { platforms } = {}) {
  const manifest = read(join(root, 'package.json'));
  for (const name of manifest.files) cpSync(join(root, name), join(to, name), { recursive: true });
  rmSync(join(to, 'dist/.built'), { force: true });
  write(join(to, 'package.json'), published(manifest));
  for (const folder of withDependencies(root, bundled))
    cpSync(join(root, folder), join(to, folder), { recursive: true });
  const runtime = join(to, 'node_modules/onnxruntime-node');
  write(join(runtime, 'package.json'), silent(read(join(runtime, 'package.json'))));
  if (platforms) keepOnly(join(runtime, 'bin/napi-v6'), platforms);
  removeCuda(join(runtime, 'bin/napi-v6/linux/x64'));
}

function keepOnly(binaries, platforms) {
  for (const system of readdirSync(binaries))
    for (const processor of readdirSync(join(binaries, system)))
      if (!platforms.includes(`${system}/${processor}`)) rmSync(join(binaries, system, processor), { recursive: true });
}

/** What `ONNXRUNTIME_NODE_INSTALL=cuda12` may have fetched into this checkout. */
function removeCuda(folder) {
  for (const name of ['cuda', 'shared', 'tensorrt'])
    rmSync(join(folder, `libonnxruntime_providers_${name}.so`), { force: true });
}
