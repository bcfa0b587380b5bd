import { describe, expect, it } from 'vitest';
import { adam, dense, network } from '../nn/index.ts';
import { ada } from './augment/augmentation.ts';
import { gan } from './ganSpec.ts';
import { began, dualContrastive, ebgan, relativisticAverage, relativisticPaired } from './losses/index.ts';
import { consistency, r1 } from './penalties/index.ts';
import { gameSchema, withBatch } from './spec.ts';

const player = (from: number, to: number) => ({ network: network([from], [dense(to)]), optimizer: adam() });
const parts = { generator: player(2, 3), discriminator: player(3, 1), batch: { generator: 4, discriminator: 4 } };

describe('a configuration that cannot be played is refused, with the reason', () => {
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
        expect.objectContaining({ code: 'gan/invalid', where: 'gan.loss.real' }),
      );
    },
  );

  it('an option that is not there', () => {
    expect(() => gan({ ...parts, penalty: [] } as never)).toThrowError(
      expect.objectContaining({ code: 'gan/invalid' }),
    );
  });
});
