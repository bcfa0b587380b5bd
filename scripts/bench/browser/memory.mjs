// How memory goes on while the playground trains: a line every 15 s for ten minutes.
//
//     npm run site && node scripts/bench/browser/memory.mjs points|points-webgpu|digits|digits-webgpu [--minutes 10] [--every 15] [--out FILE.csv]
//
// JavaScript's heap and its buffers after a collection, and WebAssembly's memory, of the page and all its workers together;
// buffers of the GPU that were made and not destroyed; resident memory of the page's process, and of the GPU's.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { serveSite } from '../../../dist/cli/playground/server.js';
import { openChromium } from '../chromium.mjs';
import { contextsOf } from './contexts.mjs';

const small = 'batch=32&generatorWidth=16&generatorDepth=2&discriminatorWidth=16&discriminatorDepth=2';
/** Pages by what is trained: the address, what begins it, and where its updates are told. */
const pages = {
  points: { address: '', begins: 'Run', tells: '.measures' },
  'points-webgpu': { address: `#device=webgpu&${small}`, begins: 'Run', tells: '.measures' },
  digits: { address: 'digits.html', begins: 'Train', tells: '.progress span' },
  'digits-webgpu': { address: 'digits.html#device=webgpu&width=16', begins: 'Train', tells: '.progress span' },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '10' },
    every: { type: 'string', default: '15' },
    out: { type: 'string' },
  },
});
const what = pages[positionals[0]];
if (!what) throw new Error(`say what is to be trained: ${Object.keys(pages).join(', ')}`);

const root = resolve(import.meta.dirname, '../../..');
const scratch = mkdtempSync(join(tmpdir(), 'duel-memory-'));
cpSync(join(root, 'dist-site'), scratch, { recursive: true, filter: (path) => !path.endsWith('.wasm') });
const counted = readFileSync(join(import.meta.dirname, 'counted.js'), 'utf8');
for (const name of readdirSync(join(scratch, 'assets')).filter((name) => name.endsWith('.js'))) {
  const path = join(scratch, 'assets', name);
  if (/^(worker|host|\w+Thread)-/.test(name)) writeFileSync(path, `${counted}${readFileSync(path, 'utf8')}`);
}
const site = await serveSite({ '': scratch, 'ort/': join(root, 'dist-site/ort') }, 0);
const browser = await openChromium({ args: ['--no-sandbox', '--enable-unsafe-webgpu'] });
const page = await browser.newPage();
const processes = await browser.newBrowserCDPSession();
const contexts = await contextsOf(page);

/** The largest resident memory of a process of a kind, in bytes: a browser keeps a renderer in store. */
async function resident(kind) {
  const { processInfo } = await processes.send('SystemInfo.getProcessInfo');
  const sizes = processInfo
    .filter(({ type }) => type === kind)
    .map(({ id }) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))[1]) * 1024);
  return Math.max(0, ...sizes);
}

const sums = { heap: 0, buffers: 0, wasm: 0, gpuBytes: 0, gpuBuffers: 0 };
async function measured() {
  const all = { ...sums };
  for (const { send } of contexts.list()) {
    await send('HeapProfiler.collectGarbage').catch(() => undefined);
    const { usedSize, backingStorageSize } = await send('Runtime.getHeapUsage');
    const { result } = await send('Runtime.evaluate', {
      expression: 'globalThis.memoryInUse?.()',
      returnByValue: true,
    });
    all.heap += usedSize;
    all.buffers += backingStorageSize;
    for (const [name, value] of Object.entries(result.value ?? {})) all[name] += value;
  }
  return { ...all, renderer: await resident('renderer'), gpuProcess: await resident('GPU') };
}

const mib = (bytes) => (bytes / 2 ** 20).toFixed(1);
const lines = [
  'seconds,updates,contexts,heap_mib,buffers_mib,wasm_mib,gpu_buffers,gpu_mib,renderer_mib,gpu_process_mib',
];
const updatesNow = async () => {
  const text = (await page.locator(what.tells).first().textContent()) ?? '';
  return Number(/(?:Updates|step)\s*([\d,]+)/i.exec(text)?.[1]?.replaceAll(',', '') ?? 0);
};
const button = (name) => page.getByRole('button', { name, exact: true }).and(page.locator(':enabled'));
try {
  await page.goto(`${site.url}${what.address}`);
  await button(what.begins).first().click({ timeout: 120_000 });
  const began = performance.now();
  for (let k = 1; k <= (60 * Number(values.minutes)) / Number(values.every); k++) {
    await new Promise((done) => setTimeout(done, began + k * 1000 * Number(values.every) - performance.now()));
    const m = await measured();
    const seconds = Math.round((performance.now() - began) / 1000);
    const sizes = [
      mib(m.heap),
      mib(m.buffers),
      mib(m.wasm),
      m.gpuBuffers,
      mib(m.gpuBytes),
      mib(m.renderer),
      mib(m.gpuProcess),
    ];
    lines.push([seconds, await updatesNow(), contexts.list().length, ...sizes].join());
    console.log(lines.at(-1));
    if (values.out) writeFileSync(values.out, `${lines.join('\n')}\n`);
    // a run that is at its end is followed by the next
    if (what.begins === 'Train' && (await button('Train').count()) > 0) await button('Train').first().click();
  }
} finally {
  await browser.close();
  await site.close();
  rmSync(scratch, { recursive: true, force: true });
}
