import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { assertMemory, memoryWarning } from '../../files/memory.ts';
import { findPreset, presets } from '../../presets/registry.ts';
import { type ConfigOptions, presetConfig } from '../config/config.ts';
import { partsBefore, partsOf } from './memory.ts';
import { trainingStep } from './microbatch.ts';
import { resolveConfig } from './resolve.ts';
import { train } from './train.ts';

const GiB = 2 ** 30;
type Options = Parameters<typeof presetConfig>[3];

function configOf(name: string, options: Options, shape: readonly number[]) {
  const preset = presets.find((p) => p.name === name)!;
  return presetConfig(preset, { source: 'digits', range: [-1, 1] }, { shape, classes: [], count: 1000 }, options);
}

function parts(name: string, options: Options, shape: readonly number[]) {
  const config = configOf(name, options, shape);
  return partsOf(config, trainingStep(config, { shape, classCount: 0 })!, shape);
}

/** The words of what work throws; undefined where it throws nothing. */
function refusal(work: () => void) {
  try {
    work();
    return undefined;
  } catch (error) {
    const { message, fix } = error as Error & { fix: string };
    return `${message}\n${fix}`;
  }
}

// docs/benchmarks/cpu.md: the measured peak of each system
it.each([
  ['mnist-mlp', [28, 28, 1], 288],
  ['fashion-mlp', [28, 28, 1], 293],
  ['mnist-dcgan', [28, 28, 1], 499],
  ['celeba-dcgan', [64, 64, 3], 1493],
] as const)('lets %s begin where it has been seen to work, and is not far below', (name, shape, peakMiB) => {
  const counted = parts(name, {}, shape);
  expect(refusal(() => assertMemory('this', counted, peakMiB * 2 ** 20))).toBeUndefined();
  // but for the 200 MiB of the process, and what the runtime spreads out for its convolutions
  expect(refusal(() => assertMemory('this', counted, ((peakMiB - 200) / 5) * 2 ** 20))).toMatch(/needs at least/);
});

describe('what cannot fit is refused with the numbers, before the step is built', () => {
  it.each<[string, string, Options, readonly number[], RegExp]>([
    ['a batch', 'celeba-dcgan', { batch: 1_000_000 }, [64, 64, 3], /98 GB for the batches of two steps\n.*--batch/],
    [
      'units',
      'mnist-mlp',
      { set: ['generator.network.layers.0.units=100000000'] },
      [28, 28, 1],
      /245 GB for the parameters and their optimizers \(the largest is generator\/dense_1\/kernel \[100000000, 512\]\)/,
    ],
    [
      'latents',
      'mnist-mlp',
      { set: ['generator.network.inputs.input=[1000000000]'] },
      [28, 28, 1],
      /for the parameters and their optimizers \(the largest is generator\/dense\/kernel \[1000000000, 256\]\)/,
    ],
    [
      'a monitor',
      'mnist-mlp',
      { set: ['monitor.rows=3000', 'monitor.columns=3000'] },
      [28, 28, 1],
      /64 GB for the pictures of 3000 rows of 3000\n--set monitor.rows=8/,
    ],
    [
      'a resolution',
      'dcgan',
      {},
      [4096, 4096, 3],
      /29 GB for the pictures of 8 rows of 8, 26 GB for the batches of two steps/,
    ],
    [
      'the updates of a step',
      'mnist-mlp',
      { batch: 100_000, set: ['discriminatorSteps=1000'] },
      [28, 28, 1],
      /[\d,]+ GB for the batches of two steps/,
    ],
  ])('%s', (_, name, options, shape, words) => {
    const config = configOf(name, options, shape);
    expect(refusal(() => assertMemory('this training', partsBefore(config, shape), 16 * GiB))).toMatch(words);
  });
});

describe('leaves nothing behind', () => {
  const folder = mkdtempSync(join(tmpdir(), 'duel-memory-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const out = join(folder, 'runs');
  const quickstart = presets.find(({ name }) => name === 'quickstart')!;

  it('of a batch', async () => {
    const refused = { code: 'device/memory', exitCode: 5 };
    await expect(train(quickstart, { out, batch: 100_000_000 })).rejects.toMatchObject(refused);
  });

  it('of threads', async () => {
    const refused = { code: 'device/threads', exitCode: 2 };
    await expect(train(quickstart, { out, threads: 100_000 })).rejects.toMatchObject(refused);
  });

  it('of a resolution, for which nothing is decoded', async () => {
    const data = join(folder, 'pictures');
    for (const [name, channels] of [
      ['A', 1],
      ['B', 3],
    ] as const) {
      mkdirSync(join(data, name), { recursive: true });
      const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#a63' } })
        .toColourspace(channels === 1 ? 'b-w' : 'srgb')
        .png()
        .toBuffer();
      for (let i = 0; i < 16; i++) writeFileSync(join(data, name, `${i}.png`), picture);
    }
    const decoded: string[] = [];
    const context = {
      cacheFolder: join(folder, 'cache'),
      onProgress: ({ stage }: { stage: string }) => void decoded.push(stage),
    };
    const resolved = (name: string, options: ConfigOptions) => resolveConfig(findPreset(name)!, options, context);
    const refused = { code: 'device/memory' };
    const large = { data, resolution: 4096 };
    await expect(resolved('dcgan', large)).rejects.toMatchObject(refused);
    await expect(resolved('cgan', large)).rejects.toMatchObject(refused);
    await expect(resolved('cyclegan', large)).rejects.toMatchObject(refused);
    await expect(resolved('pix2pix', { ...large, input: 'A', target: 'B' })).rejects.toMatchObject(refused);
    await expect(resolved('pix2pix', { ...large, pairs: 'grey' })).rejects.toMatchObject(refused);
    await expect(resolved('pix2pix', { ...large, pairs: 'side-by-side' })).rejects.toMatchObject(refused);
    await expect(resolved('dcgan', { ...large, crop: 4096 })).rejects.toMatchObject(refused);
    await expect(resolved('mnist-mlp', { data: 'digits', resolution: 4096 })).rejects.toMatchObject(refused);
    const many = { data, batch: 200_000 };
    await expect(resolved('dcgan', { ...many, resolution: 64 })).rejects.toMatchObject(refused);
    // nor of data that do not suit what is to be trained
    const digits = presetConfig(
      findPreset('mnist-mlp')!,
      { source: 'digits', range: [-1, 1] },
      { shape: [28, 28, 1], classes: [], count: 100 },
      {},
    );
    await expect(resolveConfig(digits, { data, resolution: 32 }, context)).rejects.toMatchObject({
      code: 'config/misfit',
    });
    expect(decoded).toEqual([]);
    // what is cut out of large pictures is small
    expect((await resolved('dcgan', { data, resolution: 512, crop: 32, batch: 512 })).data.crop).toBe(32);
    expect(decoded).not.toEqual([]);
  });

  afterEach(() => expect(existsSync(out)).toBe(false));
});

it('counts what a step computes', () => {
  const counted = parts('mnist-mlp', { batch: 1_000_000 }, [28, 28, 1]);
  expect(refusal(() => assertMemory('this training', counted, 16 * GiB))).toMatch(
    /^this training needs at least 23 GB of memory, and there are 17 GB in all: 19 GB for the results within a step, .*\n.*--microbatch/,
  );
});

it('warns where what is free will hardly do', () => {
  const counted = parts('mnist-mlp', { batch: 10_000 }, [28, 28, 1]);
  expect(memoryWarning('this training', counted, 16 * GiB)).toBeUndefined();
  expect(memoryWarning('this training', counted, 0.3 * GiB)).toMatch(
    /^this training needs some \d+ MB to \d+ MB of memory, and 322 MB are free: \d+ MB for the results within a step, /,
  );
});
