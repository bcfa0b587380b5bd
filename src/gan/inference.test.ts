import { expect, it } from 'vitest';
import { adam, dense, network } from '../nn/index.ts';
import { gan } from './adversarial/ganSpec.ts';
import { inferenceGraph, latentsOf } from './inference.ts';
import { began, crossEntropy, hinge, type Loss, relativisticAverage, wasserstein } from './losses/index.ts';

it.each<[Loss, string[]]>([
  [crossEntropy(), ['logits', 'probabilities']],
  [hinge(), ['logits', 'probabilities']],
  [wasserstein(), ['logits']],
  // compared with what?
  [relativisticAverage(), ['logits']],
  [began(), ['reconstructions']],
])('a discriminator gives what its loss means: $type', (loss, names) => {
  const player = (to: number) => ({ network: network([3], [dense(to)]), optimizer: adam() });
  const discriminator = player(loss.type === 'began' ? 3 : 1);
  const spec = gan({ generator: player(3), discriminator, batch: { generator: 2, discriminator: 2 }, loss });
  expect(Object.keys(inferenceGraph(spec, 'discriminator').outputs)).toEqual(names);
});

it('a truncated latent is the whole one times the truncation', () => {
  const whole = latentsOf([7, 3], [4]);
  expect([...latentsOf([3], [4])]).toEqual([...whole.subarray(4)]);
  expect([...latentsOf([7, 3], [4], 0.5)]).toEqual([...whole].map((v) => v / 2));
});
