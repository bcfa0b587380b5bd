// node scripts/evaluation/degraded.mjs DATA [N] [PATTERN]: how metrics answer to real pictures that were made worse, as a table
// DATA is a data set or folder with a test split, whose pictures are degraded and held beside those of the train split;
// PATTERN chooses rows by their names, each of which is the same without the others
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare, openDataset } from '../../dist/index.js';

const [source = 'mnist', count = '2000', pattern = ''] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'duel-degraded-'));
const test = await openDataset(source, { split: 'test' });
const train = await openDataset(source);
const n = Math.min(Number(count), test.count);
const [h, w, c] = test.shape;
const size = h * w * c;

/** A simple generator of random numbers that anybody can write again (Park and Miller 1988). */
let seed = 1;
function uniform() {
  seed = (seed * 48271) % 2147483647;
  return seed / 2147483647;
}
const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());

/** n pictures of a split by their indices, in [0, 1], with their classes. */
async function read(dataset, indices) {
  const data = new Float32Array(indices.length * size);
  const labels = new Int32Array(indices.length);
  await dataset.read(indices, data, { range: [0, 1], labels });
  return { data, labels };
}
const firstN = Array.from({ length: n }, (_, i) => i);
const real = await read(test, firstN);
function noisy(sigma) {
  seed = 1;
  return real.data.map((v) => v + sigma * normal());
}

/** A Gaussian along both axes, edges repeated. */
function blurred(sigma) {
  const reach = Math.ceil(3 * sigma);
  const taps = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)));
  const sum = taps.reduce((a, b) => a + b);
  const along = (from, stride, length, step) => {
    const out = new Float32Array(from.length);
    for (let i = 0; i < from.length; i++) {
      const at = Math.floor(i / stride) % length;
      let value = 0;
      taps.forEach((tap, k) => {
        const to = Math.min(length - 1, Math.max(0, at + k - reach));
        value += (tap / sum) * from[i + (to - at) * step];
      });
      out[i] = value;
    }
    return out;
  };
  return along(along(real.data, c, w, c), w * c, h, w * c);
}
const pictures = (data, i) => data.subarray(i * size, (i + 1) * size);
function chosen(indices) {
  const out = new Float32Array(n * size);
  for (let i = 0; i < n; i++) out.set(pictures(real.data, indices[i % indices.length]), i * size);
  return out;
}
/** As many pictures, of the classes that are left alone. */
async function without(classes) {
  const wanted = [];
  const all = await read(
    test,
    Array.from({ length: test.count }, (_, i) => i),
  );
  for (let i = 0; i < test.count && wanted.length < n; i++) if (all.labels[i] >= classes) wanted.push(i);
  const out = new Float32Array(n * size);
  for (let i = 0; i < n; i++) out.set(pictures(all.data, wanted[i % wanted.length]), i * size);
  return out;
}
const every = (k) => Array.from({ length: Math.ceil(n / k) }, (_, i) => i * k);

const variants = [
  ['real', async () => real.data],
  ...[0.05, 0.1, 0.2, 0.4].map((sigma) => [`noise ${sigma}`, async () => noisy(sigma)]),
  ...[0.5, 1, 2].map((sigma) => [`blur ${sigma}`, async () => blurred(sigma)]),
  ...(test.classes.length > 1
    ? [0.2, 0.5, 0.8].map((share) => {
        const k = Math.round(share * test.classes.length);
        return [`${k} classes missing`, () => without(k)];
      })
    : []),
  ...[2, 10, 100].map((k) => [`each ${k} times`, async () => chosen(every(k))]),
  ['copies of train', async () => (await read(train, firstN)).data],
];

/** An .npy file of bytes. */
function npy(data) {
  const text = `{'descr': '|u1', 'fortran_order': False, 'shape': (${n}, ${h}, ${w}, ${c}), }`;
  const head = Buffer.alloc(Math.ceil((10 + text.length + 1) / 64) * 64, ' ');
  head.write('\x93NUMPY', 0, 'latin1');
  head.set([1, 0], 6);
  head.writeUInt16LE(head.length - 10, 8);
  head.write(text, 10);
  head[head.length - 1] = 10;
  return Buffer.concat([head, Uint8Array.from(data, (v) => Math.round(255 * Math.min(1, Math.max(0, v))))]);
}

const columns = [
  ...['fid', 'kid', 'precision', 'recall', 'density', 'coverage', 'c2st', 'is', 'classes', 'swd', 'msSsim', 'nearer'],
];
console.log(`| ${source}, ${n} of test beside ${n} of train | ${columns.join(' | ')} |`);
console.log(`|---|${columns.map(() => '---').join('|')}|`);
for (const [name, make] of variants.filter(([name]) => new RegExp(pattern).test(name))) {
  const path = join(folder, 'samples.npy');
  writeFileSync(path, npy(await make()));
  const { metrics } = await compare(path, source, { n });
  const values = Object.assign({}, ...Object.values(metrics));
  console.log(
    `| ${name} | ${columns.map((key) => (values[key] === undefined ? '-' : Number(values[key].toPrecision(3)))).join(' | ')} |`,
  );
}
rmSync(folder, { recursive: true });
await test.close();
await train.close();
