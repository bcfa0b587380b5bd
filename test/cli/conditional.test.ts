import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeNpy, encodeNpy } from '../../src/data/arrays/npy-array.ts';
import * as ort from '../../src/runtime/node/ort.ts';
import { Folder } from './duel.ts';

const folder = new Folder();
const npy = (name: string) => decodeNpy(readFileSync(folder.file(name)), name).data;

beforeAll(async () => {
  folder.write(
    'classes.ts',
    `import { definePreset, gan, labels, nn } from 'duel-gan';
const { adam, concat, conv2d, dense, flatten, network, previous, projection, reshape } = nn;
const optimizer = adam({ learningRate: 1e-3 });
const generator = network({ latent: [4], label: [10] }, [concat(['latent', 'label']), dense(784), reshape([28, 28, 1])]);
const discriminator = network({ image: [28, 28, 1], label: [10] }, [
  flatten({ inputs: ['image'] }), dense(4), projection([previous(), 'label']),
]);
export default definePreset({
  name: 'classes', title: 'Classes', about: 'For tests.',
  data: { source: 'digits', range: [-1, 1] as const },
  game: () => gan({
    generator: { network: generator, optimizer }, discriminator: { network: discriminator, optimizer },
    batch: { generator: 4, discriminator: 4 }, conditioning: labels(),
  }),
  draw: 'shuffled', length: { steps: 2 }, report: { steps: 1, as: 'means' }, snapshot: { steps: 2 },
  monitor: { rows: 2, columns: 3 },
});
`,
  );
  folder.write(
    'codes.ts',
    `import { definePreset, gan, infoGan, nn } from 'duel-gan';
const { adam, concat, dense, flatten, network, reshape } = nn;
const optimizer = adam({ learningRate: 1e-3 });
const generator = network({ latent: [4], code: [5] }, [concat(['latent', 'code']), dense(784), reshape([28, 28, 1])]);
const discriminator = network([28, 28, 1], [flatten(), dense(5, { name: 'codes' }), dense(1, { name: 'score' })], {
  outputs: ['score', 'codes'],
});
export default definePreset({
  name: 'codes', title: 'Codes', about: 'For tests.',
  data: { source: 'digits', range: [-1, 1] as const },
  game: () => gan({
    generator: { network: generator, optimizer }, discriminator: { network: discriminator, optimizer },
    batch: { generator: 4, discriminator: 4 }, conditioning: infoGan({ discrete: [3], continuous: 2, output: 'codes' }),
  }),
  draw: 'shuffled', length: { steps: 2 }, report: { steps: 1, as: 'means' }, snapshot: { steps: 2 },
  monitor: { rows: 2, columns: 3 },
});
`,
  );
  const { code, stderr } = await folder.duel('train', 'classes.ts', '--threads', '1');
  expect(code, stderr).toBe(0);
});
afterAll(() => folder.remove());

it("makes a seed's own class, or the one asked for", async () => {
  await folder.here('sample', 'last', '--seeds', '3,13,4', '--out', 'own.npy', '--save-latents', 'z.npy');
  await folder.here('sample', 'last', '--seeds', '3,13,4', '--class', '3', '--out', 'three.npy');
  const [own, three] = [npy('own.npy'), npy('three.npy')];
  // 3 and 13 are of class 3 anyway
  expect(own.subarray(0, 2 * 784)).toEqual(three.subarray(0, 2 * 784));
  expect(own.subarray(2 * 784)).not.toEqual(three.subarray(2 * 784));
  await folder.here('sample', 'last', '--latents', 'z.npy', '--class', '3', '--out', 'again.npy');
  expect(npy('again.npy')).toEqual(three);
  // the classes are kept with the latents
  await folder.here('sample', 'last', '--latents', 'z.npy', '--out', 'kept.npy');
  expect(npy('kept.npy')).toEqual(own);
  const z = decodeNpy(readFileSync(folder.file('z.npy')), 'z.npy');
  expect(z.shape).toEqual([3, 14]);
  const oneHot = (k: number) => [...Array(10).keys()].map((i) => Number(i === k));
  expect([0, 1, 2].map((i) => [...z.data.subarray(14 * i + 4, 14 * i + 14)])).toEqual([3, 3, 4].map(oneHot));
});

it('refuses a class that is not there', async () => {
  const { code, stderr } = await folder.here('sample', 'last', '--class', '10');
  expect(code).toBe(2);
  expect(stderr).toContain('knows classes 0 to 9');
});

it('knows classes by their names, and makes some of each', async () => {
  const cats = folder.duel.bind(folder);
  for (const name of ['cat', 'dog', 'Hund & Katz'])
    for (const k of [0, 1, 2, 3]) {
      mkdirSync(folder.file(`pets/${name}`), { recursive: true });
      const pixels = Uint8Array.from({ length: 16 * 16 }, (_, i) => (i * (k + 3)) % 256);
      await sharp(pixels, { raw: { width: 16, height: 16, channels: 1 } })
        .png()
        .toFile(folder.file(`pets/${name}/${k}.png`));
    }
  const trained = await cats(
    'train',
    'cgan',
    '--data',
    'pets',
    '--steps',
    '1',
    '--batch',
    '4',
    '--threads',
    '1',
    '--out',
    'pet',
  );
  expect(trained.code, trained.stderr).toBe(0);
  const sample = (...words: string[]) => folder.here('sample', 'last', '--runs', 'pet', ...words);

  const [named, numbered] = ['named.npy', 'numbered.npy'];
  expect((await sample('-n', '2', '--class', 'dog', '--out', named)).code).toBe(0);
  await sample('-n', '2', '--class', '2', '--out', numbered);
  expect(npy(named)).toEqual(npy(numbered));
  const wrong = await sample('--class', 'dgo');
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('this generator knows classes 0 to 2: 0 Hund & Katz, 1 cat, 2 dog');
  expect(wrong.stderr).toContain('fix: --class dog');

  expect((await sample('--per-class', '2', '--out', 'each')).code).toBe(0);
  expect(readdirSync(folder.file('each')).sort()).toEqual([
    ...['Hund-Katz-seed0000.png', 'Hund-Katz-seed0001.png'],
    ...['cat-seed0000.png', 'cat-seed0001.png', 'dog-seed0000.png', 'dog-seed0001.png'],
  ]);
  await sample('-n', '2', '--class', 'dog', '--out', 'dogs');
  for (const name of readdirSync(folder.file('dogs')))
    expect(readFileSync(folder.file(`dogs/${name}`))).toEqual(readFileSync(folder.file(`each/${name}`)));
  expect((await sample('--per-class', '2', '--seeds', '3')).stderr).toContain('--seeds means nothing beside it');
  expect((await folder.here('runs', '--runs', 'pet')).stdout).toContain('Hund & Katz, cat, dog');
});

it('walks, and exports a network that takes labels', async () => {
  expect((await folder.here('walk', 'last', '--seeds', '1,2', '--frames', '3', '--out', 'way.png')).code).toBe(0);
  await folder.here('export', 'last', '--to', 'onnx', '--out', 'generator.onnx');
  const session = await ort.InferenceSession.create(folder.file('generator.onnx'));
  expect([...session.inputNames].sort()).toEqual(['labels', 'latents']);
  const rows = decodeNpy(readFileSync(folder.file('z.npy')), 'z.npy').data;
  const z = [0, 1, 2].flatMap((i) => [...rows.subarray(14 * i, 14 * i + 4)]);
  const labels = new Float32Array(30);
  for (const i of [0, 1, 2]) labels[10 * i + 3] = 1;
  const { images } = await session.run({
    latents: new ort.Tensor('float32', Float32Array.from(z), [3, 4]),
    labels: new ort.Tensor('float32', labels, [3, 10]),
  });
  const three = npy('three.npy');
  const error = (images!.data as Float32Array).reduce((most, v, i) => Math.max(most, Math.abs(v - three[i]!)), 0);
  expect(error).toBeLessThan(1e-5);
});

it('keeps the codes of samples with their latents, and takes latents alone', async () => {
  await folder.duel('train', 'codes.ts', '--threads', '1', '--name', 'codes');
  const made = (...args: string[]) => folder.here('sample', 'last', ...args);
  await made('--seeds', '7,31', '--out', 'own.npy', '--save-latents', 'zc.npy');
  await made('--latents', 'zc.npy', '--out', 'again.npy');
  expect(npy('again.npy')).toEqual(npy('own.npy'));
  // another value of the first code, and the others as they were
  await made('--seeds', '7,31', '--class', '2', '--out', 'own-2.npy');
  await made('--latents', 'zc.npy', '--class', '2', '--out', 'again-2.npy');
  expect(npy('again-2.npy')).toEqual(npy('own-2.npy'));
  expect(npy('again-2.npy')).not.toEqual(npy('own.npy'));
  const { shape, data } = decodeNpy(readFileSync(folder.file('zc.npy')), 'zc.npy');
  expect(shape).toEqual([2, 4 + 3 + 2]);
  const alone = Float32Array.from([0, 1].flatMap((i) => [...data.subarray(9 * i, 9 * i + 4)]));
  writeFileSync(folder.file('alone.npy'), encodeNpy(alone, [2, 4]));
  expect((await made('--latents', 'alone.npy', '--out', 'alone-x.npy')).code).toBe(0);
  expect(npy('alone-x.npy')).not.toEqual(npy('own.npy'));
  writeFileSync(folder.file('wrong.npy'), encodeNpy(new Float32Array(10), [2, 5]));
  const { code, stderr } = await made('--latents', 'wrong.npy');
  expect([code, stderr]).toEqual([2, expect.stringContaining('[n, 4], or [n, 9]')]);
});
