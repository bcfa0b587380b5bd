import { describe, expect, it } from 'vitest';
import {
  adam,
  conv2d,
  cosineDecay,
  dense,
  exponentialDecay,
  flatten,
  linearDecay,
  network,
  reshape,
  virtualBatchNorm,
  withoutReference,
  withReference,
} from '../../nn/index.ts';
import { gan } from '../adversarial/ganSpec.ts';
import { ada } from '../augment/adaptation.ts';
import { acGan, infoGan } from '../conditioning/index.ts';
import { gameSchema, withBatch } from '../games/registry.ts';
import {
  began,
  crossEntropy,
  dualContrastive,
  ebgan,
  relativisticAverage,
  relativisticPaired,
} from '../losses/index.ts';
import { consistency, latentConsistency, r1 } from '../penalties/index.ts';

const player = (from: number, to: number) => ({ network: network([from], [dense(to)]), optimizer: adam() });
const parts = { generator: player(2, 3), discriminator: player(3, 1), batch: { generator: 4, discriminator: 4 } };
const withHidden = {
  network: network([3], [dense(2, { name: 'hidden' }), dense(1, { name: 'score' })], { outputs: ['score', 'hidden'] }),
  optimizer: adam(),
};

describe('a configuration that cannot be played is refused, with the reason', () => {
  it('features to pull away that are not there, that are a score, or of one example', () => {
    const refused = (options: object, code: string, where: string) =>
      expect(() => gan({ ...parts, ...options })).toThrowError(expect.objectContaining({ code, where }));
    refused({ pullingAway: { layer: 'hidden' } }, 'gan/features', 'pullingAway.layer');
    refused({ pullingAway: { layer: 'dense' } }, 'gan/pulling-away', 'pullingAway.layer');
    const pulled = { pullingAway: { layer: 'hidden' }, discriminator: withHidden };
    refused({ ...pulled, batch: { generator: 1, discriminator: 4 } }, 'gan/pulling-away', 'batch.generator');
    const two = gan({ ...parts, ...pulled, batch: { generator: 2, discriminator: 4 } });
    expect(two.pullingAway).toEqual({ layer: 'hidden', weight: 0.1 });
  });

  it.each([relativisticAverage(), relativisticPaired(), dualContrastive()])('$type one side at a time', (loss) => {
    expect(() => gan({ ...parts, loss, order: 'separate' })).toThrowError(
      expect.objectContaining({ kind: 'usage', code: 'gan/needs-both', where: 'order' }),
    );
    const json = { ...gan({ ...parts, loss }), order: 'separate' };
    expect(() => gameSchema.parse(JSON.parse(JSON.stringify(json)))).toThrow(/one side at a time/);
  });

  it('pairs of which one side has more', () => {
    const loss = relativisticPaired();
    expect(() => gan({ ...parts, loss, batch: { generator: 8, discriminator: 4 } })).toThrowError(
      expect.objectContaining({ code: 'gan/pairs' }),
    );
    expect(gan({ ...parts, loss: relativisticAverage(), batch: { generator: 8, discriminator: 4 } }).loss.type).toBe(
      'relativisticAverage',
    );
    expect(withBatch(gan({ ...parts, loss }), 16)).toMatchObject({ batch: { generator: 16, discriminator: 16 } });
  });

  it.each([began(), ebgan({ margin: 1 })])('$type with a D that is no autoencoder', (loss) => {
    expect(() => gan({ ...parts, loss })).toThrowError(
      expect.objectContaining({ code: 'gan/autoencoder', where: 'discriminator.network' }),
    );
    expect(gan({ ...parts, loss, discriminator: player(3, 3) }).loss).toEqual(loss);
  });

  it('mirrored pictures where there are none', () => {
    expect(() => gan({ ...parts, penalties: [r1(), consistency()] })).toThrowError(
      expect.objectContaining({ code: 'gan/no-pictures', where: 'penalties[1]' }),
    );
  });

  it('packs that the discriminator does not take, or that a batch does not fill', () => {
    expect(() => gan({ ...parts, packing: 2 })).toThrow(/has to take \[6\], and it takes \[3\]/);
    const pairs = { ...parts, packing: 2, discriminator: player(6, 1) };
    expect(gan(pairs).packing).toBe(2);
    expect(() => gan({ ...pairs, batch: { generator: 3, discriminator: 4 } })).toThrowError(
      expect.objectContaining({ where: 'batch.generator' }),
    );
  });

  it('features that the discriminator does not give', () => {
    expect(() => gan({ ...parts, featureMatching: { layer: 'hidden' } })).toThrow(
      /'hidden', and its outputs are dense/,
    );
  });

  it.each([relativisticAverage(), relativisticPaired(), dualContrastive()])('top-k of $type, one for all', (loss) => {
    expect(() => gan({ ...parts, loss, topK: { share: 1 } })).toThrowError(
      expect.objectContaining({ code: 'gan/top-k', where: 'topK' }),
    );
  });

  it('augmented points', () => {
    expect(() => gan({ ...parts, augment: ada() })).toThrowError(
      expect.objectContaining({ code: 'gan/augment-images', where: 'augment' }),
    );
  });

  it.each(['leastSquares', 'hinge', 'wasserstein', 'relativisticPaired'])(
    'smoothed labels of %s, which has none',
    (type) => {
      expect(() => gan({ ...parts, loss: { type, real: 0.9 } as never })).toThrowError(
        expect.objectContaining({ code: 'gan/invalid', where: 'loss.real: 0.9' }),
      );
    },
  );

  it('equal labels of both sides', () => {
    expect(() => crossEntropy({ real: 1, fake: 1 })).toThrow(/have to differ/);
    expect(() => gan({ ...parts, loss: { type: 'crossEntropy', fake: 1 } })).toThrowError(
      expect.objectContaining({ code: 'gan/invalid', where: 'loss.fake: 1' }),
    );
  });

  it('a score of several numbers, but for patches', () => {
    expect(() => gan({ ...parts, discriminator: player(3, 2) })).toThrowError(
      expect.objectContaining({ code: 'gan/score', where: 'discriminator.network', fix: 'end it with dense(1)' }),
    );
    const pictures = { network: network([2], [dense(16), reshape([4, 4, 1])]), optimizer: adam() };
    const patches = { network: network([4, 4, 1], [conv2d(1, 2, { strides: 2 })]), optimizer: adam() };
    expect(gan({ ...parts, generator: pictures, discriminator: patches }).loss.type).toBe('crossEntropy');
  });

  it('classes or codes in the place of the score', () => {
    const told = (input: string) => ({
      network: network({ latent: [2], [input]: [2] }, [dense(3, { inputs: ['latent'] })]),
      optimizer: adam(),
    });
    const saying = (what: string, ...outputs: string[]) => ({
      network: network([3], [dense(2, { name: what }), dense(1, { name: 'score', inputs: ['input'] })], { outputs }),
      optimizer: adam(),
    });
    const named = { ...parts, generator: told('label'), conditioning: acGan() };
    for (const outputs of [['classes'], ['classes', 'score']])
      expect(() => gan({ ...named, discriminator: saying('classes', ...outputs) })).toThrowError(
        expect.objectContaining({ code: 'gan/output-order', where: 'discriminator.network' }),
      );
    expect(gan({ ...named, discriminator: saying('classes', 'score', 'classes') }).conditioning).toEqual(acGan());
    const coded = { ...parts, generator: told('code'), conditioning: infoGan({ discrete: [2] }) };
    expect(() => gan({ ...coded, discriminator: saying('codes', 'codes', 'score') })).toThrow(
      /first output is its score/,
    );
    expect(gan({ ...coded, discriminator: saying('codes', 'score', 'codes') }).packing).toBe(1);
  });

  it('a reference batch that stays', () => {
    const open = [withReference(4), dense(3), virtualBatchNorm(4)];
    const generator = { network: network([2], open), optimizer: adam() };
    expect(() => gan({ ...parts, generator })).toThrowError(
      expect.objectContaining({
        code: 'gan/reference-rows',
        where: 'generator.network',
        fix: 'end it with withoutReference(4)',
      }),
    );
    const closed = { ...generator, network: network([2], [...open, withoutReference(4)]) };
    expect(gan({ ...parts, generator: closed }).generator.network.layers).toHaveLength(4);
    const discriminator = { network: network([3], [flatten(), withReference(2), dense(1)]), optimizer: adam() };
    expect(() => gan({ ...parts, discriminator })).toThrow(
      /reference batch of 2 rows before its examples, and takes 0/,
    );
  });

  it.each<[string, object]>([
    ['penalties[1].weight', { penalties: [r1(), r1({ weight: -1 })] }],
    ['penalties[0].weight', { penalties: [r1({ weight: linearDecay(1, -1) })] }],
    ['penalties[1].generatorWeight', { penalties: [r1(), latentConsistency({ generatorWeight: -1 })] }],
    ['historicalAveraging.weight', { historicalAveraging: { weight: -0.1 } }],
    ['instanceNoise', { instanceNoise: linearDecay(-1) }],
    ['generator.optimizer.learningRate', { generator: { ...player(2, 3), optimizer: adam({ learningRate: -1 }) } }],
    [
      'discriminator.optimizer.learningRate',
      { discriminator: { ...player(3, 1), optimizer: adam({ learningRate: cosineDecay(1, -1) }) } },
    ],
    ['unrolling.learningRate', { unrolling: { steps: 1, learningRate: -1 } }],
    ['pullingAway.weight', { pullingAway: { layer: 'hidden', weight: -1 }, discriminator: withHidden }],
    ['featureMatching.weight', { featureMatching: { layer: 'dense', weight: -1 } }],
  ])('%s below 0', (where, options) => {
    expect(() => gan({ ...parts, ...options })).toThrowError(expect.objectContaining({ code: 'gan/negative', where }));
  });

  it('a share of none, or of more than all', () => {
    for (const share of [0, -0.5, 1.5, linearDecay(2, 1), linearDecay(1, -1)])
      expect(() => gan({ ...parts, topK: { share } })).toThrowError(
        expect.objectContaining({ code: 'gan/share', where: 'topK.share' }),
      );
    for (const share of [1, 0.01, linearDecay(1, 0), exponentialDecay(1, 0.99)])
      expect(gan({ ...parts, topK: { share } }).topK).toMatchObject({ share });
  });

  it('a generator that learns from nothing', () => {
    const nothing = { layer: 'dense', weight: 0 };
    expect(() => gan({ ...parts, featureMatching: nothing })).toThrowError(
      expect.objectContaining({ code: 'gan/no-objective', where: 'featureMatching' }),
    );
    expect(gan({ ...parts, featureMatching: { ...nothing, adversarial: 1 } }).topK).toBeUndefined();
  });

  it('an option that is not there', () => {
    expect(() => gan({ ...parts, penalty: [] } as never)).toThrowError(
      expect.objectContaining({ code: 'gan/invalid' }),
    );
  });
});
