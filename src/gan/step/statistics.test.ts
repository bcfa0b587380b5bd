import { describe, expect, it } from 'vitest';
import { batchNorm, dense, network, sgd } from '../../nn/index.ts';
import { ndarray } from '../../tensor/index.ts';
import { gan } from '../adversarial/ganSpec.ts';
import { ganGame } from '../games/gan.ts';
import { latentConsistency, lecam, r1 } from '../penalties/index.ts';
import { Played } from './step.testing.ts';

/** What a step leaves in the statistics of networks, by hand. */
type Options = Partial<Parameters<typeof gan>[0]>;
const still = sgd({ learningRate: 0 });
const batch = { generator: 2, discriminator: 2 };
const penalized: readonly (readonly [string, Options])[] = [
  ['alone', {}],
  ['beside a penalty', { penalties: [r1()] }],
  ['beside a lazy penalty', { penalties: [r1({ every: 2 })] }],
  ['beside a penalty of scores', { penalties: [lecam()] }],
];

describe("the singular vectors of D's spectral norm", () => {
  // columns (3, 0) and (1, 2)
  const kernel = [3, 1, 0, 2] as const;
  const unit = ([x, y]: readonly [number, number]) => [x / Math.hypot(x, y), y / Math.hypot(x, y)] as const;
  /** W v, and then Wᵀ of that, each of length 1. */
  const iterated = (v: readonly [number, number]) => {
    const [a, b] = unit([kernel[0] * v[0] + kernel[1] * v[1], kernel[2] * v[0] + kernel[3] * v[1]]);
    return unit([kernel[0] * a + kernel[2] * b, kernel[1] * a + kernel[3] * b]);
  };
  it.each(
    penalized.flatMap(([name, options]) =>
      ([1, 2] as const).map((updates) => [name, updates, { ...options, discriminatorSteps: updates }] as const),
    ),
  )('are iterated %s in each of %i updates, and not in that of G', (_, updates, options) => {
    const normalized = network([2], [dense(2, { spectralNorm: true, useBias: false }), dense(1)]);
    const generator = { network: network([2], [dense(2)]), optimizer: still };
    const discriminator = { network: normalized, optimizer: still };
    const played = new Played(ganGame(gan({ generator, discriminator, batch, ...options })), { shape: [2] });
    played.state['discriminator/dense/kernel'] = ndarray([2, 2], kernel);
    let vector: readonly [number, number] = [1, 1];
    for (let step = 0; step < 3; step++) {
      played.next();
      for (let i = 0; i < updates; i++) vector = iterated(vector);
      expect([...played.state['discriminator/dense/singularVector']!.data]).toEqual(
        vector.map((x) => expect.closeTo(x, 10)),
      );
    }
  });

  it('wait for a kernel that begins with zeros, which learns as without', () => {
    const zeros = network([1], [dense(1, { spectralNorm: true, useBias: false, kernelInitializer: 'zeros' })]);
    const generator = { network: network([1], [dense(1)]), optimizer: still };
    const discriminator = { network: zeros, optimizer: sgd({ learningRate: 0.1 }) };
    const played = new Played(ganGame(gan({ generator, discriminator, batch })));
    played.next({ 'data/real': [1, 2] });
    // ½ σ(0) E[x], since G makes 0
    expect(played.at('discriminator/dense/kernel')).toBeCloseTo(0.1 * 0.5 * 0.5 * 1.5, 12);
    played.next({ 'data/real': [1, 2] });
    // from now on D is x itself, whatever the kernel: no slope is left in it
    expect(played.at('discriminator/dense/kernel')).toBeCloseTo(0.1 * 0.5 * 0.5 * 1.5, 12);
    expect(played.at('discriminator/dense/singularVector')).toBeCloseTo(1, 12);
  });
});

describe('the means of batch norm', () => {
  const generator = (layers = [dense(1, { biasInitializer: { type: 'constant', value: 5 } })]) => ({
    network: network([1], layers),
    optimizer: still,
  });
  const discriminator = { network: network([1], [batchNorm({ momentum: 0.75 }), dense(1)]), optimizer: still };
  const reals = { 'data/real': [1, 2] };

  it.each(penalized)('in D are those of its update %s, with both sides at once', (_, options) => {
    const played = new Played(ganGame(gan({ generator: generator(), discriminator, batch, ...options })));
    played.next(reals);
    expect(played.at('discriminator/batchNorm/movingMean')).toBeCloseTo(0.25 * ((5 + 5 + 1 + 2) / 4), 12);
  });
  it.each(penalized)('in D are those of its updates %s, one after the other', (_, options) => {
    const spec = gan({ generator: generator(), discriminator, batch, order: 'separate', ...options });
    const played = new Played(ganGame(spec));
    played.next(reals);
    expect(played.at('discriminator/batchNorm/movingMean')).toBeCloseTo(0.75 * (0.25 * 1.5) + 0.25 * 5, 12);
  });
  it('in G are those of what it shows, and not of what else a penalty has it make', () => {
    const layers = [
      dense(1, { kernelInitializer: 'ones', biasInitializer: { type: 'constant', value: 5 } }),
      batchNorm({ momentum: 0.75 }),
    ];
    const straight = { network: network([1], [dense(1)]), optimizer: still };
    const penalties = [latentConsistency({ sigma: 0.5 })];
    const spec = gan({ generator: generator(layers), discriminator: straight, batch, penalties });
    const played = new Played(ganGame(spec));
    played.next({ 'noise/generator.latents': [1, 3], 'noise/generator.latentConsistency.step': [8, 8] });
    expect(played.at('generator/batchNorm/movingMean')).toBeCloseTo(0.25 * (5 + 2), 12);
  });
});
