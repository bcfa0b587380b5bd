import { expect, it } from 'vitest';
import { dense, flatten, network, reshape, sgd, tanh } from '../../nn/index.ts';
import { ada } from '../augment/adaptation.ts';
import { ganGame } from '../games/gan.ts';
import { relativisticPaired } from '../losses/index.ts';
import { type Penalty, r1, r2 } from '../penalties/index.ts';
import { Played } from '../step/step.testing.ts';
import { gan } from './ganSpec.ts';

const optimizer = sgd({ learningRate: 0 });
const batch = { generator: 2, discriminator: 2 };
const constantly = (value: number) => ({ type: 'constant', value }) as const;

it.each(['together', 'separate'] as const)(
  'a penalty sees pictures augmented, and asks of their own pixels, %s',
  (order) => {
    const generator = { network: network([2], [dense(16), reshape([4, 4, 1])]), optimizer };
    const w = 0.25;
    const flat = network([4, 4, 1], [flatten(), dense(1, { kernelInitializer: constantly(w) })]);
    const augment = ada({ target: null, p: 1, transforms: ['contrast'] });
    const discriminator = { network: flat, optimizer };
    const spec = gan({ generator, discriminator, batch, augment, penalties: [r1()], order });
    const played = new Played(ganGame(spec), { shape: [4, 4, 1] });
    // contrast multiplies pixels by k = 2^(n / 2), and so D's slope in each of the 16
    played.next({ 'noise/r1.real.augment1': [2, -2] });
    expect(played.metrics.r1).toBeCloseTo((0.5 * 16 * w ** 2 * (2 ** 2 + 0.5 ** 2)) / 2, 12);
  },
);

it('a penalty sees examples through noise of its own', () => {
  const generator = { network: network([1], [dense(1)]), optimizer };
  const straight = { useBias: false, kernelInitializer: constantly(0.5) };
  const curved = network([1], [dense(1, straight), tanh(), dense(1, straight)]);
  const discriminator = { network: curved, optimizer };
  const spec = gan({ generator, discriminator, batch, instanceNoise: 0.75, penalties: [r1()] });
  const played = new Played(ganGame(spec));
  const [reals, noise] = [
    [1, -2],
    [3, 1],
  ] as const;
  played.next({ 'data/real': reals, 'noise/r1.real.instanceNoise': noise });
  // D is ½ tanh(x / 2), its slope ¼ (1 − tanh²)
  const slopes = reals.map((x, i) => 0.25 * (1 - Math.tanh(0.5 * (x + 0.75 * noise[i]!)) ** 2));
  expect(played.metrics.r1).toBeCloseTo((0.5 * (slopes[0]! ** 2 + slopes[1]! ** 2)) / 2, 12);
});

it('penalties of both sides take the slopes of the very scores that the loss is of', () => {
  const straight = { useBias: false, kernelInitializer: constantly(0.5) };
  const generator = { network: network([1], [dense(1, straight)]), optimizer };
  const discriminator = { network: network([1], [dense(1, straight), tanh(), dense(1, straight)]), optimizer };
  const seen = { 'data/real': [1, -2], 'noise/fake.latents': [6, -1], 'noise/both.instanceNoise': [3, 1, -1, 2] };
  const slope = (x: number) => 0.25 * (1 - Math.tanh(0.5 * x) ** 2);
  // generated examples stand first: 3 + ¾ · 3, −½ + ¾ · 1
  const onFake = [5.25, 0.25].map(slope);
  const onReal = [0.25, -0.5].map(slope);
  const value = ([a, b]: number[]) => (0.5 * (a! ** 2 + b! ** 2)) / 2;
  const play = (penalties: Penalty[]) => {
    const played = new Played(
      ganGame(gan({ generator, discriminator, batch, instanceNoise: 0.75, penalties, loss: relativisticPaired() })),
    );
    played.next(seen);
    return played;
  };
  for (const every of [1, 2]) {
    const { metrics, step } = play([r1({ every }), r2({ every })]);
    expect(metrics.r1).toBeCloseTo(value(onReal), 12);
    expect(metrics.r2).toBeCloseTo(value(onFake), 12);
    expect(step.description.noise.map(({ name }) => name)).not.toContain('r1.real.instanceNoise');
  }
  // on other steps than the other, each judges its own side alone
  const apart = play([r1(), r2({ every: 2 })]).step.description.noise.map(({ name }) => name);
  expect(apart).toEqual(expect.arrayContaining(['r1.real.instanceNoise', 'r2.fake.instanceNoise']));
});

it('they move D as slopes of scores of their own do', () => {
  const generator = { network: network([2], [dense(2)]), optimizer };
  const curved = network([2], [dense(3), tanh(), dense(1)]);
  const discriminator = { network: curved, optimizer: sgd({ learningRate: 0.1 }) };
  const moved = (penalties: Penalty[]) => {
    const played = new Played(ganGame(gan({ generator, discriminator, batch, penalties })), { shape: [2] });
    played.next({ 'data/real': [0.3, 1, -2, 0.5], 'noise/fake.latents': [0.1, 0.4, 0.7, -1] });
    const own = Object.entries(played.state).filter(([name]) => name.startsWith('discriminator/'));
    return own.flatMap(([, { data }]) => [...data]);
  };
  // on its first step a lazy penalty is as many times as strong
  const apart = moved([r1({ weight: 2 }), r2({ weight: 3 / 16, every: 16 })]);
  const together = moved([r1({ weight: 2 }), r2({ weight: 3 })]);
  expect(together).toEqual(apart.map((v) => expect.closeTo(v, 12)));
  expect(together).not.toEqual(moved([r1({ weight: 2 })]).map((v) => expect.closeTo(v, 4)));
});
