import { expect, it } from 'vitest';
import { dense, flatten, network, reshape, sgd, tanh } from '../../nn/index.ts';
import { ada } from '../augment/adaptation.ts';
import { ganGame } from '../games/gan.ts';
import { r1 } from '../penalties/index.ts';
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
