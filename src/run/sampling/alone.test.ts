import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { batchNorm, conv2d, dense, leakyRelu, network, reshape, upsample } from '../../nn/index.ts';
import { craftRun, generatorGame } from '../directory/crafted.testing.ts';
import { RunGenerator } from './generator.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-alone-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const value = (i: number) => Math.sin(12.9898 * i) / 4;
const generator = network(
  [64],
  [
    dense(7 * 7 * 8),
    leakyRelu(0.2),
    reshape([7, 7, 8]),
    upsample(2),
    conv2d(16, 5, { padding: 'same' }),
    batchNorm(),
    conv2d(1, 3, { padding: 'same', activation: 'tanh' }),
  ],
);
const run = craftRun({
  out: folder,
  name: 'alone',
  source: 'digits',
  shape: [14, 14, 1],
  classes: [],
  game: generatorGame(generator),
  step: 1,
  weights: {
    ...Object.fromEntries(['dense', 'conv2d', 'conv2d_1'].map((layer) => [`generator/${layer}/kernel`, value])),
    'generator/batchNorm/movingVariance': () => 1,
    'generator/batchNorm/gamma': () => 1,
  },
});

it('sample i is the same numbers, however many are made beside it', async () => {
  const made = await RunGenerator.open(run, { threads: 1 });
  try {
    const seeds = Array.from({ length: 65 }, (_, i) => i);
    const all = (await made.generate(made.latents(seeds))).data;
    const size = 14 * 14;
    // 65: the last one is made alone, behind a chunk of 64
    for (const few of [[0], [64], [3, 4], [1, 2, 3], seeds.slice(0, 33)]) {
      const { data } = await made.generate(made.latents(few));
      for (const [i, seed] of few.entries())
        expect(data.subarray(i * size, (i + 1) * size), `${few.length}`).toEqual(
          all.subarray(seed * size, (seed + 1) * size),
        );
    }
  } finally {
    await made.close();
  }
});
