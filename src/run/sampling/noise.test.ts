import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { gan } from '../../gan/index.ts';
import { adam, dense, dropout, network } from '../../nn/index.ts';
import { definePreset } from '../../presets/preset.ts';
import { encodeOnnx } from '../export.ts';
import { tiny } from '../training/tiny.testing.ts';
import { train } from '../training/train.ts';
import { RunGenerator } from './generator.ts';

const runs = mkdtempSync(join(tmpdir(), 'duel-noise-'));
afterAll(() => rmSync(runs, { recursive: true }));

/** A generator that is random beside its latents: of a line of 64 values half are dropped. */
const noisy = definePreset({
  ...tiny,
  game: () => {
    const optimizer = adam({ learningRate: 1e-3 });
    const layers = [dense(64), dropout(0.5, { inSampling: true }), dense(2)];
    return gan({
      generator: { network: network([2], layers), optimizer },
      discriminator: { network: network([2], [dense(1)]), optimizer },
      batch: { generator: 2, discriminator: 2 },
    });
  },
});
let run: string;
beforeAll(async () => {
  run = (await train(noisy, { out: runs })).directory;
});
const using = async <T>(noise: boolean, use: (generator: RunGenerator) => Promise<T>): Promise<T> => {
  const generator = await RunGenerator.open(run, { noise });
  try {
    return await use(generator);
  } finally {
    await generator.close();
  }
};
const close = (row: Float32Array) => [...row].map((v) => expect.closeTo(v, 5));
const rows = ({ data }: { data: Float32Array }) =>
  Array.from({ length: data.length / 2 }, (_, i) => data.slice(2 * i, 2 * i + 2));

it('says in its description what it takes beside its latents', () => {
  const { noise } = JSON.parse(readFileSync(join(run, 'graphs', 'generator.json'), 'utf8'));
  expect(noise).toEqual([{ name: 'noise/dropout/mask', kind: 'uniform', shape: [64] }]);
  const { noise: none } = JSON.parse(readFileSync(join(run, 'graphs', 'discriminator.json'), 'utf8'));
  expect(none).toBeUndefined();
});

it('follows from the seed of each sample, whatever stands beside it in the batch', () =>
  using(true, async (generator) => {
    const seeds = Array.from({ length: 70 }, (_, i) => i);
    const whole = rows(await generator.generate(generator.latents(seeds)));
    for (const seed of [0, 3, 66]) {
      const [alone] = rows(await generator.generate(generator.latents([seed])));
      expect([...alone!]).toEqual(close(whole[seed]!));
    }
    // one latent, two seeds of noise
    const { data } = generator.latents([5]);
    const twice = { shape: [2, 2], data: Float32Array.of(...data, ...data) };
    const [one, other] = rows(await generator.generate({ ...twice, seeds: [5, 6] }));
    expect([...one!]).toEqual(close(whole[5]!));
    expect(other).not.toEqual(one);
    const [same, again] = rows(await generator.generate({ ...twice, seeds: [5, 5] }));
    expect(again).toEqual(same);
  }));

it('is left out where it is off: the mean of what it makes otherwise', async () => {
  const { data } = await using(true, async (generator) => generator.latents([5]));
  const many = 4000;
  const repeated = { shape: [many, 2], data: Float32Array.from({ length: 2 * many }, (_, i) => data[i % 2]!) };
  const samples = rows(await using(true, (generator) => generator.generate(repeated)));
  const [plain, again] = rows(
    await using(false, (generator) =>
      generator.generate({ ...repeated, shape: [2, 2], data: repeated.data.slice(0, 4) }),
    ),
  );
  expect(again).toEqual(plain);
  for (const k of [0, 1]) {
    const values = samples.map((row) => row[k]!);
    const mean = values.reduce((a, b) => a + b, 0) / many;
    const deviation = Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / many);
    expect(deviation).toBeGreaterThan(0.01);
    expect(Math.abs(mean - plain![k]!)).toBeLessThan((5 * deviation) / Math.sqrt(many));
  }
});

it('is an input of the exported network, or is not there', () => {
  const text = (noise: boolean) => Buffer.from(encodeOnnx(run, { noise }).bytes).toString('latin1');
  expect(text(true)).toContain('noise/dropout/mask');
  expect(text(true)).toContain('duel.noise');
  expect(text(false)).not.toContain('noise');
});

it('is that of its network, whatever its description says', async () => {
  const path = join(run, 'graphs', 'generator.json');
  const written = readFileSync(path, 'utf8');
  writeFileSync(path, written.replace('"uniform"', '"normal"'));
  const generator = await RunGenerator.open(run);
  expect(generator.warning).toMatch(/not there as it was made/);
  await generator.close();
  writeFileSync(path, written);
});
