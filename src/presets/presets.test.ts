import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile, trainingPlan } from '../compile/compile.ts';
import {
  buildStep,
  type ExampleSource,
  Feeder,
  gameOf,
  gameSchema,
  initialState,
  playersOf,
  translatorsOf,
  warningsOf,
  withBatch,
} from '../gan/index.ts';
import { describe as describeNetwork, type Network } from '../nn/index.ts';
import type { Engine } from '../runtime/engine.ts';
import { openHere } from '../runtime/node/open.ts';
import { type Shape, sizeOf } from '../tensor/index.ts';
import { dataOf } from './dataOf.testing.ts';
import { resnextNetworks } from './networks/resnext.ts';
import { snganNetworks } from './papers/sngan.ts';
import type { Preset } from './preset.ts';
import { presets } from './registry.ts';

/** Presets that are built for the shape of the data, whatever it is. */
const forAnyPictures = presets.filter(({ name }) =>
  [
    'dcgan',
    'photos',
    'lsgan',
    'wgan',
    'wgan-gp',
    'dragan',
    'cgan',
    'acgan',
    'infogan',
    'sngan',
    'sagan',
    'r3gan',
    'progressive',
    'pacgan',
    'unrolled',
    'stacked-mnist',
    'classifier',
  ].includes(name),
);
const shapes: readonly Shape[] = [
  [28, 28, 1],
  [28, 28, 3],
  [32, 32, 1],
  [32, 32, 3],
  [64, 64, 1],
  [64, 64, 3],
  [128, 128, 1],
];
const gameFor = (preset: Preset, shape: Shape) => preset.game(dataOf(preset, shape));
const trained = (net: Network) =>
  describeNetwork(net)
    .variables.filter((v) => v.trainable)
    .reduce((n, { shape }) => n + sizeOf(shape), 0);

describe.each(forAnyPictures)('$name', (preset) => {
  it.each(shapes.map((shape) => [shape.join('×'), shape] as const))('is built for %s', (_, shape) => {
    const game = gameFor(preset, shape);
    expect(gameSchema.parse(JSON.parse(JSON.stringify(game)))).toEqual(game);
    if (game.type !== 'gan') return;
    const { generator, discriminator } = game;
    expect(describeNetwork(generator.network).outputShape.slice(1)).toEqual(shape);
    expect(describeNetwork(discriminator.network).outputShape.slice(1)).toEqual([1]);
    // neither network towers above the other; a dense layer from the latents to 7×7 pixels is most of a small generator
    const ratio = trained(generator.network) / trained(discriminator.network);
    expect(ratio).toBeGreaterThan(0.3);
    expect(ratio).toBeLessThan(15);
    expect(warningsOf(game)).toEqual([]);
  });
});

describe.each(presets.filter(({ data }) => data.source !== 'ring' && data.source !== 'grid'))('$name', (preset) => {
  it('trains on pictures that are not square, of any number of channels', () => {
    const shape = [16, 24, 5];
    const { description } = buildStep(gameOf(withBatch(gameFor(preset, shape), 4))!, dataOf(preset, shape));
    expect(description.metrics.length).toBeGreaterThan(0);
  });

  it('makes pictures of 48×64', () => {
    const game = gameFor(preset, [48, 64, 3]);
    const makers = game.type === 'gan' ? ['generator'] : translatorsOf(game).map(({ player }) => player);
    for (const maker of makers)
      expect(describeNetwork(playersOf(game)[maker]!.network).outputShape.slice(1)).toEqual([48, 64, 3]);
  });

  it('says so where examples are no pictures', () => {
    expect(() => gameFor(preset, [24, 2])).toThrow(expect.objectContaining({ kind: 'usage' }));
  });
});

it.each(['cgan', 'acgan'])('%s needs data with classes, and infogan none', (name) => {
  const [told, alone] = [name, 'infogan'].map((wanted) => presets.find((preset) => preset.name === wanted)!);
  const shape = [28, 28, 1];
  expect(() => told!.game({ shape, classCount: 0 })).toThrow(
    expect.objectContaining({ kind: 'usage', code: 'preset/no-classes' }),
  );
  expect(alone!.game({ shape, classCount: 0 })).toMatchObject({ conditioning: { discrete: [10], continuous: 2 } });
});

const millions = (net: Network) => (trained(net) / 1e6).toFixed(2);

// Huang et al. 2024, table 9
it.each([
  ['Stacked-MNIST', [32, 32, 3], '20.73', '20.68'],
  ['FFHQ-64', [64, 64, 3], '22.43', '22.38'],
  ['FFHQ-256', [256, 256, 3], '23.06', '23.01'],
] as const)("R3GAN's networks for %s have as many parameters as published", (_, shape, g, d) => {
  const { generator, discriminator } = resnextNetworks(shape, 768);
  expect([millions(generator), millions(discriminator)]).toEqual([g, d]);
});

// Miyato et al. 2018, table 4: c channels, 3×3 convolutions, 1×1 in shortcuts that resample, batch norm in G
it("SNGAN's networks for CIFAR-10 have the parameters of the paper's table", () => {
  const { generator, discriminator } = snganNetworks([32, 32, 3]);
  const conv = (side: number, from: number, to: number) => side ** 2 * from * to + to;
  const up = 2 * conv(3, 256, 256) + conv(1, 256, 256) + 2 * (2 * 256);
  expect(trained(generator)).toBe(conv(1, 128, 4 * 4 * 256) + 3 * up + 2 * 256 + conv(3, 256, 3));
  const first = conv(3, 3, 128) + conv(3, 128, 128) + conv(1, 3, 128);
  const down = 2 * conv(3, 128, 128) + conv(1, 128, 128);
  expect(trained(discriminator)).toBe(first + down + 2 * (2 * conv(3, 128, 128)) + 128);
});

/** Of the data sets that are not like MNIST. */
const shapeOf: Readonly<Record<string, Shape>> = {
  celeba: [64, 64, 3],
  'stacked-mnist': [28, 28, 3],
  ring: [2],
  grid: [2],
};

it.each(presets.map((preset) => [preset.name, preset] as const))('%s does not work against itself', (_, preset) => {
  const game = gameFor(preset, shapeOf[preset.data.source ?? ''] ?? [28, 28, 1]);
  expect(warningsOf(game)).toEqual([]);
});

describe('trains', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openHere('cpu', { threads: 1 });
  });
  afterAll(() => engine.close());

  const pictures = (shape: Shape): ExampleSource => ({
    count: 64,
    shape,
    read: async (indices: ArrayLike<number>, out: Float32Array, { labels }: { labels?: Int32Array } = {}) => {
      for (let i = 0; i < out.length; i++) out[i] = Math.sin(i * 12.9898 + indices[0]!);
      labels?.fill(1);
    },
  });

  it.each(presets.map((preset) => [preset.name, preset] as const))('%s for two steps', async (_, preset) => {
    const shape = shapeOf[preset.data.source ?? ''] ?? [28, 28, 1];
    const game = withBatch(gameFor(preset, shape), 4);
    const { outputs, description } = buildStep(gameOf(game)!, dataOf(preset, shape));
    const options = { seed: 1, totalSteps: 10, draw: preset.draw, range: preset.data.range };
    const own = pictures(shape);
    const source = { ...own, domains: { a: own, b: own } };
    const feeder = new Feeder(description, source, options);
    const before = initialState(description, 1);
    const program = await engine.loadStateful(compile(outputs, trainingPlan).bytes, structuredClone(before));
    for (let step = 0; step < 2; step++)
      for (const [name, { data }] of Object.entries(await program.step(await feeder.at(step))))
        expect(Number.isFinite(data[0]), `${name} is ${data[0]} at step ${step}`).toBe(true);
    const after = await program.readState();
    await program.close();
    // every parameter that a move updates has moved, but where its gradient begins at 0
    for (const [player, { network }] of Object.entries(playersOf(game)))
      expect(movedShare(before, after, player, network)).toBeGreaterThan(0.7);
  });
});

type State = Readonly<Record<string, { readonly data: ArrayLike<number> }>>;

/** The share of a player's parameters that two steps have changed. */
function movedShare(before: State, after: State, player: string, network: Network): number {
  const names = describeNetwork(network).variables.flatMap((v) => (v.trainable ? [`${player}/${v.name}`] : []));
  const moved = names.filter((name) => {
    const [a, b] = [before[name]!.data, after[name]!.data];
    return Array.from(a).some((value, i) => value !== b[i]);
  });
  return moved.length / names.length;
}
