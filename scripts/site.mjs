// npm run site: builds the playground, a static site, from site/ to dist-site/, and the studio's page to dist-studio/.
import { join } from 'node:path';
import { root, say } from './stages.mjs';

/** Builds both. */
export async function buildSite() {
  const { build } = await import('vite');
  const start = Date.now();
  for (const config of ['vite.config.js', 'studio.vite.config.js'])
    await build({ configFile: join(root, 'site', config), logLevel: 'warn' });
  say(`site: dist-site and dist-studio, in ${Math.ceil((Date.now() - start) / 1000)} s`);
}

if (process.argv[1] === import.meta.filename) await buildSite();
