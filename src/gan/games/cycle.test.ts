import { describe, expect, it } from 'vitest';
import { conv2d, network, sgd } from '../../nn/index.ts';
import { relativisticAverage } from '../losses/index.ts';
import { Played } from '../step/step.testing.ts';
import { cycle } from './cycle.ts';
import { gameOf, ofTheBatch, playersOf, roleOf, translatorsOf } from './registry.ts';

const times = (factor: number, rate = 0, shape = [1, 1, 1]) => ({
  network: network(shape, [
    conv2d(shape[2]!, 1, { kernelInitializer: { type: 'constant', value: factor }, useBias: false }),
  ]),
  optimizer: sgd({ learningRate: rate }),
});
type Options = Partial<Parameters<typeof cycle>[0]>;
/** 1×1 pictures: ab doubles, ba takes half and a tenth, D_a is x, D_b is x / 2. */
const spec = (options: Options = {}) =>
  cycle({ ab: times(2), ba: times(0.6), a: times(1), b: times(0.5), batch: 1, pool: 0, ...options });
const shape = [1, 1, 1];
const data = { shape, domains: { a: { shape, classCount: 0 }, b: { shape, classCount: 0 } } };
const played = (options: Options = {}, steps = 1) => {
  const game = new Played(gameOf(spec(options))!, data);
  for (let step = 0; step < steps; step++) game.next({ 'data/a': [1], 'data/b': [3] });
  return game;
};

describe('a game of two domains', () => {
  it('goes there and back, and leaves pictures of the domain that it makes alone', () => {
    const { metrics } = played({ adversarial: 2, cycle: 10, identity: 0.5 });
    // fakes: b 2, a 1.8; D_b gives 1, D_a 1.8
    const gAdversarial = 0.5 * (1 - 1) ** 2 + 0.5 * (1.8 - 1) ** 2;
    const returned = Math.abs(2 * 0.6 - 1) + Math.abs(1.8 * 2 - 3);
    const identity = Math.abs(6 - 3) + Math.abs(0.6 - 1);
    const gLoss = 2 * gAdversarial + 10 * returned + 5 * identity;
    const dLossA = 0.5 * (1 - 1) ** 2 + 0.5 * 1.8 ** 2;
    const dLossB = 0.5 * (1.5 - 1) ** 2 + 0.5 * 1 ** 2;
    const wanted = { gLoss, gAdversarial, cycle: returned, identity, dLossA, dLossB, dLoss: (dLossA + dLossB) / 2 };
    for (const [name, value] of Object.entries(wanted)) expect(metrics[name], name).toBeCloseTo(value, 5);
  });
  it('shows discriminators what the generators made before they were updated', () => {
    const still = played();
    const moved = played({ ab: times(2, 0.1), ba: times(0.6, 0.1) });
    expect(moved.metrics).toEqual(still.metrics);
    expect(moved.at('ab/conv2d/kernel')).not.toBe(2);
  });
  it('leaves identity out where it counts nothing', () => {
    const { step } = played({ identity: 0 });
    expect(step.description.metrics).not.toContain('identity');
    expect(step.description.dials.map(({ name }) => name)).not.toContain('identity');
  });
  it('keeps a pool for each discriminator, as state', () => {
    const { state, step } = played({ pool: 3 }, 2);
    expect(step.description.noise.map(({ name }) => name)).toEqual(['pool/b', 'pool/a']);
    expect([...state['pool/b']!.data]).toEqual([2, 2, 0]);
    expect([...state['pool/a']!.data]).toEqual([expect.closeTo(1.8, 6), expect.closeTo(1.8, 6), 0]);
    expect([...state['pool/a.count']!.data]).toEqual([2]);
  });
  it('draws from two domains', () => {
    expect(played().step.description.examples).toEqual(
      ['b', 'a'].map((name) => ({ name, count: 1, shape, labels: false, domain: name })),
    );
  });
});

it('says who translates what, and back', () => {
  expect(translatorsOf(spec())).toEqual([
    { player: 'ab', name: 'a2b', from: { domain: 'a' }, to: { domain: 'b' }, back: 'ba' },
    { player: 'ba', name: 'b2a', from: { domain: 'b' }, to: { domain: 'a' }, back: 'ab' },
  ]);
  expect(Object.keys(playersOf(spec())).map((player) => roleOf(spec(), player).takes)).toEqual([
    'inputs',
    'inputs',
    'images',
    'images',
  ]);
  expect(ofTheBatch(spec({ loss: relativisticAverage() }))).toEqual(['relativisticAverage']);
});

it.each<[string, string, Options]>([
  ['negative', 'cycle', { cycle: -1 }],
  ['made', 'b.network', { b: scoring(2) }],
  ['identity', 'identity', { ab: wider(1, 2), ba: wider(2, 1), b: scoring(2) }],
  ['score', 'a.network', { a: { network: network([1, 1, 1], [conv2d(2, 1)]), optimizer: sgd({ learningRate: 0 }) } }],
])('refuses what does not go together: %s at %s', (code, where, options) => {
  expect(() => spec(options)).toThrow(expect.objectContaining({ kind: 'usage', code: `gan/${code}`, where }));
});

function wider(from: number, to: number) {
  return { network: network([1, 1, from], [conv2d(to, 1)]), optimizer: sgd({ learningRate: 0 }) };
}
function scoring(channels: number) {
  return wider(channels, 1);
}
