import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { latentsOf } from '../../gan/index.ts';
import { features } from '../../metrics/features/features.testing.ts';
import { perceptualPathLength } from '../../metrics/features/pathLength.ts';
import { concat, dense, type Network, network, previous, reshape } from '../../nn/index.ts';
import { type CraftedRun, craftRun, generatorGame } from '../directory/crafted.testing.ts';
import { RunGenerator } from './generator.ts';
import { MappedGenerator, stepsBetween, stepsInLatents } from './steps.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-steps-'));
afterAll(() => rmSync(folder, { recursive: true }));

const opened = (generator: Network, shape: readonly number[], weights: CraftedRun['weights']) =>
  RunGenerator.open(
    craftRun({
      out: folder,
      name: 'g',
      source: '/x',
      shape,
      classes: [],
      game: generatorGame(generator),
      step: 1,
      weights,
    }),
    { threads: 1 },
  );

it("along great circles it is the length of StyleGAN's program", () => {
  const { pathLength } = JSON.parse(readFileSync('test/fixtures/generators.json', 'utf8'));
  const { n, width, pixels, epsilon } = pathLength;
  const rows = features('latents', 2 * n, width).data.map((v) => v - 0.6);
  const unit = Float32Array.from(rows, (v, i) => {
    const from = i - (i % width);
    return v / Math.hypot(...rows.subarray(from, from + width));
  });
  const ends = [0, 1].map((end) => unit.filter((_, i) => Math.floor(i / width) % 2 === end)) as [
    Float32Array,
    Float32Array,
  ];
  const latents = stepsBetween(
    ends,
    Array.from({ length: n }, (_, i) => i),
    epsilon,
  );
  const kernel = features('kernel', width, pixels, 1, -0.5).data;
  const made = new Float64Array(2 * n * pixels);
  for (let i = 0; i < 2 * n; i++)
    for (let p = 0; p < pixels; p++) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += latents[i * width + k]! * kernel[k * pixels + p]!;
      made[i * pixels + p] = Math.tanh(sum);
    }
  const got = perceptualPathLength({ n: 2 * n, width: pixels, data: made }, { epsilon });
  expect(got.kept).toBe(pathLength.kept);
  // float32 rounds unit lengths, and a step is but some thousand times what it rounds: equal to some 1e-5
  expect(got.mean / pathLength.mean).toBeCloseTo(1, 4);
  expect(got.error / pathLength.error).toBeCloseTo(1, 3);
});

it('in latents goes along the circle through those of two seeds', async () => {
  const identity = Float32Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 1 : 0));
  const generator = await opened(network([4], [dense(4), reshape([2, 2, 1])]), [2, 2, 1], {
    'generator/dense/kernel': [...identity],
  });
  try {
    const { shape, data } = await stepsInLatents(generator, [3], 0.01);
    expect(shape).toEqual([2, 2, 2, 1]);
    const [a, b] = [latentsOf([6], [4]), latentsOf([7], [4])];
    const expected = stepsBetween([a, b], [3], 0.01);
    data.forEach((v, i) => {
      expect(v).toBeCloseTo(expected[i]!, 5);
    });
  } finally {
    await generator.close();
  }
});

it('in what a mapping network gives goes along straight lines: of a linear generator all places are alike', async () => {
  const mapped = network(
    [3],
    [
      dense(3, { name: 'hidden', activation: 'tanh' }),
      dense(2, { name: 'w' }),
      dense(4, { name: 'flat' }),
      reshape([2, 2, 1], { name: 'image' }),
    ],
    { outputs: ['image', 'w'] },
  );
  const weights = {
    'generator/hidden/kernel': (i: number) => 1 + i,
    'generator/w/kernel': (i: number) => i - 2,
    'generator/flat/kernel': (i: number) => i % 3,
  };
  const generator = await opened(mapped, [2, 2, 1], weights);
  expect(MappedGenerator.isIn(generator)).toBe(true);
  const synthesis = await MappedGenerator.open(generator, { threads: 1 });
  try {
    const indices = [0, 1, 2];
    const { data } = await synthesis.steps(indices, 0.25);
    const whole = await generator.generate(generator.latents([0, 1, 2, 3, 4, 5]));
    indices.forEach((i) => {
      for (let p = 0; p < 4; p++) {
        const step = data[(2 * i + 1) * 4 + p]! - data[2 * i * 4 + p]!;
        // a quarter of the way between both pictures
        expect(step).toBeCloseTo((whole.data[(2 * i + 1) * 4 + p]! - whole.data[2 * i * 4 + p]!) / 4, 5);
      }
    });
  } finally {
    await synthesis.close();
    await generator.close();
  }
});

it('there is no mapping network where the latent is read beside it', async () => {
  const generator = await opened(
    network(
      [2],
      [
        dense(2, { name: 'w' }),
        concat([previous(), 'input']),
        dense(4, { name: 'flat' }),
        reshape([2, 2, 1], { name: 'image' }),
      ],
      {
        outputs: ['image', 'w'],
      },
    ),
    [2, 2, 1],
    {},
  );
  expect(MappedGenerator.isIn(generator)).toBe(false);
  await generator.close();
});
