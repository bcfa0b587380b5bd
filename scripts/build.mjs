// npm run build: compiles src to dist, and removes from dist what no source makes any more.
import './nodeVersion.mjs';

Promise.all([import('./compiler.mjs'), import('./stages.mjs')]).then(([{ build }, { root }]) => {
  process.exitCode = build(root) ? 0 : 1;
});
