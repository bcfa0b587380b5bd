import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { crossEntropy, gan } from '../../gan/index.ts';
import * as nn from '../../nn/index.ts';
import { parseConfig, plain, type RunConfig } from '../config/config.ts';
import { stageAfter, stageAt, stagesOf } from '../config/stages.ts';
import { Checkpoints } from '../directory/checkpoints.ts';
import type { RunEvent } from '../directory/events.ts';
import { readJsonLines } from '../directory/jsonl.ts';
import { exportOnnx, exportStep } from '../export.ts';
import { RunGenerator } from '../sampling/generator.ts';
import { resolveConfig } from './resolve.ts';
import { resume, train } from './train.ts';

const out = mkdtempSync(join(tmpdir(), 'duel-stages-'));
afterAll(() => rmSync(out, { recursive: true }));

const optimizer = nn.adam({ learningRate: 1e-3 });
const { conv2d, dense, flatten, leakyRelu, network, reshape, upsample } = nn;

/** A GAN on pictures of 7 × 7, and one on 14 × 14 that has its layers and some more. */
const small = gan({
  generator: {
    network: network([4], [dense(49), reshape([7, 7, 1]), conv2d(1, 3, { padding: 'same', name: 'image' })]),
    optimizer,
    ema: 0.9,
  },
  discriminator: { network: network([7, 7, 1], [flatten(), dense(4), leakyRelu(0.2), dense(1)]), optimizer },
  batch: { generator: 2, discriminator: 2 },
  loss: crossEntropy(),
});
const large = gan({
  ...small,
  generator: {
    ...small.generator,
    network: network(
      [4],
      [
        dense(49),
        reshape([7, 7, 1]),
        upsample(),
        conv2d(2, 3, { padding: 'same' }),
        leakyRelu(0.2),
        conv2d(1, 3, { padding: 'same', name: 'image' }),
      ],
    ),
  },
  discriminator: {
    ...small.discriminator,
    network: network([14, 14, 1], [flatten({ name: 'all' }), dense(4), leakyRelu(0.2), dense(1)]),
  },
});

const config: RunConfig = parseConfig(
  plain({
    name: 'two',
    data: { source: 'digits', range: [-1, 1] },
    stages: [{ until: 4, resolution: 7, game: small }],
    game: { ...large, generator: { ...large.generator } },
    draw: 'shuffled',
    seed: 3,
    steps: 9,
    report: { every: 2, as: 'means' },
    snapshotEvery: 3,
    keep: 9,
    monitor: { rows: 1, columns: 2 },
  }),
  'two',
);
/** The data have 28 × 28: a stage more, so that the last one plays on the data as they are. */
const three: RunConfig = parseConfig(
  plain({
    ...config,
    stages: [...config.stages!, { until: 7, resolution: 14, game: large }],
    game: gan({
      ...large,
      generator: {
        ...large.generator,
        network: network([4], [...(large.generator.network.layers as nn.Layer[]), upsample()]),
      },
      discriminator: {
        ...small.discriminator,
        network: network([28, 28, 1], [flatten(), dense(4), leakyRelu(0.2), dense(1)]),
      },
    }),
  }),
  'three',
);

/** Hashes of what a run has made. */
const filesOf = (directory: string): Record<string, string> =>
  Object.fromEntries(
    (readdirSync(directory, { recursive: true }) as string[])
      .filter((name) => /\.(safetensors|onnx)$|(samples|graphs)\b.*\.(png|json)$|reals/.test(name))
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(directory, name)))
          .digest('hex'),
      ]),
  );
const linesOf = (directory: string, file: string) =>
  [...readJsonLines(join(directory, file))].map(({ imagesPerSecond: _, ...line }) => line);

let whole = '';
const told: RunEvent[] = [];
beforeAll(async () => {
  whole = (await train(three, { out, threads: 1, on: (event) => told.push(event) })).directory;
});

it('a run has the stages that its configuration names, each up to where the next begins', () => {
  expect(stagesOf(three).map(({ stage }) => stage)).toEqual([
    { number: 1, of: 3, from: 0, until: 4, size: 7 },
    { number: 2, of: 3, from: 4, until: 7, size: 14 },
    { number: 3, of: 3, from: 7, until: Number.POSITIVE_INFINITY },
  ]);
  expect([0, 1, 4, 5, 7, 8, 99].map((step) => stageAt(three, step).stage.number)).toEqual([1, 1, 1, 2, 2, 3, 3]);
  expect([0, 3, 4, 6, 7].map((step) => stageAfter(three, step).stage.number)).toEqual([1, 1, 2, 2, 3]);
});

it('each stage has graphs, its border a checkpoint, its steps and events its number', () => {
  expect(readdirSync(join(whole, 'graphs'))).toEqual(['made.of.json', 'stage-1', 'stage-2', 'stage-3']);
  expect(existsSync(join(whole, 'graphs', 'stage-2', 'step.onnx'))).toBe(true);
  expect(new Checkpoints(join(whole, 'checkpoints')).list()).toEqual([3, 4, 6, 7, 9]);
  const ofSteps = [1, 1, 1, 1, 2, 2, 2, 3, 3];
  expect(linesOf(whole, 'metrics.jsonl').map(({ stage }) => stage)).toEqual(ofSteps);
  const stages = [
    { type: 'stage', step: 1, stage: 1, of: 3, until: 4 },
    { type: 'stage', step: 5, stage: 2, of: 3, until: 7 },
    { type: 'stage', step: 8, stage: 3, of: 3, until: 9 },
  ];
  expect(linesOf(whole, 'events.jsonl').filter(({ type }) => type === 'stage')).toEqual(stages);
  expect(told.filter(({ type }) => type === 'stage')).toEqual(stages);
});

it('carries over by name and shape what there is, moments and averages too, and begins the rest', () => {
  const at = (step: number) => new Checkpoints(join(whole, 'checkpoints')).load(step).tensors;
  const [border, after] = [at(4), at(6)];
  const kernel = (tensors: typeof border, name: string) => [...tensors[name]!.data];
  // new from one convolution of 1 channel to one of 2, by its shape
  expect(border['generator/image/kernel']!.shape).toEqual([3, 3, 1, 1]);
  expect(after['generator/image/kernel']!.shape).toEqual([3, 3, 2, 1]);
  // the same layer moves on by two small steps from where it was
  for (const [name, most] of [
    ['generator/dense/kernel', 0.05],
    ['generator/dense/kernel.ema', 0.05],
    // gradients are summed up
    ['generator/dense/kernel.mSum', 0.5],
  ] as const) {
    const [before, then] = [kernel(border, name), kernel(after, name)];
    const distance = Math.max(...before.map((v, i) => Math.abs(v - then[i]!)));
    expect(distance, name).toBeGreaterThan(0);
    expect(distance, name).toBeLessThan(most);
  }
  // the optimizer has counted on
  expect(kernel(after, 'generator.adam.d1')[0]).toBeCloseTo((1 - 0.9 ** 6) / 0.1, 5);
});

it.each([
  [3, 'within the first stage'],
  [4, 'at a border'],
  [5, 'just after one'],
  [7, 'at the next'],
])('stopped after %d steps, %s, it ends with the bytes of an undisturbed run', async (steps) => {
  const { directory } = await train(three, { out, threads: 1, steps, name: `stopped-${steps}` });
  const longer = await resume(directory, { threads: 1, steps: 9 });
  expect(longer).toMatchObject({ status: 'finished', step: 9 });
  // where it was stopped it has a checkpoint and a picture more
  // and it says of its graphs that it began with fewer steps
  const isOfBoth = ([name]: [string, unknown]) => !name.includes(`00000000${steps}.`) && !name.endsWith('made.of.json');
  const got = Object.entries(filesOf(directory)).filter(isOfBoth);
  const wanted = Object.entries(filesOf(whole)).filter(isOfBoth);
  expect(got.length).toBeGreaterThan(25);
  expect(Object.fromEntries(got)).toEqual(Object.fromEntries(wanted));
  expect(linesOf(directory, 'metrics.jsonl')).toEqual(linesOf(whole, 'metrics.jsonl'));
});

it('losing the process between two stages changes nothing: the border is a checkpoint like others', async () => {
  const directory = join(out, 'cut');
  cpSync(whole, directory, { recursive: true });
  // as a kill leaves it just after the border's checkpoint, with steps logged beyond
  for (const step of ['6', '7', '9']) rmSync(join(directory, 'checkpoints', `00000000${step}.safetensors`));
  cpSync(join(whole, 'checkpoints', 'last.json'), join(directory, 'checkpoints', 'last.json'));
  expect(await resume(directory, { threads: 1 })).toMatchObject({ status: 'finished', step: 9 });
  expect(filesOf(directory)['checkpoints/000000009.safetensors']).toBe(
    filesOf(whole)['checkpoints/000000009.safetensors'],
  );
  expect(linesOf(directory, 'events.jsonl').filter(({ type }) => type === 'stage')).toHaveLength(3);
});

it('a checkpoint is sampled and exported with the networks of its stage', async () => {
  for (const [checkpoint, size] of [
    [3, 7],
    [4, 7],
    [6, 14],
    ['last', 28],
  ] as const) {
    const generator = await RunGenerator.open(whole, { checkpoint, threads: 1 });
    expect((await generator.generate(generator.latents([0]))).shape).toEqual([1, size, size, 1]);
    await generator.close();
    await exportOnnx(whole, join(out, `${size}.onnx`), { checkpoint });
    const step = await exportStep(whole, join(out, `step-${checkpoint}`), { checkpoint });
    expect(step.files).toHaveLength(3);
  }
});

it('a learning rate that is changed on continuing holds in all the stages that are left', async () => {
  const { directory } = await train(three, { out, threads: 1, steps: 3, name: 'turned' });
  const set = [
    'game.generator.optimizer.learningRate=0.5',
    'stages.0.game.generator.optimizer.learningRate=0.5',
    'stages.1.game.generator.optimizer.learningRate=0.5',
  ];
  await resume(directory, { threads: 1, steps: 9, set });
  const rates = linesOf(directory, 'metrics.jsonl').map(({ rates }) => (rates as { generator: number }).generator);
  expect(rates.map((rate) => Math.round(1000 * rate) / 1000)).toEqual([0.001, 0.001, 0.001, ...Array(6).fill(0.5)]);
  await expect(resume(directory, { steps: 12, set: ['stages.0.until=5'] })).rejects.toMatchObject({
    code: 'run/no-dial',
  });
});

it.each([
  [{ ...three, stages: [...three.stages!].reverse() }, 'config/invalid', /each stage ends after the one before it/],
  [{ ...three, stages: [{ ...three.stages![0]!, resolution: 5 }] }, 'data/reduce', /28 cannot be averaged down to 5/],
  [{ ...three, stages: [{ ...three.stages![0]!, resolution: 14 }] }, 'config/misfit', /examples \[14,14,1\]/],
])('refuses stages that cannot be', async (config, code, message) => {
  await expect((async () => resolveConfig(parseConfig(plain(config), 'x'), {}))()).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
});
