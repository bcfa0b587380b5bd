import { fileURLToPath } from 'node:url';
import site from './vite.config.js';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));

/** The studio's page, which its server has at the root. @type {import('vite').UserConfig} */
export default {
  ...site,
  root: path('studio'),
  base: '/',
  build: { ...site.build, outDir: path('../dist-studio'), rollupOptions: { input: [path('studio/index.html')] } },
};
