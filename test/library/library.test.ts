import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as duel from '../../src/index.ts';
import { craftRun, generatorGame } from '../../src/run/directory/crafted.testing.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-library-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { dense, network, reshape } = duel.nn;
let run: string;
beforeAll(() => {
  run = craftRun({
    ...{ out: folder, name: 'pictures', source: '/somewhere', shape: [4, 4, 1], classes: ['a', 'b'] },
    game: generatorGame(network([3], [dense(16), reshape([4, 4, 1])])),
    ...{ step: 12, weights: {} },
  });
});

/** All files below a folder, each with when it was written. */
const filesIn = (path: string) =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => `${file} ${statSync(file).mtimeMs}`)
    .sort();

describe('what exists by name', () => {
  const table = readFileSync('docs/library.md', 'utf8');
  const rows = [...table.matchAll(/^\| `(\w+)\(/gm)].map(([, name]) => name!);

  it('is in the table of docs/library.md, function by function', () => {
    const made = new Set([
      'definePreset',
      ...'gan paired cycle classifier customGame progressiveNetworks packed codeWidth labels acGan infoGan'.split(' '),
    ]);
    for (const value of ['lossTypes', 'penaltyTypes'] as const) for (const [type] of duel.engine[value]) made.add(type);
    made.add('ada').add('diffAugment');
    const functions = Object.entries(duel)
      .filter(([name, value]) => typeof value === 'function' && !made.has(name) && name !== 'DuelError')
      .map(([name]) => name);
    expect(rows.sort()).toEqual(functions.sort());
  });

  it('keeps what engines are made of under a name of its own', () => {
    const inside = Object.keys(duel.engine);
    expect(inside).toEqual(expect.arrayContaining(['portNames', 'buildStep', 'Feeder', 'inferenceGraph', 'runSteps']));
    expect(inside.filter((name) => Object.hasOwn(duel, name))).toEqual([]);
  });

  it('has every loss, penalty and augmentation at the top', () => {
    for (const types of [duel.engine.lossTypes, duel.engine.penaltyTypes])
      for (const [type] of types) expect(duel, type).toHaveProperty(type);
  });
});

describe('without out', () => {
  it('nothing is written', async () => {
    const before = filesIn(folder);
    const samples = await duel.sample(run, { n: 3 });
    expect(samples).toMatchObject({ shape: [3, 4, 4, 1], step: 12, units: 'generator', range: [-1, 1] });
    const { bytes } = await duel.walk(run, { seeds: [0, 1], frames: 4 });
    expect(String.fromCharCode(...bytes.subarray(0, 6))).toBe('GIF89a');
    expect((await duel.exportNetwork(run)).net).toBe('generator');
    expect(Object.keys(await duel.exportNetwork(run, { to: 'safetensors' }))).toContain('bytes');
    expect([...duel.readMetrics(run)]).toEqual([]);
    expect(duel.listRuns(folder)).toMatchObject([{ id: '001-pictures', checkpoint: 12 }]);
    expect(duel.listCheckpoints(run)).toMatchObject([{ step: 12, isLast: true, isBest: false }]);
    expect(Object.keys(duel.readCheckpoint(run).tensors).length).toBeGreaterThan(0);
    await duel.evaluate(run).catch((error) => expect(error).toMatchObject({ kind: 'data' }));
    expect(filesIn(folder)).toEqual(before);
  });
});

it('an export ends with its signal, also with one that comes while it works, and writes nothing', async () => {
  const out = join(folder, 'never');
  const signal = AbortSignal.abort();
  await expect(duel.exportNetwork(run, { out, signal })).rejects.toThrow(/abort/);
  await expect(duel.exportStep(run, { out, signal })).rejects.toThrow(/abort/);
  const controller = new AbortController();
  setImmediate(() => controller.abort());
  await expect(duel.exportNetwork(run, { out, signal: controller.signal })).rejects.toThrow(/abort/);
  expect(existsSync(out)).toBe(false);
});

it('samples equal those of an open generator, and of their own latents', async () => {
  const { data, latents } = await duel.sample(run, { seeds: [5, 9] });
  const generator = await duel.openGenerator(run);
  const made = await generator.generate(generator.latents([5, 9]));
  await generator.close();
  expect(data).toEqual(made.data);
  expect((await duel.sample(run, { latents })).data).toEqual(data);
});

it('writes where it is asked to', async () => {
  const out = join(folder, 'out');
  const { files, count } = await duel.writeSamples(run, join(out, 'all.png'), { n: 4 });
  expect([files, count]).toEqual([[join(out, 'all.png')], 4]);
  const { bytes } = await duel.walk(run, { frames: 3, out: join(out, 'strip.png') });
  expect(readFileSync(join(out, 'strip.png'))).toEqual(Buffer.from(bytes));
  const exported = await duel.exportNetwork(run, { net: 'generator', out: join(out, 'generator.onnx') });
  expect(readFileSync(join(out, 'generator.onnx'))).toEqual(Buffer.from(exported.bytes));
  rmSync(out, { recursive: true });
});

it.each<[string, () => unknown, object]>([
  ['a class of none', () => duel.sample(run, { class: 7 }), { code: 'usage/unconditional', where: 'class: 7' }],
  ['two sources', () => duel.sample(run, { n: 2, seeds: [1] }), { code: 'options/contradiction' }],
  ['one seed', () => duel.walk(run, { seeds: [1] }), { where: 'seeds: [1]' }],
  ['an ending', () => duel.walk(run, { out: 'x.mov' }), { where: "out: 'x.mov'" }],
  ['a folder for a film', () => duel.walk(run, { out: folder, format: 'gif' }), { code: 'system/is-a-folder' }],
  ['too many seeds', () => duel.walk(run, { seeds: Array(3000).fill(1) }), { code: 'walk/many-seeds' }],
  ['a network', () => duel.exportNetwork(run, { net: 'nobody' }), { code: 'export/net' }],
  ['a folder', async () => duel.listRuns(7 as never), { code: 'options/value' }],
  ['a step', async () => duel.readCheckpoint(run, 3), { code: 'checkpoint/missing' }],
  ['a word', async () => duel.readCheckpoint(run, 'first' as never), { where: "which: 'first'" }],
  ['steps', async () => duel.readMetrics(run, { form: 3 } as never), { fix: 'write from: 3' }],
  ['a name', () => duel.openDataset('digts'), { fix: expect.stringMatching(/^did you mean digits\?/) }],
  ['data', () => duel.checkData('x', { layout: 'nhcw' as never }), { fix: "write layout: 'nhwc'" }],
  ['a split', () => duel.openDataset('digits', { split: 'tset' as never }), { fix: "write split: 'test'" }],
  ['an augmentation', () => duel.augmentSheet('digits', { augment: 'ada' as never }), { fix: 'write augment: ada()' }],
  ['a preset', () => duel.resolveConfig('quikstart'), { fix: "write 'quickstart'" }],
])('%s that cannot be is refused with what can', async (_, ask, problem) => {
  const refusal = await (async () => ask())().catch((error) => error);
  expect(refusal).toBeInstanceOf(duel.DuelError);
  expect(refusal).toMatchObject(problem);
});

it('stops when its signal aborts', async () => {
  const signal = AbortSignal.abort();
  for (const work of [
    () => duel.sample(run, { signal }),
    () => duel.walk(run, { signal }),
    () => duel.writeSamples(run, join(folder, 'never.png'), { signal }),
    () => duel.timelapse(run, { signal }),
  ])
    await expect(work()).rejects.toMatchObject({ name: 'AbortError' });
  expect(existsSync(join(folder, 'never.png'))).toBe(false);
});

it('examines the machine', async () => {
  const { devices, ok, duel: version } = await duel.examineMachine({ selfTest: false });
  expect([version, ok]).toEqual([duel.version, true]);
  expect(devices[0]).toMatchObject({ kind: 'cpu', present: true, tests: [] });
});

it('waits for an asynchronous onProgress, and throws what it rejects with', async () => {
  const onProgress = () => Promise.reject(new Error('the listener fails'));
  await expect(duel.sample(run, { n: 1, onProgress })).rejects.toThrow('the listener fails');
  await expect(duel.writeSamples(run, join(folder, 'never.npy'), { onProgress })).rejects.toThrow('the listener fails');
  expect(existsSync(join(folder, 'never.npy'))).toBe(false);
});

it('opens and lists data', async () => {
  const digits = await duel.openDataset('digits');
  expect(digits.shape).toEqual([28, 28, 1]);
  await digits.close();
  expect(duel.listDatasets()).toContainEqual(expect.objectContaining({ name: 'digits', isHere: true }));
  expect((await duel.augmentSheet('digits', { n: 1 })).rows).toBe(1);
  const { config, warnings } = await duel.resolveConfig('quickstart', { steps: 7 });
  expect([config.steps, warnings]).toEqual([7, expect.any(Array)]);
});
