import { describe, expect, it } from 'vitest';
import {
  add,
  applyNetwork,
  averagePool2d,
  conv2d,
  dense,
  describe as describeNetwork,
  flatten,
  type Layer,
  leakyRelu,
  minibatchStddev,
  type Network,
  network,
  pixelNorm,
  previous,
  reshape,
  sgd,
  tanh,
  upsample,
} from '../../../nn/index.ts';
import { RandomStream } from '../../../random/stream.ts';
import { evaluate, input, type NDArray, ndarray, sizeOf } from '../../../tensor/index.ts';
import { gameOf, gameStagesOf } from '../../games/registry.ts';
import { gan, wasserstein } from '../../index.ts';
import { Played } from '../../step/step.testing.ts';
import { cutsOf } from './cuts.ts';
import { growthOf } from './growth.ts';
import { grownDiscriminator, grownGenerator } from './networks.ts';

const equalized = { equalized: true, padding: 'same' } as const;
const convs = (filters: number): Layer[] => [conv2d(filters, 3, equalized), leakyRelu(0.2), pixelNorm()];
/** From 4 × 3 to 16 × 12, as Karras et al. build it. */
const generator = network(
  [5],
  [
    dense(4 * 3 * 6, { equalized: true }),
    reshape([4, 3, 6]),
    leakyRelu(0.2),
    ...convs(6),
    upsample(),
    ...convs(4),
    upsample(),
    ...convs(3),
    conv2d(2, 1, { equalized: { gain: 1 }, name: 'picture' }),
    tanh({ name: 'end' }),
  ],
);
const discriminator = network(
  [16, 12, 2],
  [
    conv2d(3, 1, { equalized: true }),
    leakyRelu(0.2),
    conv2d(4, 3, equalized),
    leakyRelu(0.2),
    averagePool2d(),
    conv2d(6, 3, equalized),
    leakyRelu(0.2),
    averagePool2d(),
    minibatchStddev(),
    flatten(),
    dense(1, { equalized: { gain: 1 } }),
  ],
);
const sizes = growthOf(generator, discriminator);
const [small, middle, large] = sizes as [(typeof sizes)[0], (typeof sizes)[0], (typeof sizes)[0]];

const drawn = (name: string, shape: readonly number[]): NDArray =>
  ndarray(shape, new RandomStream(3, name).fillNormal(new Float32Array(sizeOf(shape))));

/** What a network makes of x; each weight follows from its name, and α is as it is given. */
function applied(net: Network, x: NDArray, alpha = 0): NDArray {
  const feeds: Record<string, NDArray> = { x };
  for (const { name, shape } of describeNetwork(net).variables)
    feeds[name] = name.endsWith('/alpha') ? ndarray([], [alpha]) : drawn(name, shape);
  const y = applyNetwork(net, input('x', x.shape), {
    training: false,
    variable: (name) => input(name, feeds[name]!.shape),
  });
  return evaluate([y], feeds)[0]!;
}
const expectSame = (a: NDArray, b: NDArray) => {
  expect(a.shape).toEqual(b.shape);
  expect(Math.max(...Array.from(a.data, (v, i) => Math.abs(v - b.data[i]!)))).toBeLessThan(1e-12);
};
/** Each pixel as a square of two by two. */
const enlarged = (x: NDArray): NDArray => evaluate([applyUpsample(x)], { x })[0]!;
const applyUpsample = (x: NDArray) =>
  applyNetwork(network(x.shape.slice(1), [upsample()]), input('x', x.shape), {
    training: false,
    variable: () => never(),
  });
const reduced = (x: NDArray): NDArray =>
  evaluate(
    [
      applyNetwork(network(x.shape.slice(1), [averagePool2d()]), input('x', x.shape), {
        training: false,
        variable: () => never(),
      }),
    ],
    { x },
  )[0]!;
const never = (): never => {
  throw new Error('no variable');
};

describe('the networks of a GAN that grows', () => {
  const z = drawn('z', [4, 5]);

  it('pass through the sizes that both have', () => {
    expect(sizes.map(({ side }) => side)).toEqual([
      [4, 3],
      [8, 6],
      [16, 12],
    ]);
    expect(growthOf(generator, discriminator, [8, 16]).map(({ side }) => side[0])).toEqual([8, 16]);
  });

  it('are whole at the last size, and before it have its layers, by name and shape, and a way out and in', () => {
    expect(grownGenerator(generator, large.generator)).toBe(generator);
    expect(grownDiscriminator(discriminator, large.discriminator)).toBe(discriminator);
    for (const [whole, grown, own] of [
      [generator, grownGenerator(generator, middle.generator), 'toImage_8x6'],
      [discriminator, grownDiscriminator(discriminator, middle.discriminator), 'fromImage_8x6'],
    ] as const) {
      const known = new Map(describeNetwork(whole).variables.map(({ name, shape }) => [name, shape]));
      const { variables } = describeNetwork(grown);
      const others = variables.filter(({ name, shape }) => known.get(name)?.join() !== shape.join());
      expect(others.map(({ name }) => name)).toEqual([`${own}/kernel`, `${own}/bias`]);
      expect(variables.length).toBeGreaterThan(4);
    }
    const { layers } = grownGenerator(generator, middle.generator);
    expect(layers.at(-1)).toMatchObject({
      filters: 2,
      kernelSize: 1,
      equalized: { gain: 1 },
      activation: { type: 'tanh' },
    });
    const [entry] = grownDiscriminator(discriminator, middle.discriminator).layers;
    expect(entry).toMatchObject({
      filters: 4,
      kernelSize: 1,
      equalized: true,
      activation: { type: 'leakyRelu', slope: 0.2 },
    });
  });

  it.each([
    ['in the middle', small, middle],
    ['at the end', middle, large],
  ])('begin to fade a size in as what was there, enlarged, and end as what comes: %s', (_, before, after) => {
    const fading = grownGenerator(generator, after.generator, before.generator);
    expectSame(applied(fading, z, 0), enlarged(applied(grownGenerator(generator, before.generator), z)));
    expectSame(applied(fading, z, 1), applied(grownGenerator(generator, after.generator), z));
    const x = drawn('x', [4, ...after.side, 2]);
    const judging = grownDiscriminator(discriminator, after.discriminator, before.discriminator);
    expectSame(applied(judging, x, 0), applied(grownDiscriminator(discriminator, before.discriminator), reduced(x)));
    expectSame(applied(judging, x, 1), applied(grownDiscriminator(discriminator, after.discriminator), x));
  });

  it('are not cut where a branch leads past', () => {
    const branched = network(
      [4, 4, 2],
      [
        conv2d(2, 3, { padding: 'same', name: 'first' }),
        upsample(2, { name: 'double' }),
        conv2d(2, 3, { padding: 'same' }),
        upsample(2, { inputs: ['first'], name: 'past' }),
        add([previous(), 'double']),
        upsample(),
        conv2d(1, 1),
      ],
    );
    // 'first' is read by both branches; what comes of them is one again in 'add'
    expect(cutsOf(branched).map(({ layer, side }) => `${layer.name} ${side}`)).toEqual([
      'first 4,4',
      'add 8,8',
      'upsample 16,16',
      'conv2d_1 16,16',
    ]);
    expect(() => growthOf(branched, discriminator)).toThrow(expect.objectContaining({ code: 'gan/growing' }));
  });
});

const options = {
  generator: { network: generator, optimizer: sgd({ learningRate: 0.01 }), ema: 0.5 },
  discriminator: { network: discriminator, optimizer: sgd({ learningRate: 0.01 }) },
  batch: { generator: 4, discriminator: 4 },
};

describe('gan({ growing })', () => {
  it('has a stage for each size, and one in which it is faded in; lengths are counted in real pictures', () => {
    const spec = gan({ ...options, growing: { sizes: [4, 8, 16], fade: 40, stabilise: 60 }, discriminatorSteps: 2 });
    const stages = gameStagesOf(spec, 1000)!;
    expect(stages.map(({ until, about, resolution }) => [until, about, resolution])).toEqual([
      [8, '4×3', [4, 3]],
      [13, '8×6, fading in', [8, 6]],
      [21, '8×6', [8, 6]],
      [26, '16×12, fading in', [16, 12]],
      [34, '16×12', [16, 12]],
    ]);
    const { growing: _, ...whole } = spec;
    expect(stages.at(-1)!.game).toEqual(whole);
    expect(gameStagesOf(gan(options), 1000)).toBeUndefined();
  });

  it.each([
    [{}, [20, 40, 60, 80, 100]],
    [{ fade: 8 }, [2, 4, 6, 8, 10]],
    [{ stabilise: 4, sizes: [8, 16] }, [1, 2, 3]],
  ])('%j: what is left out follows', (growing, ends) => {
    expect(gameStagesOf(gan({ ...options, growing }), 104)!.map(({ until }) => until)).toEqual(ends);
  });

  /** From 2 × 2 to 4 × 4, as small as can be: it is played in float64. */
  const tiny = {
    generator: {
      network: network([2], [dense(8), reshape([2, 2, 2]), leakyRelu(0.2), upsample(), conv2d(1, 1)]),
      optimizer: sgd({ learningRate: 0.01 }),
      ema: 0.5,
    },
    discriminator: {
      network: network([4, 4, 1], [conv2d(2, 1), leakyRelu(0.2), averagePool2d(), flatten(), dense(1)]),
      optimizer: sgd({ learningRate: 0.01 }),
    },
    batch: { generator: 2, discriminator: 2 },
    loss: wasserstein(),
  };
  const fadingOf = (more: object = {}) => {
    const growing = { sizes: [2, 4], fade: 8, stabilise: 2 };
    const [, fading] = gameStagesOf(gan({ ...tiny, ...more, growing }), 99)!;
    return new Played(gameOf(fading!.game)!, { shape: [4, 4, 1] });
  };

  it('fades in by a dial that both networks and the real examples follow, whatever else is played', () => {
    const played = fadingOf({ unrolling: { steps: 1 } });
    const feeds = { 'data/real': [...drawn('real', [2, 4, 4, 1]).data], 'noise/fake.latents': [0.1, 0.2, 0.3, 0.4] };
    const seen: number[] = [];
    for (let step = 0; step < 7; step++) {
      played.next(feeds);
      expect(played.at('discriminator/fade/alpha')).toBe(played.at('generator/fade/alpha'));
      expect(played.metrics.fade).toBe(played.at('generator/fade/alpha'));
      seen.push(played.at('generator/fade/alpha'));
    }
    // the stage begins when one step is done
    expect(seen).toEqual([0, 0, 0.25, 0.5, 0.75, 1, 1]);
    expect(Object.keys(played.state).some((name) => name.endsWith('alpha.ema'))).toBe(false);
  });

  it('shows D real examples that have lost what is not faded in yet', () => {
    const [chequered, grey] = [
      [1, -1, -1, 1],
      [0, 0, 0, 0],
    ].map((block) => {
      const played = fadingOf();
      const real = Array.from({ length: 32 }, (_, i) => block[(Math.floor(i / 4) % 2) * 2 + (i % 2)]!);
      return [0, 1, 2].map(() => {
        played.next({ 'data/real': real });
        return played.metrics.scoreReal!;
      });
    });
    // blocks whose mean is 0 look like 0 as long as α is 0
    expect(chequered!.slice(0, 2)).toEqual(grey!.slice(0, 2));
    expect(Math.abs(chequered![2]! - grey![2]!)).toBeGreaterThan(1e-4);
  });

  it.each([
    [{ sizes: [5, 16] }, /not both networks can be cut at a height of 5/],
    [{ sizes: [4, 8] }, /sizes rise to that of the data/],
    [{ sizes: [8, 4, 16] }, /sizes rise to that of the data/],
  ])('refuses %j with the sizes that there are', (growing, message) => {
    expect(() => gan({ ...options, growing })).toThrow(
      expect.objectContaining({
        code: 'gan/growing',
        message: expect.stringMatching(message),
        where: expect.stringContaining('growing.sizes'),
        fix: 'choose among 4, 8, 16, smallest first and 16 last',
      }),
    );
  });

  it('refuses to fade without layers for it', () => {
    expect(() => gan({ ...options, fading: { from: 0, steps: 3 } })).toThrow(
      expect.objectContaining({ code: 'gan/fading' }),
    );
  });
});
