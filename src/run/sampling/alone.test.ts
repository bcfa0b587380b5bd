import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { batchNorm, conv2d, dense, leakyRelu, network, reshape, upsample } from '../../nn/index.ts';
import type { Arrays, Engine, Program } from '../../runtime/engine.ts';
import { craftRun, generatorGame } from '../directory/crafted.testing.ts';
import { Alone } from './alone.ts';
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

it.each([1, 2])('sample i is the same numbers, however many are made beside it, on %i threads', async (threads) => {
  const made = await RunGenerator.open(run, { threads });
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
    // made twice each at first, and once as soon as that is known to be the same
    for (const seed of seeds)
      expect((await made.generate(made.latents([seed]))).data).toEqual(all.subarray(seed * size, (seed + 1) * size));
  } finally {
    await made.close();
  }
});

/** An engine whose programs give `size` numbers for each of what they are fed with; its second one gives `other` for them. */
function pretended(size: number, other: (x: number) => number) {
  const fed: number[] = [];
  const program = (f: (x: number) => number): Program => ({
    run: async ({ x }: Arrays) => {
      const [n] = x!.shape as [number];
      fed.push(n);
      return { y: { shape: [n, size], data: new Float32Array(n * size).fill(f(x!.data[0]!)) } };
    },
    hold: async () => {},
    close: async () => {},
  });
  const engine = { device: { kind: 'cpu', threads: 1 }, load: async () => program(other) } as unknown as Engine;
  const alone = new Alone(engine, new Uint8Array() as never, program(Math.fround));
  const call = async (x: number) => {
    fed.length = 0;
    const feeds = (times: number) => ({ x: { shape: [times], data: new Float32Array(times).fill(x) } });
    const { y } = await alone.run(feeds);
    expect(y).toEqual({ shape: [1, size], data: new Float32Array(size).fill(x) });
    return [...fed];
  };
  return { alone, call };
}

it('a sample alone is made once as soon as enough numbers have come out alike', async () => {
  const { alone, call } = pretended(2048, Math.fround);
  expect([await call(1), await call(2), await call(3), await call(4), await call(5)]).toEqual([
    ...[[2], [2, 1], [2, 1]],
    ...[[1], [1]],
  ]);
  await alone.begin({});
  expect([await call(1), await call(2)]).toEqual([[2], [2, 1]]);
});

it('and twice where one has not', async () => {
  const { call } = pretended(2048, (x) => (x === 3 ? Math.fround(3.0000005) : x));
  expect([await call(1), await call(2), await call(3), await call(4), await call(5)]).toEqual([
    ...[[2], [2, 1], [2, 1]],
    ...[[2], [2]],
  ]);
});
