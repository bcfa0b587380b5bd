import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const write = (file, value) => writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);

/** Packages that lie in the tarball: ONNX Runtime, since its install script is not to run, and what its types come from. */
const bundled = ['onnxruntime-node', 'onnxruntime-common'];

/** ONNX Runtime for pages, of which a quarter is used: its builds with their dependencies inside, and what they load. */
const forPages = 'onnxruntime-web';
const usedInPages =
  /^(package\.json|types\.d\.ts|README\.md|dist|dist\/(ort\.(wasm|webgpu|jspi)\.bundle\.min\.mjs|ort-wasm-simd-threaded\.((asyncify|jspi)\.)?wasm))$/;

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
  files: [...manifest.files, 'dist-site', 'dist-studio'],
  bundleDependencies: [...bundled, forPages],
});

/** ONNX Runtime's manifest without its install script, which fetches CUDA's libraries and fails where it cannot. */
export const silent = ({ scripts: _, devDependencies: __, ...manifest }) => manifest;

/** Its manifest without what its builds have inside already. */
export const selfContained = ({ dependencies, ...manifest }) => ({
  ...silent(manifest),
  dependencies: { 'onnxruntime-common': dependencies['onnxruntime-common'] },
});

/**
 * Lays out in `to` what the package holds. `platforms` are those whose native libraries are taken, as folders of
 * ONNX Runtime name them (`linux/x64`); all by default.
 */
export function stage(root, to, { platforms } = {}) {
  const manifest = read(join(root, 'package.json'));
  for (const name of manifest.files) cpSync(join(root, name), join(to, name), { recursive: true });
  rmSync(join(to, 'dist/.built'), { force: true });
  // the playground, whose WebAssembly is served from ONNX Runtime's own package
  const site = join(root, 'dist-site');
  cpSync(site, join(to, 'dist-site'), { recursive: true, filter: (path) => path !== join(site, 'ort') });
  cpSync(join(root, 'dist-studio'), join(to, 'dist-studio'), { recursive: true });
  write(join(to, 'package.json'), published(manifest));
  for (const folder of withDependencies(root, bundled))
    cpSync(join(root, folder), join(to, folder), { recursive: true });
  const runtime = join(to, 'node_modules/onnxruntime-node');
  write(join(runtime, 'package.json'), silent(read(join(runtime, 'package.json'))));
  const pages = join('node_modules', forPages);
  const from = join(root, pages);
  cpSync(from, join(to, pages), {
    recursive: true,
    filter: (path) => path === from || usedInPages.test(relative(from, path).replaceAll('\\', '/')),
  });
  write(join(to, pages, 'package.json'), selfContained(read(join(from, 'package.json'))));
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
