// What pages are made of, beside the modules that tsc writes: scripts of one file each, and ONNX Runtime's WebAssembly.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { crc32, gzipSync } from 'node:zlib';

/** Scripts by the modules that they begin with. */
const scripts = {
  'web/duel-generator.js': 'web/generator/element.js',
  'web/page.js': 'web/page/page.js',
};
const wasm = 'web/onnxruntime.wasm.gz';

const isThere = (dist) => existsSync(join(dist, scripts['web/duel-generator.js']));

/** The files in dist that are made here; none where the sources have no pages. */
export const webOutputs = (dist) => (isThere(dist) ? [...Object.keys(scripts), wasm] : []);

/** Makes them from the modules in dist. */
export function buildWeb(root) {
  const dist = join(root, 'dist');
  if (!isThere(dist)) return;
  const require = createRequire(join(root, 'package.json'));
  const { buildSync } = require('esbuild');
  const bundle = (entry, define = {}) =>
    buildSync({
      entryPoints: [join(dist, entry)],
      absWorkingDir: root,
      bundle: true,
      write: false,
      minify: true,
      format: 'esm',
      platform: 'browser',
      target: ['es2022', 'chrome108', 'firefox115', 'safari16.4'],
      legalComments: 'none',
      charset: 'utf8',
      logLevel: 'warning',
      define,
    }).outputFiles[0].text;
  // the worker's text goes into the scripts, which then need no file beside them
  const host = bundle('web/generator/host.js');
  for (const [file, entry] of Object.entries(scripts))
    writeFileSync(join(dist, file), bundle(entry, { duelHostSource: JSON.stringify(host) }));
  pack(require.resolve('onnxruntime-web/wasm').replace(/[^/\\]*$/, 'ort-wasm-simd-threaded.wasm'), join(dist, wasm));
}

/** Packs a file with gzip, unless that was done: a packed file ends with the checksum of what is in it. */
function pack(source, target) {
  const bytes = readFileSync(source);
  if (existsSync(target) && readFileSync(target).readUInt32LE(readFileSync(target).length - 8) === crc32(bytes)) return;
  writeFileSync(target, gzipSync(bytes, { level: 9 }));
}
