// Times a step of mnist-mlp and of the ring in Chromium: Duel, TensorFlow.js (WebAssembly) and jax-js in turns, and Duel on Node.
//
//     node scripts/bench/browser/run.mjs --peers DIR [--rounds 3] [--warm 6] [--seconds 3] [--threads 1,2] [--systems mnist-mlp,ring]
//
// DIR has what a person has installed there: npm i @tensorflow/tfjs-core @tensorflow/tfjs-backend-wasm
// @tensorflow/tfjs-backend-cpu @jax-js/jax. Without it Duel is measured alone.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { serveSite } from '../../../dist/cli/playground/server.js';
import { openChromium } from '../chromium.mjs';
import { median } from '../median.mjs';

const { values } = parseArgs({
  options: {
    peers: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    warm: { type: 'string', default: '6' },
    seconds: { type: 'string', default: '3' },
    threads: { type: 'string', default: '1,2' },
    systems: { type: 'string', default: 'mnist-mlp,ring' },
  },
});
const root = resolve(import.meta.dirname, '../../..');
const here = import.meta.dirname;
const scratch = mkdtempSync(join(tmpdir(), 'duel-bench-page-'));

const all = { duel: 'Duel', ...(values.peers && { tfjs: 'TensorFlow.js', jaxjs: 'jax-js' }) };
for (const name of Object.keys(all))
  await build({
    entryPoints: {
      [name]: join(here, `${name}.mjs`),
      ...(name === 'duel' && { engineThread: join(root, 'dist/runtime/web/engineThread.js') }),
    },
    ...{
      outdir: scratch,
      bundle: true,
      splitting: name === 'duel',
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      minify: true,
      logLevel: 'error',
    },
    ...(name !== 'duel' && { nodePaths: [join(resolve(values.peers), 'node_modules')] }),
  });
if (values.peers)
  cpSync(join(resolve(values.peers), 'node_modules/@tensorflow/tfjs-backend-wasm/dist'), join(scratch, 'tfjs'), {
    recursive: true,
    filter: (path) => !path.endsWith('.js') || path.includes('threaded'),
  });
writeFileSync(join(scratch, 'index.html'), '<!doctype html><title>bench</title><link rel="icon" href="data:,">');
const site = await serveSite({ '': scratch, 'wasm/': join(root, 'node_modules/onnxruntime-web/dist') }, 0);
const browser = await openChromium();

/** One measurement in a page of its own. */
async function inPage(name, options) {
  const page = await browser.newPage();
  try {
    await page.goto(site.url);
    return await page.evaluate(
      async ([name, options]) => {
        // jax-js takes what the page says that there is
        Object.defineProperty(navigator, 'hardwareConcurrency', { value: options.threads });
        if (name === 'jaxjs' && options.threads === 1) delete globalThis.SharedArrayBuffer;
        return (await import(`./${name}.js`)).run(options);
      },
      [name, options],
    );
  } finally {
    await page.close();
  }
}
function onNode(options) {
  const { stdout, stderr } = spawnSync(process.execPath, [join(here, 'duelOnNode.mjs'), JSON.stringify(options)], {
    encoding: 'utf8',
  });
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout);
}

const versions = Object.fromEntries(
  values.peers
    ? ['@tensorflow/tfjs-backend-wasm', '@jax-js/jax'].map((name) => [
        name,
        JSON.parse(readFileSync(join(resolve(values.peers), 'node_modules', name, 'package.json'))).version,
      ])
    : [],
);
console.log(`Chromium ${browser.version()}, Node ${process.version}, ${JSON.stringify(versions)}`);
const [warm, seconds] = [Number(values.warm), Number(values.seconds)];
const rows = [];
try {
  for (const system of values.systems.split(','))
    for (const threads of values.threads.split(',').map(Number)) {
      const times = {};
      for (let round = 0; round < Number(values.rounds); round++)
        for (const name of [...Object.keys(all), 'node']) {
          const options = { system, warm, seconds, threads };
          const { msPerStep } = name === 'node' ? onNode(options) : await inPage(name, options);
          times[name] = [...(times[name] ?? []), msPerStep];
        }
      const ms = Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]));
      rows.push({ system, threads, ...ms });
      console.log(JSON.stringify(rows.at(-1)));
    }
} finally {
  await browser.close();
  await site.close();
  rmSync(scratch, { recursive: true, force: true });
}
