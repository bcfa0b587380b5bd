// node scripts/evaluation/doctor.mjs [--seeds 100-109] [--only KIND] [--out DIR]: trains what fails and what does not, asks
// the doctor about each, and prints the table of rightly and wrongly named runs. What was done before in DIR is kept.
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { diagnose, openDataset, train } from '../../dist/index.js';
import { circlingOf } from './doctor/circling.mjs';
import { recipes } from './doctor/recipes.mjs';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100-109' },
    only: { type: 'string' },
    out: { type: 'string', default: join(tmpdir(), 'duel-doctor') },
  },
});
const [first, last = first] = values.seeds.split('-').map(Number);
const out = values.out;
mkdirSync(out, { recursive: true });

/** Drawn digits of 14×14: means of 2×2, in a file of their own. */
const digits = await openDataset('digits');
async function writeDigits(n) {
  const path = join(out, `digits-${n}.npy`);
  if (existsSync(path)) return path;
  const whole = new Float32Array(n * 784);
  await digits.read(
    Array.from({ length: n }, (_, i) => i),
    whole,
    { range: [0, 1] },
  );
  const small = new Float32Array(n * 196);
  for (let i = 0; i < n; i++)
    for (let y = 0; y < 14; y++)
      for (let x = 0; x < 14; x++)
        for (const at of [0, 1, 28, 29]) small[i * 196 + y * 14 + x] += whole[i * 784 + 56 * y + 2 * x + at] / 4;
  const dict = `{'descr': '<f4', 'fortran_order': False, 'shape': (${n}, 14, 14, 1), }`;
  const header = `${dict.padEnd(128 - 10 - 1)}\n`;
  const head = Buffer.alloc(10);
  head.write('\x93NUMPY\x01\x00', 'latin1');
  head.writeUInt16LE(header.length, 8);
  writeFileSync(`${path}.part`, Buffer.concat([head, Buffer.from(header), Buffer.from(small.buffer)]));
  renameSync(`${path}.part`, path);
  return path;
}
const sizes = [200, 300, 400, 600, 4000];
const files = new Map();
for (const n of sizes) files.set(n, await writeDigits(n));

const log = join(out, 'results.jsonl');
const known = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').filter(Boolean).map(JSON.parse) : [];
const kinds = Object.entries(recipes((n) => files.get(n))).filter(([kind]) => !values.only || kind === values.only);
for (const [kind, all] of kinds)
  for (let seed = first; seed <= (kind === 'healthy' ? last + (last - first) + 1 : last); seed++) {
    if (known.some((one) => one.kind === kind && one.seed === seed)) continue;
    const recipe = seed % all.length;
    const { preset, ...options } = all[recipe];
    // so that what is named so can be told from samples, too
    const watched = kind === 'oscillation' ? { snapshotEvery: 100, keep: 100 } : {};
    let run;
    const on = (event) => {
      if (event.type === 'start') run = event.directory;
    };
    const began = performance.now();
    try {
      await train(preset, {
        ...watched,
        ...options,
        seed,
        threads: 1,
        device: 'cpu',
        out: join(out, 'runs'),
        name: kind,
        on,
      });
    } catch (error) {
      if (error.code !== 'train/diverged') throw error;
    }
    const trained = performance.now();
    const { findings, others } = await diagnose(run, { threads: 1 });
    const took = [trained - began, performance.now() - trained].map((ms) => Math.round(ms / 1000));
    const signs = Object.fromEntries(
      [...findings, ...others].map((one) => [one.name, one.signs.map(({ value }) => Number(value.toPrecision(3)))]),
    );
    const circling = kind === 'oscillation' ? await circlingOf(run) : undefined;
    const result = { kind, recipe, seed, named: findings.map(({ name }) => name), took, signs, circling, run };
    known.push(result);
    appendFileSync(log, `${JSON.stringify(result)}\n`);
    console.error(`${kind} ${recipe} seed ${seed}: ${result.named.join(', ') || 'nothing'} (${took.join(' + ')} s)`);
  }

console.log('| trained to have | runs | named so | also named |\n|---|---|---|---|');
for (const [kind] of kinds) {
  const runs = known.filter((one) => one.kind === kind && one.seed >= first);
  const right = runs.filter(({ named }) => (kind === 'healthy' ? named.length === 0 : named.includes(kind)));
  const others = runs.flatMap(({ named }) => named.filter((name) => name !== kind));
  const counts = [...new Set(others)].map((name) => `${name} ${others.filter((other) => other === name).length}`);
  console.log(`| ${kind} | ${runs.length} | ${right.length} | ${counts.join(', ') || '-'} |`);
}
