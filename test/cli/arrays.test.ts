import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { npy } from '../../src/data/arrays/npy.testing.ts';
import { decodeNpy } from '../../src/data/arrays/npy-array.ts';
import { Folder } from './duel.ts';

const folder = new Folder();
afterAll(() => folder.remove());

const bytesOf = (values: ArrayBufferView) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
const keep = (name: string, descr: string, shape: readonly number[], values: ArrayBufferView) =>
  writeFileSync(folder.file(name), npy(descr, shape, bytesOf(values)));
const config = (run: string) => JSON.parse(readFileSync(folder.file(`runs/${run}/config.json`), 'utf8'));
const short = ['--steps', '2', '--batch', '4', '--threads', '1', '--deterministic'];
const train = async (data: string, name: string, ...more: string[]) => {
  const words = ['train', 'quickstart', '--data', data, '--name', name, ...short, ...more];
  const { code, stderr } = await folder.duel(...words);
  expect(code, stderr).toBe(0);
  return stderr;
};

/** Bytes from 0 to 255 in pictures of 8×12. */
const bytes = Uint8Array.from({ length: 6 * 8 * 12 }, (_, i) => (i * 37 + (i % 12) * 11) % 256);

it('trains to the same bytes on equal values of any type', async () => {
  const swapped = Buffer.from(Uint16Array.from(bytes).buffer).swap16();
  keep('u1.npy', '|u1', [6, 8, 12], bytes);
  keep('u2.npy', '>u2', [6, 8, 12], swapped);
  keep('i8.npy', '<i8', [6, 8, 12], BigInt64Array.from(bytes, BigInt));
  keep(
    'f4.npy',
    '<f4',
    [6, 8, 12],
    Float32Array.from(bytes, (v) => v / 255),
  );
  const hashes = [];
  for (const name of ['u1', 'u2', 'i8', 'f4']) {
    await train(`${name}.npy`, name);
    const run = readdirSync(folder.file('runs')).find((run) => run.endsWith(`-${name}`))!;
    const file = readFileSync(folder.file(`runs/${run}/checkpoints/000000002.safetensors`));
    hashes.push(createHash('sha256').update(file).digest('hex'));
    expect(config(run).data).toMatchObject({ layout: 'nhwc', scaling: { type: 'range', low: 0 } });
  }
  expect(new Set(hashes).size).toBe(1);
});

it('trains on bands that come first, says what it took them for, and samples in their units', async () => {
  const bands = Float32Array.from({ length: 6 * 5 * 8 * 8 }, (_, i) => ((i * 7) % 81) - 40);
  keep('bands.npy', '<f4', [6, 5, 8, 8], bands);
  const said = await train('bands.npy', 'bands', '--layout', 'nchw');
  expect(said).toContain('float32 [6, 5, 8, 8] taken for pictures of 8×8 with 5 channels, which come first');
  expect(said).toContain('pictures show the first three of their 5 channels');
  expect(said).toContain('values -40 … 40, 98 % of them in -40 … 40; -40 … 40 brought to [-1, 1]');
  expect(config('005-bands').data).toMatchObject({
    layout: 'nchw',
    scaling: { type: 'range', low: -40, high: 40 },
  });
  const { channels } = await sharp(folder.file('runs/005-bands/reals.png')).metadata();
  expect(channels).toBe(3);
  const sample = async (out: string, ...more: string[]) => {
    const json = await folder.json('sample', 'last', '-n', '3', '--out', out, ...more);
    return { ...json, ...decodeNpy(readFileSync(folder.file(out)), out) };
  };
  const own = await sample('own.npy');
  const raw = await sample('raw.npy', '--units', 'generator');
  expect(own).toMatchObject({ units: 'data', range: [-40, 40], shape: [3, 8, 8, 5] });
  expect(raw).toMatchObject({ units: 'generator', range: [-1, 1] });
  for (const [k, value] of raw.data.entries()) expect(own.data[k]).toBeCloseTo(40 * value, 4);
  const { code, stderr } = await folder.duel('train', 'last', '--steps', '3');
  expect(code, stderr).toBe(0);
});

const asked = (...words: string[]) => folder.here('train', ...words, '--dry-run');

it('lets what is trained decide whether two axes of numbers are pictures', async () => {
  keep(
    'digits.npy',
    '<f4',
    [3, 28, 28],
    new Float32Array(3 * 784).map((_, i) => (i % 10) / 10),
  );
  const { config } = await folder.json<{ config: { data: object } }>(
    'train',
    'quickstart',
    '--data',
    'digits.npy',
    '--dry-run',
  );
  expect(config.data).toMatchObject({ layout: 'nhwc', scaling: { low: 0, high: 1 } });
  keep('series.npy', '<f4', [3, 24, 2], new Float32Array(144));
  const series = await asked('dcgan', '--data', 'series.npy');
  expect(series.code).toBe(2);
  expect(series.stderr).toContain('cannot make pictures of 24×2×1');
  expect((await asked('mnist-mlp', '--data', 'series.npy', '--layout', 'ntc')).stderr).toContain('makes pictures');
});

it('takes what a person says of values, and refuses what means nothing', async () => {
  const { config } = await folder.json<{ config: { data: object } }>(
    ...(['train', 'quickstart', '--data', 'u1.npy', '--range', '0,127', '--dry-run'] as const),
  );
  expect(config.data).toMatchObject({ range: [-1, 1], scaling: { type: 'range', low: 0, high: 127 } });
  const refused = [
    [['quickstart', '--range', '0,127'], '--range says what the values of arrays span'],
    [['quickstart', '--layout', 'nchw'], '--layout says which axis of an .npy array is which'],
    [['ring', '--set', 'data.range=[0,1]'], 'data.range means nothing for these data'],
    [['quickstart', '--data', 'u1.npy', '--range', '5'], '--range takes two numbers, the lower first'],
    [['quickstart', '--data', 'u1.npy', '--range', '5,1'], '--range takes two numbers, the lower first'],
  ] as const;
  for (const [words, message] of refused) {
    const { code, stderr } = await asked(...words);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  }
});

it('shows in data check what was found', async () => {
  const { stdout } = await folder.here('data', 'check', 'digits.npy');
  expect(stdout).toContain('float32 [3, 28, 28] taken for series of 28 steps with 28 channels');
  expect(stdout).toContain('values 0 … 0.9');
  const report = await folder.json('data', 'check', 'bands.npy', '--layout', 'nchw', '--range=-50,50');
  expect(report).toMatchObject({
    values: { least: -40, greatest: 40, percentiles: [-40, 40], scaling: { low: -50, high: 50 } },
    channels: { '5 channels': 6 },
  });
});
