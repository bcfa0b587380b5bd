import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeNpy } from '../../src/data/arrays/npy-array.ts';
import { decodeSafetensors } from '../../src/run/directory/safetensors.ts';
import * as ort from '../../src/runtime/node/ort.ts';
import { folderWithGan, script } from './duel.ts';

const folder = folderWithGan();
const duel = folder.here.bind(folder);
const npy = (name: string) => decodeNpy(readFileSync(folder.file(name)), name);
const bytes = (name: string) => readFileSync(folder.file(name));

beforeAll(async () => {
  const { stderr, code } = await folder.duel('train', 'tiny.ts', '--threads', '1');
  expect(code, stderr).toBe(0);
});
afterAll(() => folder.remove());

const distance = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (v, i) => Math.abs(v - b[i]!)));
};

it('samples a grid into the run, and prints its path alone', async () => {
  const { code, stdout, stderr } = await folder.duel('sample', 'last');
  expect(code).toBe(0);
  expect(stdout).toBe('runs/001-tiny/samples/000000006-seeds-0-63.png\n');
  expect(stderr).toContain('64 samples of step 6 from seeds 0-63');
  const { width, height } = await sharp(folder.file(stdout.trim())).metadata();
  expect([width, height]).toEqual([8 * (84 + 2) + 2, 8 * (84 + 2) + 2]);
});

it('makes sample i from seed i alone', async () => {
  await duel('sample', '1', '--n', '70', '--out', 'many.npy');
  await duel('sample', '001-tiny', '--seeds', '69,3', '--out', 'two.npy');
  const [many, two] = [npy('many.npy'), npy('two.npy')];
  expect([many.shape, two.shape]).toEqual([
    [70, 28, 28, 1],
    [2, 28, 28, 1],
  ]);
  expect(distance(two.data.subarray(0, 784), many.data.subarray(69 * 784))).toBeLessThan(1e-6);
  expect(distance(two.data.subarray(784), many.data.subarray(3 * 784, 4 * 784))).toBeLessThan(1e-6);
});

it('writes a picture each, at another truncation and checkpoint, with weights as trained', async () => {
  const words = ['--seeds', '4,5', '--truncation', '0.5', '--checkpoint', '4', '--raw'];
  const said = await folder.json('sample', 'runs/001-tiny', ...words, '--out', 'pictures');
  expect(said).toMatchObject({ step: 4, count: 2, seeds: [4, 5], out: 'pictures' });
  expect(readdirSync(folder.file('pictures'))).toEqual(['seed0004.png', 'seed0005.png']);
  const { width, height, channels } = await sharp(folder.file('pictures/seed0005.png')).metadata();
  expect([width, height, channels]).toEqual([28, 28, 1]);
  const again = await folder.duel('sample', 'last', '--out', 'pictures');
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('--overwrite')]);
});

it('streams to stdout, and leaves devices what they are', async () => {
  await duel('sample', 'last', '--n', '2', '--out', 'two.npy');
  const command = `node ${JSON.stringify(script)} sample last --n 2 --out - > stream.npy`;
  expect(spawnSync('sh', ['-c', command], { cwd: folder.path }).status).toBe(0);
  expect(bytes('stream.npy').equals(bytes('two.npy'))).toBe(true);
  await duel('sample', 'last', '--n', '2', '--out', '/dev/null');
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
});

it('says before the work what cannot be written', async () => {
  for (const [words, code] of [
    [['sample', 'last', '--out', 'x.tiff'], 'sample/form'],
    [['sample', 'last', '--n', '1000000', '--out', 'x.png'], 'sample/large'],
    [['sample', 'last', '--n', '1000000000', '--out', 'x.npy'], 'usage/many-samples'],
    [['export', 'last', '--to', 'step', '--out', '/dev/null'], 'export/not-a-folder'],
    [['export', 'last', '--to', 'tensorboard', '--out', '/dev/null'], 'export/not-a-folder'],
    [['export', 'last', '--to', 'site', '--out', 'tiny.ts'], 'export/not-a-folder'],
  ] as const) {
    const { code: exit, stdout } = await folder.duel(...words, '--json');
    expect([exit, JSON.parse(stdout).error.code]).toEqual([2, code]);
  }
});

it('writes a step into the folder that one stands in', async () => {
  mkdirSync(folder.file('here'));
  const { status } = spawnSync('node', [script, 'export', '../runs/001-tiny', '--to', 'step', '--out', '.'], {
    cwd: folder.file('here'),
  });
  expect([status, readdirSync(folder.file('here')).sort()]).toEqual([
    0,
    ['state.safetensors', 'step.json', 'step.onnx'],
  ]);
});

it('samples from latents times the truncation', async () => {
  const seeds = ['--seeds', '4,5'];
  await duel('sample', 'last', ...seeds, '--out', 'whole.npy', '--save-latents', 'whole-z.npy');
  await duel('sample', 'last', ...seeds, '--truncation', '0.5', '--out', 'half.npy', '--save-latents', 'half-z.npy');
  await duel('sample', 'last', '--latents', 'half-z.npy', '--out', 'again.npy');
  expect([...npy('half-z.npy').data]).toEqual([...npy('whole-z.npy').data].map((v) => v / 2));
  expect(distance(npy('half.npy').data, npy('again.npy').data)).toBeLessThan(1e-6);
  expect(distance(npy('half.npy').data, npy('whole.npy').data)).toBeGreaterThan(1e-3);
  // at 0 a walk stands still
  for (const [truncation, moves] of [
    ['0', false],
    ['1', true],
  ] as const) {
    await duel('walk', 'last', ...seeds, '--frames', '2', '--truncation', truncation, '--out', 'strip.png');
    const { data, info } = await sharp(bytes('strip.png')).raw().toBuffer({ resolveWithObject: true });
    // two pictures, with 2 pixels of margin around each
    const along = (x: number) =>
      Array.from({ length: 28 }, (_, y) => data[(y * info.width + x) * info.channels]).join();
    const middle = Math.floor(info.width / 4);
    expect(along(middle) !== along(middle + (info.width - 2) / 2), `truncation ${truncation}`).toBe(moves);
  }
});

it('refuses what does not fit', async () => {
  writeFileSync(folder.file('bad.npy'), bytes('many.npy'));
  const tries = [
    await duel('sample', 'last', '--out', 'a.csv'),
    await duel('sample', 'last', '--class', '3'),
    await duel('sample', 'last', '--latents', 'bad.npy'),
    await duel('sample', 'last', '--checkpoint', '5'),
    await duel('export', 'last', '--net', 'judge'),
  ];
  expect(tries.map((t) => t.stderr)).toEqual([
    expect.stringContaining('FILE.png, DIR or FILE.npy'),
    expect.stringContaining('knows no classes'),
    expect.stringContaining('give latents of shape [n, 8]'),
    expect.stringContaining('4, 6'),
    expect.stringContaining('choose one of generator, discriminator'),
  ]);
  expect(tries.map((t) => t.code)).toEqual([2, 2, 2, 6, 2]);
});

it('says so where a file cannot be made', async () => {
  const tries = [
    await duel('sample', 'last', '--out', '/proc/none/a.png'),
    await duel('walk', 'last', '--frames', '2', '--out', '/proc/none/a.gif'),
    await duel('sample', 'last', '-n', '1', '--out', 'one.npy', '--save-latents', '/proc/none/z.npy'),
  ];
  for (const { code, stderr } of tries) {
    expect(stderr).toContain('choose another place with --out');
    expect(code).toBe(2);
  }
});

it('says that a broken checkpoint was passed over', async () => {
  cpSync(folder.file('runs'), folder.file('broken'), { recursive: true });
  writeFileSync(folder.file('broken/001-tiny/checkpoints/000000006.safetensors'), 'torn');
  const { code, stderr } = await duel('sample', 'last', '--runs', 'broken', '-n', '1');
  expect(stderr).toMatch(/warning: .*step 4/);
  expect(code).toBe(0);
});

it('exports a generator that plain ONNX Runtime runs to the same images, at any batch', async () => {
  await duel('sample', 'last', '--n', '5', '--save-latents', 'z.npy', '--out', 'x.npy');
  await duel('sample', 'last', '--latents', 'z.npy', '--out', 'again.npy');
  expect(bytes('again.npy').equals(bytes('x.npy'))).toBe(true);
  const { code, stdout } = await folder.duel('export', 'last', '--to', 'onnx', '--out', 'g.onnx');
  expect([code, stdout]).toEqual([0, 'g.onnx\n']);

  const [z, x] = [npy('z.npy'), npy('x.npy')];
  const session = await ort.InferenceSession.create(folder.file('g.onnx'));
  expect([session.inputNames, session.outputNames]).toEqual([['latents'], ['images']]);
  for (const n of [1, 5]) {
    const latents = new ort.Tensor('float32', z.data.slice(0, n * 8), [n, 8]);
    const { images } = await session.run({ latents });
    expect(images!.dims).toEqual([n, 28, 28, 1]);
    expect(distance(images!.data as Float32Array, x.data.subarray(0, n * 784))).toBeLessThan(1e-4);
  }
  const text = bytes('g.onnx').toString('latin1');
  for (const part of ['duel.version', 'duel.layout\x12\x04NHWC', 'duel.range\x12\x06[-1,1]', '"distribution":"normal"'])
    expect(text).toContain(part);
});

it('exports a discriminator whose probabilities are those of its logits', async () => {
  await duel('export', '1', '--net', 'discriminator', '--out', 'd.onnx');
  const session = await ort.InferenceSession.create(folder.file('d.onnx'));
  const images = new ort.Tensor('float32', npy('x.npy').data.slice(0, 3 * 784), [3, 28, 28, 1]);
  const { logits, probabilities } = await session.run({ images });
  const expected = Array.from(logits!.data as Float32Array, (l) => 1 / (1 + Math.exp(-l)));
  expect(distance(probabilities!.data as Float32Array, expected)).toBeLessThan(1e-6);
});

it('exports weights: averaged ones, or as trained', async () => {
  await duel('export', '1', '--to', 'safetensors', '--out', 'average.safetensors');
  await duel('export', '1', '--to', 'safetensors', '--raw', '--out', 'raw.safetensors');
  const state = decodeSafetensors(bytes('runs/001-tiny/checkpoints/000000006.safetensors'), '').tensors;
  const [average, raw] = ['average', 'raw'].map((name) => decodeSafetensors(bytes(`${name}.safetensors`), name));
  const kernel = 'generator/dense/kernel';
  expect(average!.tensors[kernel]!.data).toEqual(state[`${kernel}.ema`]!.data);
  expect(raw!.tensors[kernel]!.data).toEqual(state[kernel]!.data);
  expect(Object.keys(raw!.tensors).every((name) => name.startsWith('generator/'))).toBe(true);
  expect(average!.metadata).toMatchObject({ 'duel.weights': 'average', 'duel.step': '6' });
});

it('exports the step: what it is fed with is all in step.json', async () => {
  const { stdout } = await duel('export', '1', '--to', 'step', '--checkpoint', '4');
  const out = stdout.trim();
  expect(readdirSync(folder.file(out)).sort()).toEqual(['state.safetensors', 'step.json', 'step.onnx']);
  const description = JSON.parse(bytes(`${out}/step.json`).toString());
  const { tensors } = decodeSafetensors(bytes(`${out}/state.safetensors`), out);
  const session = await ort.InferenceSession.create(folder.file(`${out}/step.onnx`));
  const { state, examples, noise, dials } = description.inputs;
  const feeds: Record<string, ort.Tensor> = {};
  for (const { name, shape } of state) feeds[name] = new ort.Tensor('float32', tensors[name]!.data, shape);
  for (const { name, shape } of [...examples, ...noise, ...dials])
    feeds[name] = new ort.Tensor('float32', new Float32Array(shape.reduce((a: number, b: number) => a * b, 1)), shape);
  expect(Object.keys(feeds).sort()).toEqual([...session.inputNames].sort());
  const results = await session.run(feeds);
  const names = [...state.map((s: { next: string }) => s.next), ...description.outputs.metrics];
  expect(Object.keys(results).sort()).toEqual(names.sort());

  // again: the folder is replaced; something else there is not
  expect((await duel('export', '1', '--to', 'step', '--out', out)).code).toBe(0);
  copyFileSync(folder.file('z.npy'), folder.file(`${out}/mine.npy`));
  expect((await duel('export', '1', '--to', 'step', '--out', out)).stderr).toContain('something else is there');
  expect(readdirSync(folder.file(out))).toHaveLength(4);
});

it('walks: a GIF that goes round, and a strip', async () => {
  const gif = await duel('walk', 'last', '--seeds', '1,2', '--frames', '6');
  expect(gif.stdout).toBe('runs/001-tiny/samples/000000006-walk-1,2.gif\n');
  const { pages, loop, delay } = await sharp(folder.file(gif.stdout.trim())).metadata();
  expect([pages, loop, delay?.[0]]).toEqual([6, 0, 80]);
  await duel('walk', 'last', '--frames', '4', '--out', 'strip.png');
  const { width, height } = await sharp(folder.file('strip.png')).metadata();
  expect([width, height]).toEqual([4 * 86 + 2, 88]);
});

it('samples points as a scatter plot, a table or an array', async () => {
  folder.write(
    'points.ts',
    `import { definePreset, gan, nn } from 'duel-gan';
const player = (inputs: number, outputs: number) => ({ network: nn.network([inputs], [nn.dense(8), nn.relu(), nn.dense(outputs)]), optimizer: nn.adam({ learningRate: 1e-3 }) });
export default definePreset({ name: 'points', title: '', about: '', data: { source: 'ring', range: [-1, 1] },
  game: () => gan({ generator: player(2, 2), discriminator: player(2, 1), batch: { generator: 8, discriminator: 8 } }),
  draw: 'replacement', length: { steps: 3 }, report: { steps: 1, as: 'values' }, snapshot: { steps: 3 }, monitor: { rows: 1, columns: 1 } });`,
  );
  expect((await folder.duel('train', 'points.ts', '--threads', '1')).code).toBe(0);
  const picture = await duel('sample', 'last');
  expect(picture.stdout).toMatch(/seeds-0-63\.png\n$/);
  await duel('sample', 'last', '--n', '3', '--out', 'p.csv');
  await duel('sample', 'last', '--n', '3', '--out', 'p.npy');
  const rows = bytes('p.csv').toString().trim().split('\n');
  expect(rows[0]).toBe('x,y');
  expect(rows.slice(1).flatMap((row) => row.split(',').map((v) => Math.fround(Number(v))))).toEqual([
    ...npy('p.npy').data,
  ]);
  const walk = await duel('walk', 'last');
  expect(walk.stderr).toContain('makes no images');
  expect(walk.code).toBe(2);
});
