// npm run site: builds the playground, a static site, from site/ to dist-site/.
import './nodeVersion.mjs';
import { join } from 'node:path';

const { root, setup, say } = await import('./stages.mjs');
setup();
const { build } = await import('vite');
const start = Date.now();
await build({ configFile: join(root, 'site/vite.config.js'), logLevel: 'warn' });
say(`site: dist-site, in ${Math.ceil((Date.now() - start) / 1000)} s`);
