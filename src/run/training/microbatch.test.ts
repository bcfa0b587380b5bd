import { expect, it } from 'vitest';
import { findPreset } from '../../presets/registry.ts';
import type { RunConfig } from '../config/config.ts';
import { microbatchWarnings, trainingStep } from './microbatch.ts';

const data = { shape: [28, 28, 1], classCount: 10 };
const config = (name: string, microbatch?: number): Pick<RunConfig, 'game' | 'microbatch'> => ({
  game: findPreset(name)!.game(data),
  microbatch,
});

it('feeds a step the same, whole or in parts', () => {
  const whole = trainingStep(config('mnist-dcgan'), data)!;
  const cut = trainingStep(config('mnist-dcgan', 64), data)!;
  expect(cut.description).toEqual(whole.description);
  expect(Object.keys(cut.outputs)).toEqual(Object.keys(whole.outputs));
});

it('refuses parts that do not make up the batch, and names those that do', () => {
  // a batch of 64, and 32 on each side of D
  expect(() => trainingStep(config('mnist-mlp', 48), data)).toThrow(
    expect.objectContaining({ kind: 'usage', code: 'config/microbatch', fix: 'use --microbatch 2, 4, 8, 16, 32' }),
  );
  expect(() => trainingStep(config('mnist-mlp', 1), data)).toThrow(/cannot be cut into parts of 1/);
  expect(() => trainingStep(config('mnist-mlp', 128), data)).toThrow(/cannot be cut into parts of 128/);
});

it('names a few parts of a batch of any size', () => {
  const game = {
    ...config('mnist-mlp').game,
    batch: { generator: 2 ** 30, discriminator: 2 ** 30 },
  } as RunConfig['game'];
  expect(() => trainingStep({ game, microbatch: 3 }, data)).toThrow(
    expect.objectContaining({ fix: expect.stringMatching(/^use --microbatch 262144, 524288, .*, 536870912$/) }),
  );
});

it('says where statistics are those of a part', () => {
  expect(microbatchWarnings(config('mnist-dcgan', 64))).toEqual([
    'batchNorm: the statistics are those of each part of 64, not of the whole batch',
  ]);
  expect(microbatchWarnings(config('mnist-mlp', 32))).toEqual([]);
  expect(microbatchWarnings(config('dragan', 16))).toEqual([
    'batchNorm: the statistics are those of each part of 16, not of the whole batch',
    'dragan: what is computed is that of each part of 16, not of the whole batch',
  ]);
  expect(microbatchWarnings(config('mnist-dcgan'))).toEqual([]);
});
