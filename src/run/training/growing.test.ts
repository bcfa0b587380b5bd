import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { crossEntropy, gan } from '../../gan/index.ts';
import { adam } from '../../nn/index.ts';
import { progressiveNetworks } from '../../presets/networks/progressive.ts';
import { definePreset } from '../../presets/preset.ts';
import { stagesOf } from '../config/stages.ts';
import { Checkpoints } from '../directory/checkpoints.ts';
import type { RunEvent } from '../directory/events.ts';
import { readJsonLines } from '../directory/jsonl.ts';
import { exportOnnx } from '../export.ts';
import { RunGenerator } from '../sampling/generator.ts';
import { resolveConfig, warningsFor } from './resolve.ts';
import { resume, train } from './train.ts';

const out = mkdtempSync(join(tmpdir(), 'duel-growing-'));
afterAll(() => rmSync(out, { recursive: true }));

const optimizer = adam({ learningRate: 1e-3, beta1: 0, beta2: 0.99 });
/** Drawn digits at 14 × 14 and 28 × 28: three stages of two steps, and one step more. */
const growing = definePreset({
  name: 'growing',
  title: 'Growing',
  about: 'As small as can be.',
  data: { source: 'digits', range: [-1, 1] },
  game: ({ shape }) => {
    const { generator, discriminator } = progressiveNetworks(shape, { widest: 4, base: 56 });
    return gan({
      generator: { network: generator, optimizer, ema: 0.9 },
      discriminator: { network: discriminator, optimizer },
      batch: { generator: 4, discriminator: 4 },
      loss: crossEntropy(),
      growing: { sizes: [14, 28], fade: 8, stabilise: 8 },
    });
  },
  draw: 'shuffled',
  length: { steps: 7 },
  report: { steps: 3, as: 'means' },
  snapshot: { steps: 50 },
  monitor: { rows: 1, columns: 2 },
});

const hashesOf = (directory: string): Record<string, string> =>
  Object.fromEntries(
    (readdirSync(directory, { recursive: true }) as string[])
      .filter((name) => /\.(safetensors|onnx)$|samples.*png$|reals/.test(name))
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(directory, name)))
          .digest('hex'),
      ]),
  );
const metricsOf = (directory: string) =>
  [...readJsonLines(join(directory, 'metrics.jsonl'))].map(({ imagesPerSecond: _, ...line }) => line);

let whole = '';
const told: RunEvent[] = [];
beforeAll(async () => {
  whole = (await train(growing, { out, threads: 1, keep: 20, on: (event) => told.push(event) })).directory;
}, 120_000);

it('grows through all sizes, and says so', () => {
  expect(told.flatMap((event) => (event.type === 'stage' ? [`${event.step}: ${event.about}`] : []))).toEqual([
    '1: 14×14',
    '3: 28×28, fading in',
    '5: 28×28',
  ]);
  expect(metricsOf(whole).map(({ fade }) => fade)).toEqual([
    ...[undefined, undefined, 0, 0.5, undefined, undefined, undefined],
  ]);
  expect(new Checkpoints(join(whole, 'checkpoints')).list()).toEqual([2, 4, 7]);
});

it.each([
  [2, 'at a border'],
  [3, 'in the middle of a fade'],
])('stopped after %d steps, %s, it ends with the bytes of an undisturbed run', async (steps) => {
  const controller = new AbortController();
  const stopped = await train(growing, {
    out,
    threads: 1,
    keep: 20,
    name: `stopped-${steps}`,
    signal: controller.signal,
    on: (event) => {
      if (event.type === 'step' && event.step === steps) controller.abort();
    },
  });
  expect(stopped.status).toBe('interrupted');
  await resume(stopped.directory, { threads: 1 });
  const [got, wanted] = [hashesOf(stopped.directory), hashesOf(whole)];
  // where it was stopped it has a checkpoint and a picture more
  expect(got).toMatchObject(wanted);
  expect(Object.keys(got).length - Object.keys(wanted).length).toBeLessThanOrEqual(2);
  expect(metricsOf(stopped.directory)).toEqual(metricsOf(whole));
});

it('is sampled and exported as it is in the middle of a fade, α among the weights', async () => {
  const { directory } = await train(growing, { out, threads: 1, steps: 4, snapshotEvery: 1, keep: 20, name: 'fading' });
  const pictures: Float32Array[] = [];
  for (const [step, size] of [
    [2, 14],
    [3, 28],
    [4, 28],
  ] as const) {
    const generator = await RunGenerator.open(directory, { checkpoint: step, threads: 1 });
    const { shape, data } = await generator.generate(generator.latents([0]));
    expect(shape).toEqual([1, size, size, 1]);
    pictures.push(data);
    await generator.close();
    await exportOnnx(directory, join(out, `fade-${step}.onnx`), { checkpoint: step });
  }
  // α was 0 in step 3: what is seen are blocks of two by two; in step 4 it was a half
  const isCoarse = (p: Float32Array) =>
    p.every((v, i) => v === p[28 * 2 * Math.floor(i / 56) + 2 * Math.floor((i % 28) / 2)]);
  expect(pictures.slice(1).map(isCoarse)).toEqual([true, false]);
  // an open one goes from checkpoint to checkpoint, and has to be opened anew where networks are others
  const turned = await RunGenerator.open(directory, { checkpoint: 3, threads: 1 });
  expect([turned.turnTo(4), turned.step]).toEqual([true, 4]);
  expect((await turned.generate(turned.latents([0]))).data).toEqual(pictures[2]);
  expect([turned.turnTo(2), turned.step]).toEqual([false, 4]);
  await turned.close();
});

it('keeps the lengths of its stages when it goes on longer, and says where it ends before the last', async () => {
  const shared = definePreset({
    ...growing,
    game: (data) => ({ ...growing.game(data), growing: { sizes: [14, 28] } }) as never,
  });
  const config = await resolveConfig(shared, { steps: 9 });
  const ends = (run: typeof config) => stagesOf(run).map(({ stage }) => stage.until);
  expect(ends(config)).toEqual([3, 6, Number.POSITIVE_INFINITY]);
  expect(ends({ ...config, steps: 1000, scheduleSteps: 9 })).toEqual(ends(config));
  expect(warningsFor(config)).toEqual([]);
  expect(warningsFor(await resolveConfig(growing, { steps: 3 }))).toEqual([
    '3 steps end in stage 2 of 3 (28×28, fading in): the last begins after 4; take more --steps, or shorter stages',
  ]);
});

it('layers that come later begin with the weights that the run was given, too', async () => {
  const set = ['generator', 'discriminator'].map((player) => `${player}.optimizer.learningRate=0`);
  const { directory } = await train(growing, { out, threads: 1, steps: 5, name: 'given', init: whole, set });
  const at = (run: string, step: number) => new Checkpoints(join(run, 'checkpoints')).load(step).tensors;
  const [given, got] = [at(whole, 7), at(directory, 5)];
  const kernels = Object.keys(got).filter((name) => /conv2d(_\d+)?\/kernel$/.test(name));
  expect(kernels.length).toBeGreaterThan(8);
  for (const name of kernels) expect(got[name]!.data, name).toEqual(given[name]!.data);
});
