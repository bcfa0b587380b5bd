import { expect, it } from 'vitest';
import { adam, conv2d, dense, dropout, globalAveragePool, network } from '../nn/index.ts';
import { gan } from './adversarial/ganSpec.ts';
import { classifier } from './games/classifier.ts';
import { inferenceGraph } from './inference.ts';
import { latentsOf } from './latents.ts';
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

it('a classifier gives what its last layer reads, beside its answers', () => {
  const spec = classifier({
    classifier: {
      network: network([4, 4, 1], [conv2d(3, 3, { padding: 'same' }), globalAveragePool(), dropout(0.5), dense(2)]),
      optimizer: adam(),
    },
    batch: 2,
  });
  const { outputs } = inferenceGraph(spec, 'classifier', { features: true });
  expect(Object.keys(outputs)).toEqual(['logits', 'probabilities', 'features']);
  expect(outputs.features!.shape.slice(1)).toEqual([3]);
});

it('maps are told by their means', () => {
  const optimizer = adam();
  const net = network([4, 4, 1], [conv2d(5, 3), conv2d(2, 2), globalAveragePool()]);
  const spec = classifier({ classifier: { network: net, optimizer }, batch: 2 });
  expect(inferenceGraph(spec, 'classifier', { features: true }).outputs.features!.shape.slice(1)).toEqual([5]);
});

it('a truncated latent is the whole one times the truncation', () => {
  const whole = latentsOf([7, 3], [4]);
  expect([...latentsOf([3], [4])]).toEqual([...whole.subarray(4)]);
  expect([...latentsOf([7, 3], [4], 0.5)]).toEqual([...whole].map((v) => v / 2));
});
