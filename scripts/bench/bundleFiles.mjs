/**
 * What the bundle takes from the repository: files by their path from its root. Packages are those that the benchmark
 * loads when it runs; ONNX Runtime's own dependencies beside its common half serve its install script alone.
 */
const folders = [
  'dist',
  'scripts/bench',
  'node_modules/onnxruntime-node/dist',
  'node_modules/onnxruntime-node/bin/napi-v6/linux/x64',
  'node_modules/onnxruntime-common/dist/cjs',
  'node_modules/@bufbuild/protobuf/dist/esm',
  'node_modules/zod',
];
const files = [
  'LICENSE',
  'package.json',
  'docs/benchmarks/README.md',
  'node_modules/onnxruntime-node/package.json',
  'node_modules/onnxruntime-common/package.json',
  'node_modules/@bufbuild/protobuf/package.json',
];

/** Types, maps, tests, CommonJS beside modules, and the libraries of CUDA and TensorRT. */
const useless = [/\.d\.[cm]?ts$/, /\.map$/, /\.test\.mjs$/, /\.cjs$/, /\/src\//, /_(cuda|tensorrt)\.so/];

/** The folders in which the bundle's files lie, and the files that it takes by name. */
export const sources = { folders, files };

export const isTaken = (path) =>
  files.includes(path) ||
  (folders.some((folder) => path.startsWith(`${folder}/`)) && !useless.some((pattern) => pattern.test(path)));

/** Shared libraries by name, as `ldconfig -p` and `ldd` print them: {name: path}. */
export const librariesIn = (text) =>
  Object.fromEntries([...text.matchAll(/^\s*(\S+\.so[.\d]*) .*=> (\/\S+)/gm)].map(([, name, path]) => [name, path]));

/** What every Linux with glibc has, or the bundle brings. */
const expected = /^(libc|libm|libdl|librt|libpthread|libstdc\+\+|libgcc_s)\.so/;

/** Libraries that a program needs and another machine may lack. */
export const foreign = (libraries) => Object.keys(libraries).filter((name) => !expected.test(name));
