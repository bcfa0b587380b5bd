import { describe, expect, it } from 'vitest';
import {
  adam,
  batchNorm,
  conv2d,
  dense,
  dropout,
  flatten,
  leakyRelu,
  minibatchStddev,
  network,
  reshape,
} from '../../nn/index.ts';
import { evaluate, type NDArray, ndarray, peakBytes } from '../../tensor/index.ts';
import { diffAugment } from '../augment/diffAugment.ts';
import { Feeder, type GanSpec, gan, ganGame, initialState, warningsOf, withBatch } from '../index.ts';
import { crossEntropy, hinge, leastSquares, minimax, relativisticPaired } from '../losses/index.ts';
import { r1 } from '../penalties/index.ts';
import { buildStep } from '../step/step.ts';
import type { StepGraph } from '../step/stepBuilder.ts';
import { partsOfAtMost } from './judgedInParts.ts';

const shape = [4, 4, 1];
const data = { shape, classCount: 0 };
const optimizer = adam({ learningRate: 0.01 });

function spec(options: Partial<GanSpec>): GanSpec {
  const judges = [
    conv2d(3, 3, { spectralNorm: true }),
    leakyRelu(0.2),
    dropout(0.3),
    flatten(),
    dense(1, { spectralNorm: true }),
  ];
  return gan({
    generator: {
      network: network([3], [dense(16), batchNorm(), leakyRelu(0.2), dense(16), reshape([4, 4, 1])]),
      optimizer,
      ema: 0.9,
    },
    discriminator: { network: network(shape, judges), optimizer },
    batch: { generator: 8, discriminator: 8 },
    ...options,
  });
}

const examples = {
  count: 50,
  shape,
  read: async (indices: ArrayLike<number>, out: Float32Array) => {
    for (const [k, i] of Array.from(indices).entries())
      for (let p = 0; p < 16; p++) out[16 * k + p] = Math.sin(1 + i * 3 + p);
  },
};

async function valuesOf(step: StepGraph): Promise<Record<string, NDArray>> {
  const { description, outputs } = step;
  const feeder = new Feeder(description, examples, { seed: 4, totalSteps: 9, draw: 'shuffled', range: [-1, 1] });
  const fed = { ...initialState(description, 3), ...(await feeder.at(2)) };
  const feeds = Object.fromEntries(
    Object.entries(fed).map(([name, { shape, data }]) => [name, ndarray(shape, data)] as const),
  );
  const values = evaluate(Object.values(outputs), feeds);
  return Object.fromEntries(Object.keys(outputs).map((name, i) => [name, values[i]!]));
}

const stepOf = (options: Partial<GanSpec>) => buildStep(ganGame(spec(options)), data, 1, { gradientNorms: true });

describe.each(['together', 'separate'] as const)('%s', (order) => {
  it.each<[string, Partial<GanSpec>]>([
    ['cross-entropy with noisy and flipped labels', { loss: crossEntropy({ real: 0.9, noise: 0.1, flip: 0.2 }) }],
    ['hinge, two updates of D', { loss: hinge(), discriminatorSteps: 2 }],
    ['least squares through noise', { loss: leastSquares(), instanceNoise: 0.3 }],
    ['minimax, augmented', { loss: minimax(), augment: diffAugment({ policies: ['translation'] }) }],
    ['D of another batch than G', { batch: { generator: 8, discriminator: 4 } }],
  ])('%s: the same step, whichever parts a batch is judged in', async (_, options) => {
    const whole = stepOf({ order, ...options });
    const expected = await valuesOf(whole);
    for (const judgedAtOnce of [4, 3, 1]) {
      const parted = stepOf({ order, ...options, judgedAtOnce });
      // what is fed is the same too: random numbers fall on the same examples
      expect(parted.description).toEqual(whole.description);
      const values = await valuesOf(parted);
      expect(Object.keys(values)).toEqual(Object.keys(expected));
      for (const [name, { data }] of Object.entries(expected))
        data.forEach((value, i) => {
          expect(Math.abs(values[name]!.data[i]! - value), name).toBeLessThan(1e-12);
        });
    }
  });
});

it('the same of a batch that is itself done in parts', async () => {
  const generator = { network: network([3], [dense(16), reshape([4, 4, 1])]), optimizer, ema: 0.9 };
  const options = { generator, loss: crossEntropy({ noise: 0.1 }), instanceNoise: 0.3 };
  const part = (judgedAtOnce?: number) =>
    buildStep(
      ganGame(spec({ ...options, batch: { generator: 4, discriminator: 4 }, ...(judgedAtOnce && { judgedAtOnce }) })),
      data,
      2,
    );
  const [whole, parted] = [await valuesOf(part()), await valuesOf(part(2))];
  for (const [name, { data }] of Object.entries(whole))
    data.forEach((value, i) => {
      expect(Math.abs(parted[name]!.data[i]! - value), name).toBeLessThan(1e-12);
    });
});

it('holds the results of one part at a time', () => {
  const judges = [conv2d(64, 3, { padding: 'same' }), leakyRelu(0.2), flatten(), dense(1)];
  const bytes = (judgedAtOnce?: number) =>
    peakBytes(
      Object.values(
        stepOf({
          discriminator: { network: network(shape, judges), optimizer },
          batch: { generator: 64, discriminator: 64 },
          ...(judgedAtOnce && { judgedAtOnce }),
        }).outputs,
      ),
    );
  expect(bytes(16)).toBeLessThan(0.5 * bytes());
});

it('parts are equal, as large as they may be, and not too many', () => {
  const sizes = (count: number) => [1, 3, 8, 16, 63, 64, 65].map((most) => count / partsOfAtMost(count, most));
  expect(sizes(64)).toEqual([64, 64, 8, 16, 32, 64, 64]);
  expect(sizes(7)).toEqual([1, 1, 7, 7, 7, 7, 7]);
  // a prime number of examples has none
  expect(sizes(127)).toEqual([127, 127, 127, 127, 127, 127, 127]);
  expect(partsOfAtMost(64, undefined)).toBe(1);
  const batch = { generator: 64, discriminator: 32 };
  expect(() => spec({ batch, judgedAtOnce: 7 })).toThrow('a batch of 64 is to be judged 7 at a time');
  expect(withBatch(spec({ batch, judgedAtOnce: 8 }), 512)).toMatchObject({ judgedAtOnce: 64 });
  expect(withBatch(spec({ batch, judgedAtOnce: 8 }), 8)).toMatchObject({ judgedAtOnce: 8 });
});

describe('a batch that is looked at as a whole', () => {
  const packs = network([4, 4, 2], [flatten(), dense(1)]);
  const stddev = network(shape, [conv2d(3, 3), minibatchStddev(), flatten(), dense(1)]);
  it.each<[string, Partial<GanSpec>, string]>([
    ['the loss', { loss: relativisticPaired() }, 'the loss'],
    ['penalties', { penalties: [r1()] }, 'penalties'],
    ['packing', { packing: 2, discriminator: { network: packs, optimizer } }, 'packing'],
    ['layers', { discriminator: { network: stddev, optimizer } }, 'minibatchStddev'],
  ])('is judged at once, with a word why: %s', async (_, options, reason) => {
    const [whole, asked] = [spec(options), spec({ ...options, judgedAtOnce: 2 })];
    const said = warningsOf(asked).map(({ message }) => message);
    expect(said.filter((message) => message.startsWith('judgedAtOnce'))).toEqual([expect.stringContaining(reason)]);
    expect(warningsOf(whole).filter(({ message }) => message.startsWith('judgedAtOnce'))).toEqual([]);
    const [one, other] = [whole, asked].map((s) => buildStep(ganGame(s), data));
    expect(await valuesOf(other!)).toEqual(await valuesOf(one!));
  });
});
