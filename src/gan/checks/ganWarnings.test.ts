import { describe, expect, it } from 'vitest';
import {
  adam,
  batchNorm,
  concat,
  conditionalBatchNorm,
  conv2d,
  dense,
  flatten,
  type Layer,
  linearDecay,
  minibatchDiscrimination,
  minibatchStddev,
  network,
  previous,
  reshape,
  rmsprop,
  sgd,
  sigmoid,
  tanh,
  virtualBatchNorm,
  withoutReference,
  withReference,
} from '../../nn/index.ts';
import { gan } from '../adversarial/ganSpec.ts';
import { ada } from '../augment/adaptation.ts';
import { diffAugment } from '../augment/diffAugment.ts';
import { labels } from '../conditioning/index.ts';
import { warningsOf } from '../games/registry.ts';
import { crossEntropy, hinge, leastSquares, wasserstein } from '../losses/index.ts';
import { dragan, gradientPenalty, latentConsistency, lecam, r1, r2, zeroCentered } from '../penalties/index.ts';

type Options = Partial<Parameters<typeof gan>[0]>;
const optimizer = adam();
const player = (from: number, ...layers: Layer[]) => ({ network: network([from], layers), optimizer });
const parts = {
  generator: player(2, dense(3)),
  discriminator: player(3, dense(1)),
  batch: { generator: 4, discriminator: 4 },
};
const pictures = {
  generator: player(2, dense(16), reshape([4, 4, 1])),
  discriminator: { network: network([4, 4, 1], [conv2d(2, 3), flatten(), dense(1)]), optimizer },
};
const separate = { order: 'separate' } as const;
const said = (options: Options) => warningsOf(gan({ ...parts, ...options })).map(({ message }) => message);

const withLayers = (...layers: Layer[]) => player(3, ...layers);
const normalized = withLayers(dense(4), batchNorm(), dense(1));
const spectral = withLayers(dense(1, { spectralNorm: true }));
const limited = { network: parts.discriminator.network, optimizer: adam({ weightLimit: 0.01 }) };
const compared = (layer: Layer) => withLayers(dense(4), layer, dense(1));

const limitedTo = (weightLimit: number, { network }: typeof spectral) => ({
  network,
  optimizer: adam({ weightLimit }),
});
const partly = withLayers(dense(4, { spectralNorm: true }), dense(1));
const ending = (activation: 'tanh' | 'sigmoid') => player(2, dense(16, { activation }), reshape([4, 4, 1]));
/** Both players are told the class; G listens, and D where `layer` does. */
const telling = (layer: Layer): Options => ({
  conditioning: labels(),
  generator: { network: network({ latent: [2], label: [2] }, [concat(['latent', 'label']), dense(3)]), optimizer },
  discriminator: {
    network: network({ point: [3], label: [2] }, [dense(4, { inputs: ['point'] }), layer, dense(1)]),
    optimizer,
  },
});

describe('warnings', () => {
  it.each<[string, Options]>([
    ['a penalty', { penalties: [r1()] }],
    ['batch norm and no slope', { ...separate, discriminator: normalized, penalties: [lecam()] }],
    ['WGAN with limited weights', { loss: wasserstein(), discriminator: limited }],
    ['WGAN with spectral norm', { loss: wasserstein(), discriminator: spectral }],
    ['WGAN with a penalty', { loss: wasserstein(), penalties: [gradientPenalty()] }],
    ['labels smoothed on one side', { loss: crossEntropy({ real: 0.9, noise: 0.1, flip: 0.1 }) }],
    ['exchanged labels', { loss: crossEntropy({ real: 0, fake: 1, target: 0 }) }],
    ['a lazy penalty on pictures', { ...pictures, penalties: [r1({ every: 16 })] }],
    ['groups of one side', { discriminator: compared(minibatchStddev()) }],
    ['groups of a half', { discriminator: compared(minibatchDiscrimination({ groupSize: 2 })) }],
    ['one group of one side', { ...separate, discriminator: compared(minibatchDiscrimination()) }],
    ['a slope of at most 1 and one of 0', { penalties: [gradientPenalty({ oneSided: true }), r1()] }],
    [
      'weakly tied examples and a slope',
      { ...separate, discriminator: compared(minibatchStddev()), penalties: [r1()] },
    ],
    ['WGAN with some spectral norm and a limit', { loss: wasserstein(), discriminator: limitedTo(0.01, partly) }],
    ['a hinge loss with some spectral norm', { loss: hinge(), discriminator: partly }],
    ['targets halfway between', { loss: leastSquares({ a: -1, b: 1, c: 0 }) }],
    ['augmented pictures in [−1, 1]', { ...pictures, generator: ending('tanh'), augment: ada() }],
    ['pictures in [0, 1]', { ...pictures, generator: ending('sigmoid') }],
    ['a bounded part of D', { discriminator: withLayers(dense(4, { activation: 'tanh' }), dense(1)) }],
    ['unrolling with a penalty', { unrolling: { steps: 1 }, penalties: [r1()] }],
  ])('say nothing of %s', (_, options) => {
    expect(said(options)).toEqual([]);
  });

  it.each<[string, Options, RegExp]>([
    ['batch norm and a slope', { ...separate, discriminator: normalized, penalties: [r1()] }, /batch norm, and r1/],
    ['spectral norm and a slope', { discriminator: spectral, penalties: [gradientPenalty()] }, /a second time/],
    ['a weight limit and a slope of 1', { discriminator: limited, penalties: [gradientPenalty()] }, /limited/],
    ['WGAN without a limit', { loss: wasserstein() }, /Lipschitz/],
    ['a sigmoid at the end', { discriminator: withLayers(dense(1), sigmoid()) }, /sigmoid/],
    ['a sigmoid in the last layer', { discriminator: withLayers(dense(1, { activation: 'sigmoid' })) }, /sigmoid/],
    ['a tanh at the end', { loss: hinge(), discriminator: withLayers(dense(1, { activation: tanh() })) }, /a tanh/],
    [
      'a sigmoid that is shaped',
      { discriminator: withLayers(dense(1, { activation: 'sigmoid' }), reshape([1])) },
      /ends in a sigmoid/,
    ],
    [
      'conditional batch norm and a slope',
      { ...separate, ...telling(conditionalBatchNorm([previous(), 'label'])), penalties: [r2()] },
      /batch norm, and r2/,
    ],
    [
      'examples compared and a slope',
      { ...separate, discriminator: compared(minibatchDiscrimination()), penalties: [r1()] },
      /minibatch discrimination, and r1 penalizes/,
    ],
    [
      'slopes of 1 and of 0',
      { penalties: [gradientPenalty(), r1(), r2()] },
      /gradientPenalty asks .* r1, r2 for a slope of 0/,
    ],
    ['the same around real examples', { penalties: [dragan(), zeroCentered()] }, /dragan asks .* zeroCentered for/],
    ['a weight limit and a slope of 0', { discriminator: limited, penalties: [r1()] }, /limited, and r1 limits/],
    ['a weight limit and spectral norm', { discriminator: limitedTo(0.01, spectral) }, /limited, and it has spectral/],
    ['WGAN with some spectral norm', { loss: wasserstein(), discriminator: partly }, /only some layers/],
    [
      'an output for D that is its generated one',
      { loss: leastSquares({ a: 0, b: 1, c: 0.2 }) },
      /wants the label 0.2/,
    ],
    ['labels by chance', { loss: crossEntropy({ flip: 0.5 }) }, /50 % of the discriminator's labels/],
    ['exchanged labels by chance', { loss: crossEntropy({ flip: 0.9 }) }, /90 % of/],
    ['grey that is black', { ...pictures, generator: ending('sigmoid'), augment: diffAugment() }, /takes 0 for grey/],
    ['a D that is told and does not listen', telling(dense(4)), /discriminator has an input 'label', and none/],
    ['a target that D has for generated examples', { loss: crossEntropy({ real: 0, fake: 1 }) }, /wants the label 1/],
    ['smoothing of generated examples', { loss: crossEntropy({ real: 0.9, fake: 0.1 }) }, /smoothed, to 0.1/],
  ])('of %s', (_, options, message) => {
    expect(said(options)).toEqual([expect.stringMatching(message)]);
  });

  it('of top-k where features take the place of the loss', () => {
    const outputs = { outputs: ['score', 'hidden'] };
    const layers = [dense(4, { name: 'hidden' }), dense(1, { name: 'score' })];
    const options = { discriminator: { network: network([3], layers, outputs), optimizer }, topK: { share: 0.5 } };
    expect(said({ ...options, featureMatching: { layer: 'hidden' } })).toEqual([expect.stringMatching(/no effect/)]);
    expect(said({ ...options, featureMatching: { layer: 'hidden', adversarial: 1 } })).toEqual([]);
  });
});

describe('warnings of what depends on the batch', () => {
  it('of batch norm on real and generated examples at once', () => {
    expect(said({ discriminator: normalized })).toEqual([expect.stringMatching(/batch norm, and sees real and/)]);
    expect(said(telling(conditionalBatchNorm([previous(), 'label'])))).toEqual([
      expect.stringMatching(/batch norm, and sees real and/),
    ]);
  });

  it('of batch norm in updates in advance', () => {
    expect(said({ ...separate, discriminator: normalized, unrolling: { steps: 1 } })).toEqual([
      expect.stringMatching(/in advance/),
    ]);
  });

  it('of virtual batch norm, whose reference is of latents', () => {
    const layers = [withReference(4), dense(4), virtualBatchNorm(4), dense(1), withoutReference(4)];
    expect(said({ discriminator: withLayers(...layers) })).toEqual([expect.stringMatching(/virtual batch norm/)]);
    expect(said({ generator: player(2, ...layers.slice(0, 3), dense(3), withoutReference(4)) })).toEqual([]);
  });

  it.each<[string, Options, RegExp]>([
    ['all of the batch', { discriminator: compared(minibatchDiscrimination()) }, /compares 8 examples/],
    [
      'four, of two on each side',
      { discriminator: compared(minibatchStddev()), batch: { generator: 4, discriminator: 2 } },
      /minibatchStddev compares 4 examples at a time, and the discriminator's batch has 2/,
    ],
    [
      'four, of two packs',
      { packing: 2, discriminator: player(6, dense(4), minibatchStddev(), dense(1)) },
      /batch has 2 generated/,
    ],
  ])('of groups that mix real and generated examples: %s', (_, options, message) => {
    expect(said(options)).toEqual([expect.stringMatching(message)]);
  });
});

describe('warnings of lazy penalties', () => {
  it('on points', () => {
    expect(said({ penalties: [r1({ every: 16 }), r2(), latentConsistency({ every: 2 })] })).toEqual([
      'r1 is computed on every 16th step alone, and examples are points of 3 numbers',
      'latentConsistency is computed on every 2nd step alone, and examples are points of 3 numbers',
    ]);
    const wide = { generator: player(2, dense(100)), discriminator: player(100, dense(1)) };
    expect(said({ ...wide, penalties: [r1({ every: 16 })] })).toEqual([]);
  });

  it('beside unrolling', () => {
    expect(said({ ...pictures, unrolling: { steps: 2 }, penalties: [r1({ every: 16 })] })).toEqual([
      expect.stringMatching(/r1 has every: 16, and takes no part/),
    ]);
  });

  it.each([
    [adam({ beta2: 0.9 }), 16, 10],
    [rmsprop(), 16, 10],
    [adam({ beta2: 0.9 }), 10, undefined],
    [adam({ beta2: 0.99 }), 16, undefined],
    [adam({ beta2: linearDecay(0.9, 0.99) }), 16, 10],
    [sgd(), 16, undefined],
  ])('that come less often than the optimizer remembers: %o, %i', (own, every, remembered) => {
    const discriminator = { ...pictures.discriminator, optimizer: own };
    const expected = remembered ? [expect.stringMatching(`optimizer remembers about ${remembered}$`)] : [];
    expect(said({ ...pictures, discriminator, penalties: [r1({ every })] })).toEqual(expected);
  });
});
