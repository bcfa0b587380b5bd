import { fileURLToPath } from 'node:url';
import { svelte, vitePreprocess } from '@sveltejs/vite-plugin-svelte';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));

/** What Duel's modules read beside them on Node is nothing of a page's, and would be copied into it. @type {import('vite').Plugin} */
const nodeFiles = {
  name: 'node-files',
  transform: {
    order: 'pre',
    handler(code) {
      const beside = /fileURLToPath\(new URL\((.+?), import\.meta\.url\)\)/g;
      return beside.test(code) ? { code: code.replace(beside, 'fileURLToPath($1)'), map: null } : undefined;
    },
  },
};

/** @type {import('vite').UserConfig} */
export default {
  root: path('.'),
  // below any path of any host
  base: './',
  publicDir: false,
  plugins: [svelte({ configFile: false, preprocess: vitePreprocess({ script: true }), onwarn: refuse })],
  worker: { format: 'es', plugins: () => [nodeFiles], rollupOptions: { output: { assetFileNames } } },
  build: {
    outDir: path('../dist-site'),
    emptyOutDir: true,
    target: ['chrome110', 'firefox115', 'safari16.4'],
    assetsInlineLimit: 0,
    rollupOptions: {
      input: ['index.html', 'lessons.html', 'digits.html', 'pictures.html'].map(path),
      output: { assetFileNames },
    },
  },
};

/** ONNX Runtime's WebAssembly keeps its names in a folder of its own, which may be served from its package. */
function assetFileNames({ names }) {
  return names.some((name) => name.endsWith('.wasm')) ? 'ort/[name][extname]' : 'assets/[name]-[hash][extname]';
}

/** What Svelte warns of, such as a control without a label, is a fault here. */
function refuse(warning) {
  throw new Error(`${warning.filename}: ${warning.message}`);
}
