/**
 * Who may import whom. A layer is a folder of src or a file in it; it may import itself and what its row names, and
 * nothing else of src. Rows only name rows above them, so the directions have no cycle.
 */
export const layers: Readonly<Record<string, readonly string[]>> = {
  'errors.ts': [],
  'version.ts': [],
  files: ['errors.ts'],
  options: ['errors.ts'],
  random: ['errors.ts'],
  tensor: ['random', 'errors.ts'],
  compile: ['tensor', 'errors.ts'],
  runtime: ['compile', 'tensor', 'errors.ts'],
  page: ['runtime', 'errors.ts'],
  nn: ['tensor', 'options', 'random', 'errors.ts'],
  data: ['files', 'options', 'random', 'errors.ts'],
  metrics: ['data', 'runtime', 'compile', 'tensor', 'random', 'errors.ts'],
  gan: ['nn', 'data', 'metrics', 'runtime', 'tensor', 'options', 'random', 'errors.ts'],
  presets: ['gan', 'nn', 'data', 'runtime', 'compile', 'tensor', 'random', 'errors.ts'],
  run: [
    'presets',
    'gan',
    'nn',
    'data',
    'metrics',
    'runtime',
    'compile',
    'tensor',
    'files',
    'options',
    'random',
    'version.ts',
    'errors.ts',
  ],
  web: ['run', 'gan', 'data', 'runtime', 'files', 'random', 'errors.ts'],
  library: [
    'web',
    'run',
    'presets',
    'gan',
    'nn',
    'data',
    'runtime',
    'tensor',
    'files',
    'options',
    'random',
    'version.ts',
    'errors.ts',
  ],
  studio: ['library', 'run', 'files', 'options', 'errors.ts'],
  cli: [
    'studio',
    'library',
    'web',
    'run',
    'presets',
    'gan',
    'nn',
    'data',
    'metrics',
    'runtime',
    'compile',
    'tensor',
    'files',
    'options',
    'random',
    'version.ts',
    'errors.ts',
  ],
  'index.ts': [
    'library',
    'web',
    'run',
    'presets',
    'gan',
    'nn',
    'data',
    'metrics',
    'runtime',
    'compile',
    'tensor',
    'files',
    'options',
    'random',
    'version.ts',
    'errors.ts',
  ],
};

/** Layers that run in the browser unchanged: no `node:` module in them, nor a package that needs Node. */
export const portable: readonly string[] = [
  'errors.ts',
  'version.ts',
  'options',
  'random',
  'tensor',
  'compile',
  'nn',
  'metrics',
  'gan',
  'presets',
  'web',
  'page',
];

/** Files outside these layers that run in the browser too, with all that they import. */
export const portableEntries: readonly string[] = [
  'src/data/embedded.ts',
  'src/runtime/session.ts',
  'src/runtime/engine.ts',
  'src/files/quoted.ts',
];

/** What the playground's site may import beside `portable`, by prefix of the path. */
export const siteImports: readonly string[] = [
  ...portableEntries,
  'src/runtime/web/',
  'src/studio/api.ts',
  'src/studio/request.ts',
];

/** Packages of package.json that only some files may import, by prefix of the path. Others are free. */
export const packages: Readonly<Record<string, readonly string[]>> = {
  // it reads the environment when it is loaded, which that file sees to
  'onnxruntime-node': ['src/runtime/node/ort.ts'],
  'onnxruntime-web': ['src/runtime/web/'],
  'onnxruntime-common': ['src/runtime/'],
  hono: ['src/studio/'],
  '@hono/node-server': ['src/studio/'],
  sharp: ['src/data/', 'src/run/', 'src/cli/'],
  esbuild: ['src/run/', 'src/cli/'],
};
