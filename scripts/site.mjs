// npm run site: builds the playground, a static site, from site/ to dist-site/.
import { join } from 'node:path';
import { root, say } from './stages.mjs';

/** Builds the site. */
export async function buildSite() {
  const { build } = await import('vite');
  const start = Date.now();
  await build({ configFile: join(root, 'site/vite.config.js'), logLevel: 'warn' });
  say(`site: dist-site, in ${Math.ceil((Date.now() - start) / 1000)} s`);
}

if (process.argv[1] === import.meta.filename) await buildSite();
