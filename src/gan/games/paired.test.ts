import { describe, expect, it } from 'vitest';
import { conv2d, leakyRelu, linearDecay, network, sgd } from '../../nn/index.ts';
import { hinge, leastSquares, relativisticPaired } from '../losses/index.ts';
import { latentConsistency, r1 } from '../penalties/index.ts';
import { Played } from '../step/step.testing.ts';
import { paired } from './paired.ts';
import { gameOf, ofTheBatch, playersOf, roleOf, translatorsOf, withBatch } from './registry.ts';

const still = sgd({ learningRate: 0 });
const ones = { kernelInitializer: 'ones', useBias: false } as const;
/** G doubles a pixel, and D sums what it sees, of 1×1 pictures of one channel. */
const doubles = { kernelInitializer: { type: 'constant', value: 2 }, useBias: false } as const;
const generator = { network: network([1, 1, 1], [conv2d(1, 1, doubles)]), optimizer: still };
const judging = (channels: number) => ({
  network: network([1, 1, channels], [leakyRelu(1, { name: 'hidden' }), conv2d(1, 1, { ...ones, name: 'score' })], {
    outputs: ['score', 'hidden'],
  }),
  optimizer: still,
});
type Options = Partial<Parameters<typeof paired>[0]>;
const spec = (options: Options = {}) =>
  paired({ generator, discriminator: judging(2), batch: 2, loss: leastSquares(), ...options });
const data = { shape: [1, 1, 1], parts: { input: [1, 1, 1], target: [1, 1, 1] } };
/** Inputs 1 and 3, targets 2 and 5: G makes 2 and 6. */
const metrics = (options: Options = {}) => {
  const played = new Played(gameOf(spec(options))!, data);
  played.next({ 'data/pairs.input': [1, 3], 'data/pairs.target': [2, 5] });
  return played.metrics;
};
const l1 = (0 + 1) / 2;

describe('a game of pairs', () => {
  it('shows D the input beside each picture, and tells G what D says and how far its pixels are', () => {
    // D sees 1 + 2 and 3 + 5, and of G 1 + 2 and 3 + 6
    const dLoss = 0.5 * ((2 ** 2 + 7 ** 2) / 2) + 0.5 * ((3 ** 2 + 9 ** 2) / 2);
    const gAdversarial = 0.5 * ((2 ** 2 + 8 ** 2) / 2);
    expect(metrics()).toMatchObject({ dLoss, gAdversarial, l1, gLoss: gAdversarial + 100 * l1 });
  });
  it('shows D the pictures alone, where it is not conditional', () => {
    const gAdversarial = 0.5 * ((1 ** 2 + 5 ** 2) / 2);
    expect(metrics({ conditional: false, discriminator: judging(1) })).toMatchObject({ gAdversarial });
  });
  it('weighs pixels, their squares, and the features of D', () => {
    expect(metrics({ adversarial: 0, pixel: { weight: 3 } })).toEqual({ l1, gLoss: 3 * l1 });
    expect(metrics({ adversarial: 0, pixel: { type: 'l2', weight: 3 } })).toEqual({ l2: 0.5, gLoss: 1.5 });
    // inputs agree, and pictures differ as pixels do
    const { features, gAdversarial, gLoss } = metrics({ adversarial: 3, features: { weight: 10 } });
    expect(features).toBe(l1 / 2);
    expect(gLoss).toBeCloseTo(3 * gAdversarial! + 100 * l1 + 10 * features!, 10);
    expect(metrics({ adversarial: 0, features: {} })).not.toHaveProperty('gAdversarial');
  });
  it('compares with real pairs, where the loss does', () => {
    const { gAdversarial } = metrics({ loss: relativisticPaired() });
    // G − real: 3 − 3 and 9 − 8
    expect(gAdversarial).toBeCloseTo((Math.log(2) + Math.log(1 + Math.exp(-1))) / 2, 10);
    expect(ofTheBatch(spec({ loss: relativisticPaired() }))).toEqual([]);
  });
  it('penalizes D on what it sees, the input included', () => {
    const { r1: value, dLoss } = metrics({ penalties: [r1({ weight: 4 })] });
    expect([value, dLoss]).toEqual([0.5 * 2, metrics().dLoss]);
  });
});

describe('without a discriminator', () => {
  it.each([
    ['weight 0', { adversarial: 0 }],
    ['a schedule at 0', { adversarial: linearDecay(0, 0) }],
    ['none given', { discriminator: undefined }],
  ])('the generator learns from pixels alone: %s', (_, options) => {
    const alone = spec(options);
    expect(Object.keys(playersOf(alone))).toEqual(['generator']);
    const { description } = new Played(gameOf(alone)!, data).step;
    expect(description.metrics).toEqual(['gLoss', 'l1']);
    expect(description.state.every(({ name }) => name.startsWith('generator'))).toBe(true);
  });
  it('one that features are compared in stays', () => {
    expect(Object.keys(playersOf(spec({ adversarial: 0, features: { weight: 1 } })))).toHaveLength(2);
  });
});

it('takes its weights from dials', () => {
  const options = { adversarial: linearDecay(1, 0, 100), features: { weight: 2 } };
  const { description } = new Played(gameOf(spec(options))!, data).step;
  const dials = Object.fromEntries(description.dials.map(({ name, value }) => [name, value]));
  expect(dials).toMatchObject({ adversarial: options.adversarial, 'pixel/weight': 100, 'features/weight': 2 });
});

it('makes what it is shown once, with the random numbers that it had', () => {
  const { description } = new Played(gameOf(spec())!, data).step;
  expect(description.examples).toEqual([
    { name: 'pairs', count: 2, shape: [1, 1, 1], labels: false, part: 'input' },
    { name: 'pairs', count: 2, shape: [1, 1, 1], labels: false, part: 'target' },
  ]);
});

it('says who translates what, and takes another batch', () => {
  expect(translatorsOf(spec())).toEqual([
    { player: 'generator', name: 'input2target', from: { part: 'input' }, to: { part: 'target' } },
  ]);
  expect(roleOf(spec(), 'generator').takes).toBe('inputs');
  expect(roleOf(spec(), 'discriminator').takes).toBe('images');
  expect(withBatch(spec(), 8)).toEqual(spec({ batch: 8 }));
});

it.each<[string, string, Options]>([
  ['no-objective', 'pixel.weight', { pixel: { weight: 0 }, adversarial: 0 }],
  ['negative', 'pixel.weight', { pixel: { weight: -1 } }],
  ['negative', 'adversarial', { adversarial: -1 }],
  ['seen', 'discriminator.network', { discriminator: judging(1) }],
  ['seen', 'discriminator.network', { conditional: false }],
  ['conditional', 'conditional', { generator: { network: network([2, 2, 1], [conv2d(1, 2)]), optimizer: still } }],
  ['features', 'features.layers', { features: { layers: ['other'] } }],
  ['no-latents', 'penalties', { penalties: [latentConsistency()] }],
  [
    'score',
    'discriminator.network',
    { discriminator: { network: network([1, 1, 2], [conv2d(2, 1)]), optimizer: still } },
  ],
])('refuses what does not go together: %s at %s', (code, where, options) => {
  expect(() => spec({ loss: hinge(), ...options })).toThrow(
    expect.objectContaining({ kind: 'usage', code: `gan/${code}`, where, fix: expect.any(String) }),
  );
});
